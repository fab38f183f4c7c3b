import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writeDurably } from './durable-file.ts'
import { systemCodeOf } from './filesystem-problem.ts'

const ServerFile = z.object({
  pid: z.int().positive(),
  url: z.string().optional(),
  socket: z.string().optional(),
  startedAt: z.string(),
})

/** Where the server of a data folder is: server.json, there while the server lives. */
export type ServerFile = Readonly<z.infer<typeof ServerFile>>

export function writeServerFile(folder: string, server: ServerFile): void {
  writeDurably(join(folder, 'server.json'), `${JSON.stringify(server)}\n`)
}

/**
 * What the last server said of itself. It may be gone: only the lock says who owns the folder. A file
 * that cannot be understood counts as none.
 */
export function readServerFile(folder: string): ServerFile | undefined {
  try {
    return ServerFile.safeParse(JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8'))).data
  } catch (error) {
    const code = systemCodeOf(error)
    if (error instanceof SyntaxError || code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}

export function removeServerFile(folder: string): void {
  rmSync(join(folder, 'server.json'), { force: true })
}
