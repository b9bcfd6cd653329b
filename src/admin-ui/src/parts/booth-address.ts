/** Where a booth sends its photos, under the address at which this page was opened. */
export const boothAddress = ({ ingest_path: path }: { ingest_path: string }) => `${location.origin}${path}`

/** Nobody else on the network finds this machine by it. */
export const isLocalHost = (hostname: string) => /^(localhost$|127\.|\[::1\])/.test(hostname)

export const isOnlyThisMachine = () => isLocalHost(location.hostname)
