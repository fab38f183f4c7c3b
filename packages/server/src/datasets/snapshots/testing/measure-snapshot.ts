import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { createRandom } from '@ratchet-ml/stats'
import { openBlobFiles } from '../../../adapters/filesystem/blob-files.ts'
import type { BlobFiles } from '../../../platform/blob-files.ts'
import { systemClock } from '../../../platform/clock.ts'
import { type ParquetColumn, ParquetWriter } from '../../formats/parquet/write-parquet.ts'
import type { Column } from '../../types.ts'
import { makeSnapshot } from '../create/create-snapshot.ts'
import { listSourceFiles } from '../create/source-files.ts'
import { openSnapshot } from '../open-snapshot.ts'

/**
 * A process of its own: `write FOLDER ROWS FEATURES` writes files of a million rows each, a day and an
 * hour apart in event time; `measure FOLDER` makes a snapshot of them and reads it back by day. Prints
 * what was measured as one line of JSON.
 */
const [task = '', folder = '', rows = '1000000', features = '20'] = process.argv.slice(2)
const day = 86_400_000_000
const start = Date.UTC(2001, 0, 1) * 1000
const fileRows = 1_000_000
const names = Array.from({ length: Number(features) }, (_, i) => `f${String(i).padStart(2, '0')}`)

if (task === 'write') await writeFiles()
else process.stdout.write(`${JSON.stringify(await measure())}\n`)

async function writeFiles(): Promise<void> {
  mkdirSync(join(folder, 'sources'), { recursive: true })
  const random = createRandom(7)
  for (let file = 0; file * fileRows < Number(rows); file++) {
    const fd = openSync(join(folder, 'sources', `${String(file).padStart(4, '0')}.parquet`), 'w')
    const kinds = names.map((name): ParquetColumn => ({ name, kind: 'number' }))
    const writer = new ParquetWriter({
      columns: [{ name: 'at', kind: 'timestamp' }, ...kinds],
      sink: { append: (bytes) => void writeSync(fd, bytes) },
    })
    const left = Math.min(fileRows, Number(rows) - file * fileRows)
    while (writer.rows < left) {
      const count = Math.min(1 << 16, left - writer.rows)
      const first = file * fileRows + writer.rows
      const times = Float64Array.from({ length: count }, (_, i) => timeOf(first + i))
      const columns = new Map<string, Column>([['at', { kind: 'timestamp', values: times }]])
      for (const name of names) {
        const values = Float64Array.from({ length: count }, () => random.nextFloat())
        columns.set(name, { kind: 'number', values })
      }
      await writer.write({ count, columns })
    }
    await writer.finish()
    closeSync(fd)
  }
}

/** A third of a million rows a day. */
function timeOf(row: number): number {
  return start + Math.floor((row * day) / 333_333)
}

async function measure() {
  const files = await listSourceFiles([join(folder, 'sources')], '/')
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  const hashing = await timedValue(async () => {
    for (const file of files) await hashFile(file.path)
  })
  let copyMs = 0
  const blobs = timingCopies(openBlobFiles(join(folder, 'blobs')), (ms) => {
    copyMs += ms
  })
  const making = await timedValue(() =>
    makeSnapshot(
      {
        ...{ name: 'bench', asked: [folder], files, without: [], dialect: {}, mostBad: 0 },
        ...{ time: { column: 'at', zone: 'UTC' }, rehash: true, reason: '' },
      },
      {
        ...{ blobs, clock: systemClock, release: '0.0.0', onBytes: () => {} },
        signal: new AbortController().signal,
      },
    ),
  )
  const { snapshot, staged } = making.value
  const keepMs = await timed(async () => {
    for (const blob of staged) await blob.keep()
  })
  const { manifest } = snapshot
  const opened = openSnapshot({ name: 'bench', digest: 'sha256:', manifest, blobs })
  const days = Math.ceil(manifest.rows / 333_333) + 1
  let read = 0
  const reading = await timedValue(async () => {
    for (let i = 0; i < days; i++) {
      const span = { from: start + i * day, until: start + (i + 1) * day }
      for await (const batch of opened.readSpan(span, { columns: names })) read += batch.count
    }
  })
  if (read !== manifest.rows) throw new Error(`${read} of ${manifest.rows} rows were read back`)
  return {
    rows: manifest.rows,
    bytes,
    days,
    hashMBps: bytes / 1e3 / hashing.ms,
    hashMBpsOfCpu: bytes / 1e3 / hashing.cpuMs,
    createMs: making.ms + keepMs,
    createCpuMs: making.cpuMs,
    copyAndHashMs: copyMs,
    checkMs: making.ms - copyMs,
    keepMs,
    readMs: reading.ms,
    readRowsPerSecond: (1000 * read) / reading.ms,
    readRowsPerCpuSecond: (1000 * read) / reading.cpuMs,
    peakRssMB: process.resourceUsage().maxRSS / 1024,
  }
}

function timingCopies(blobs: BlobFiles, onCopy: (ms: number) => void): BlobFiles {
  return Object.assign(Object.create(blobs) as BlobFiles, {
    stage: () => blobs.stage(),
    stageCopy: async (path: string, options: Parameters<BlobFiles['stageCopy']>[1]) => {
      const { ms, value } = await timedValue(() => blobs.stageCopy(path, options))
      onCopy(ms)
      return value
    },
    pathOf: (digest: Parameters<BlobFiles['pathOf']>[0]) => blobs.pathOf(digest),
    sizeOf: (digest: Parameters<BlobFiles['sizeOf']>[0]) => blobs.sizeOf(digest),
    recall: async () => undefined,
  })
}

async function hashFile(path: string): Promise<void> {
  const hash = createHash('sha256')
  const file = await open(path, 'r')
  const buffers = [new Uint8Array(4 << 20), new Uint8Array(4 << 20)] as const
  let turn: 0 | 1 = 0
  let reading = file.read(buffers[0])
  for (;;) {
    const { bytesRead, buffer } = await reading
    if (bytesRead === 0) break
    turn = turn === 0 ? 1 : 0
    reading = file.read(buffers[turn])
    hash.update(buffer.subarray(0, bytesRead))
  }
  await file.close()
}

async function timed(run: () => Promise<void>): Promise<number> {
  return (await timedValue(run)).ms
}

async function timedValue<T>(run: () => Promise<T>) {
  const from = performance.now()
  const cpu = process.cpuUsage()
  const value = await run()
  const { user, system } = process.cpuUsage(cpu)
  return { ms: performance.now() - from, cpuMs: (user + system) / 1000, value }
}
