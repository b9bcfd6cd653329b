import os from 'node:os'

/** Date and machine, as they stand beside every figure. */
export function machine(): string {
  const [cpu] = os.cpus()
  const gigabytes = (os.totalmem() / 1e9).toFixed(0)
  const date = new Date().toISOString().slice(0, 10)
  return `${date}, ${os.availableParallelism()} × ${cpu?.model}, ${gigabytes} GB, Node ${process.version}, ${os.type()} ${os.release()}`
}
