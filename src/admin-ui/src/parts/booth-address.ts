/** Where a booth sends its photos, under the address at which this page was opened. */
export const boothAddress = ({ ingest_path: path }: { ingest_path: string }) => `${location.origin}${path}`

export const isOnlyThisMachine = () => /^(localhost|127\.|\[::1\])/.test(location.hostname)
