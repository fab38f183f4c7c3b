import { closeSync, fsyncSync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { RunStore, StoredRun } from '@ratchet-ml/stats'
import { Problem } from '../../platform/problem.ts'
import { syncFolder } from './durable-file.ts'
import { systemCodeOf, toProblem } from './filesystem-problem.ts'

/** Sorted runs in the files of a folder. */
export interface RunFolder extends RunStore {
  /** Makes all that was written durable, before a state that refers to it is. */
  sync(): void
  /** Closes its files and leaves them. */
  close(): void
  /** Closes its files and removes the folder with the runs of everybody. */
  remove(): void
}

const BLOCK_ROWS = 1024
/** After the numbers of a block: its checksum, and the mark. */
const TRAILER = 8
const MARK = 0x52756e73
/** Blocks that are written by one call. */
const BLOCKS_AT_ONCE = 64
/** A run's number is that of its file times this, and where it begins in the file, by 8 bytes. */
const PLACES = 68719476736

/**
 * Opens a folder for runs, which is made if need be. Any number of threads and processes may have it
 * open: each writes to a file of its own and reads those of all. Numbers are as this machine has
 * them.
 */
export function openRunFolder(folder: string): RunFolder {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const opened = new Map<number, number>()
  let own: { readonly number: number; readonly file: number; end: number } | undefined
  const ownFile = () => {
    own ??= { ...claimFile(folder), end: 0 }
    opened.set(own.number, own.file)
    return own
  }
  const fileOf = (number: number) => {
    const known = opened.get(number) ?? openForReading(pathOf(folder, number))
    opened.set(number, known)
    return known
  }
  const close = () => {
    for (const file of opened.values()) closeSync(file)
    opened.clear()
    own = undefined
  }
  return {
    blockRows: BLOCK_ROWS,
    write(width, pieces) {
      const { number, file, end } = ownFile()
      const run = number * PLACES + end / 8
      const path = pathOf(folder, number)
      try {
        const written = writeBlocks(file, end, { run, width, pieces })
        ownFile().end = end + written.bytes
        return { run, rows: written.rows, width }
      } catch (error) {
        throw toProblem(error, path)
      }
    },
    read(run, block) {
      const number = Math.floor(run.run / PLACES)
      return readBlock(fileOf(number), run, block, pathOf(folder, number))
    },
    sync() {
      if (own === undefined) return
      fsyncSync(own.file)
      syncFolder(folder)
    },
    close,
    remove() {
      close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function pathOf(folder: string, number: number): string {
  return join(folder, `runs-${number}.bin`)
}

/** Makes the first file that nobody has. */
function claimFile(folder: string): { readonly number: number; readonly file: number } {
  for (let number = 1; ; number++) {
    const path = pathOf(folder, number)
    try {
      return { number, file: openSync(path, 'wx+', 0o600) }
    } catch (error) {
      if (systemCodeOf(error) !== 'EEXIST') throw toProblem(error, path)
    }
  }
}

function openForReading(path: string): number {
  try {
    return openSync(path, 'r')
  } catch (error) {
    throw systemCodeOf(error) === 'ENOENT' ? damaged(path, 'it is not there', error) : error
  }
}

type Written = {
  readonly run: number
  readonly width: number
  readonly pieces: Iterable<readonly Float64Array[]>
}

function writeBlocks(file: number, from: number, { run, width, pieces }: Written) {
  const bytes = Buffer.alloc(BLOCKS_AT_ONCE * bytesOf(BLOCK_ROWS, width))
  let filled = 0
  let end = from
  let blocks = 0
  let rows = 0
  const flush = () => {
    writeFully(file, bytes.subarray(0, filled), end)
    end += filled
    filled = 0
  }
  for (const block of toBlocks(width, pieces)) {
    filled += fillBlock(bytes, filled, block, { run, width, block: blocks })
    rows += block[0]?.length ?? 0
    blocks++
    if (filled + bytesOf(BLOCK_ROWS, width) > bytes.length) flush()
  }
  flush()
  return { bytes: end - from, rows }
}

/** The rows of pieces of any length in blocks, the last of which may be shorter. */
function* toBlocks(width: number, pieces: Iterable<readonly Float64Array[]>) {
  let rest: readonly Float64Array[] = Array.from({ length: width }, () => new Float64Array(0))
  for (const piece of pieces) {
    const columns = rest.map((column, k) => joined(column, piece[k] ?? new Float64Array(0)))
    const rows = columns[0]?.length ?? 0
    let from = 0
    for (; from + BLOCK_ROWS <= rows; from += BLOCK_ROWS) {
      yield columns.map((column) => column.subarray(from, from + BLOCK_ROWS))
    }
    rest = columns.map((column) => column.subarray(from))
  }
  if ((rest[0]?.length ?? 0) > 0) yield rest
}

function joined(a: Float64Array, b: Float64Array): Float64Array {
  if (a.length === 0) return b
  const all = new Float64Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}

type BlockName = { readonly run: number; readonly width: number; readonly block: number }

function fillBlock(
  bytes: Buffer,
  from: number,
  columns: readonly Float64Array[],
  name: BlockName,
): number {
  let at = from
  for (const { buffer, byteOffset, byteLength } of columns) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at)
    at += byteLength
  }
  bytes.writeUInt32LE(checksumOf(bytes.subarray(from, at), name), at)
  bytes.writeUInt32LE(MARK, at + 4)
  return at + TRAILER - from
}

/** Of what is in the block and where it belongs, so that no other block passes for it. */
function checksumOf(bytes: Uint8Array, { run, width, block }: BlockName): number {
  return crc32(bytes, crc32(`${run} ${width} ${block}`))
}

function writeFully(file: number, bytes: Buffer, from: number): void {
  for (let at = 0; at < bytes.length; ) {
    at += writeSync(file, bytes, at, bytes.length - at, from + at)
  }
}

function readBlock(
  file: number,
  { run, rows, width }: StoredRun,
  block: number,
  path: string,
): readonly Float64Array[] {
  const count = Math.min(BLOCK_ROWS, rows - block * BLOCK_ROWS)
  const bytes = Buffer.alloc(bytesOf(count, width))
  const from = 8 * (run % PLACES) + block * bytesOf(BLOCK_ROWS, width)
  const found = readSync(file, bytes, 0, bytes.length, from)
  if (found < bytes.length) {
    throw damaged(path, `it ends in block ${block} of the run at ${from}`)
  }
  const end = bytes.length - TRAILER
  const sum = checksumOf(bytes.subarray(0, end), { run, width, block })
  if (bytes.readUInt32LE(end + 4) !== MARK || bytes.readUInt32LE(end) !== sum) {
    throw damaged(path, `block ${block} of the run at ${from} is not what was written`)
  }
  const { buffer, byteOffset } = bytes
  return Array.from(
    { length: width },
    (_, k) => new Float64Array(buffer, byteOffset + k * count * 8, count),
  )
}

function bytesOf(rows: number, width: number): number {
  return rows * width * 8 + TRAILER
}

function damaged(path: string, how: string, cause?: unknown): Problem {
  return new Problem('data-folder-corrupt', `${path} is damaged: ${how}.`, {
    hint: 'Remove the folder and evaluate again.',
    cause,
  })
}
