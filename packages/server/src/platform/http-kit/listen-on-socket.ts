import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Longer paths are cut off in silence by the system call. */
const maximumPathBytes = 100

export interface ListeningSocket {
  readonly path: string
  close(): Promise<void>
}

/**
 * Answers HTTP on a unix socket that only this user may open. The socket lies in `folder`, or, where
 * that path is too long for a socket, in a folder of its own below the system's temporary one.
 */
export async function listenOnSocket(
  folder: string,
  listener: RequestListener,
): Promise<ListeningSocket> {
  const wanted = join(folder, 'server.sock')
  const isShort = Buffer.byteLength(wanted) <= maximumPathBytes
  const path = isShort ? wanted : join(mkdtempSync(join(tmpdir(), 'ratchet-')), 'server.sock')
  rmSync(path, { force: true }) // left by an owner that was killed: this process holds the lock
  const server = createServer({ requestTimeout: 0 }, listener)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  chmodSync(path, 0o600)
  return {
    path,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
      rmSync(isShort ? path : dirname(path), { recursive: true, force: true })
    },
  }
}
