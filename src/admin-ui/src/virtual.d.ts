declare module 'virtual:mantine-first.css'
declare module 'virtual:mantine-rest.css'
