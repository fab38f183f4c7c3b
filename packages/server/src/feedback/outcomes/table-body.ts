import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import type { OutcomeReceipt } from '@ratchet-ml/protocol'
import { Problem } from '../../platform/problem.ts'
import type { IntakeBody } from './intake.ts'
import { openOutcomeTable } from './read-table.ts'
import { RowTaker, type RowTakerOptions } from './row-taker.ts'

export interface TableBodyOptions extends RowTakerOptions {
  readonly spoolFolder: string
}

/**
 * A Parquet body: its description stands at its end, so it waits in a file until it is there as a whole.
 * The thread waits for the disk, as it has nothing else to do.
 */
export class TableBody implements IntakeBody {
  readonly #options: TableBodyOptions
  readonly #path: string
  #file: number | undefined

  constructor(options: TableBodyOptions) {
    this.#options = options
    this.#path = join(options.spoolFolder, `outcomes-${randomUUID()}.parquet`)
    mkdirSync(options.spoolFolder, { recursive: true, mode: 0o700 })
    this.#file = openSync(this.#path, 'wx', 0o600)
  }

  async push(chunk: Uint8Array): Promise<void> {
    if (this.#file === undefined) return
    try {
      for (let at = 0; at < chunk.length; ) at += writeSync(this.#file, chunk, at)
    } catch (error) {
      await this.abort()
      throw unspooled(error)
    }
  }

  async end(): Promise<OutcomeReceipt> {
    try {
      this.#close()
      return await this.#take()
    } finally {
      rmSync(this.#path, { force: true })
    }
  }

  async abort(): Promise<void> {
    this.#close()
    rmSync(this.#path, { force: true })
  }

  async #take(): Promise<OutcomeReceipt> {
    const { order } = this.#options
    const table = await openOutcomeTable(this.#path, order.source, order, 'micros')
    const taker = new RowTaker({ ...this.#options, numericTimes: true })
    try {
      for await (const { first, records } of table.rows()) {
        for (const [i, record] of records.entries()) taker.take(first + i + order.offset, record)
        await taker.settle()
        await turn() // other bodies wait
      }
    } finally {
      await table.close()
    }
    return await taker.finish()
  }

  #close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
  }
}

/** Removes what a killed process left of bodies that it had not taken. */
export function removeSpooled(folder: string): void {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    if (/^outcomes-[0-9a-f-]{36}\.parquet$/.test(name)) rmSync(join(folder, name), { force: true })
  }
}

function unspooled(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error
  return new Problem('disk-full', 'The disk has no room for the body; nothing was kept of it.', {
    hint: 'Free some space and do it again.',
    cause: error,
  })
}
