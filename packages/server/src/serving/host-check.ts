const loopback = ['localhost', '127.0.0.1', '[::1]']
const wildcards = ['0.0.0.0', '::']

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)
}

/**
 * Whether a Host header names this server: against pages that point a name of their own at the
 * loopback address (DNS rebinding). A server bound to every address has no name of its own, and takes
 * any.
 */
export function createHostCheck(host: string, port: number): (header?: string) => boolean {
  if (wildcards.includes(host)) return (header) => header !== undefined
  const own = host.includes(':') ? `[${host}]` : host
  const names = [...loopback, own.toLowerCase()]
  const allowed = new Set(names.map((name) => `${name}:${port}`))
  // Clients leave out the port that their protocol has by default.
  if (port === 80) for (const name of names) allowed.add(name)
  return (header) =>
    header !== undefined && (allowed.has(header) || allowed.has(header.toLowerCase()))
}
