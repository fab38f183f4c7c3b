import { mkdirSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { makeSnapshot } from '../../datasets/snapshots/create/create-snapshot.ts'
import { listSourceFiles } from '../../datasets/snapshots/create/source-files.ts'
import { systemClock } from '../../platform/clock.ts'
import { createLogger } from '../../platform/logger.ts'
import { openSnapshots } from './open-snapshots.ts'

/**
 * A process of its own: makes snapshots in a data folder, one after the other, prints a line for each
 * debug point and for each snapshot that was acknowledged, and kills itself with SIGKILL right after
 * printing a given number of points. Arguments: folder, first snapshot, points, folder for sources.
 */
const [path = '', first = '0', points = '1', sources = ''] = process.argv.slice(2)
let printed = 0

const stream = {
  write: (line: string) => {
    printed += 1
    writeSync(1, `point ${printed} ${JSON.parse(line).msg}\n`)
    if (printed === Number(points)) process.kill(process.pid, 'SIGKILL')
  },
}

const logger = createLogger({ stream, clock: systemClock, level: 'debug' })
const { snapshots, files } = openSnapshots(path, logger)
for (let n = Number(first); ; n++) {
  const asked = writeSources(n)
  const made = await makeSnapshot(
    {
      ...{ name: 's', asked, files: await listSourceFiles(asked, '/'), without: [], dialect: {} },
      ...{ time: { column: 'at', zone: 'UTC' }, mostBad: 0, rehash: false, reason: '' },
    },
    {
      ...{ blobs: files, clock: systemClock, release: '0.0.0', onBytes: () => {} },
      signal: new AbortController().signal,
    },
  )
  for (const blob of made.staged) await blob.keep()
  const cause = { actor: 'ratchet', reason: '' } as const
  const { snapshot } = await snapshots.create('s', made.snapshot, cause)
  writeSync(1, `acknowledged ${snapshot.number} ${snapshot.digest}\n`)
  await files.remember('snapshot s', made.known)
}

/** One file that every snapshot has, and one of its own. */
function writeSources(n: number): readonly string[] {
  mkdirSync(sources, { recursive: true })
  return [0, n].map((of) => {
    const rows = Array.from(
      { length: 500 },
      (_, i) => `2001-01-01T00:00:${10 + (i % 50)}Z,${of + i}`,
    )
    const file = join(sources, `${of}.csv`)
    writeFileSync(file, `at,x\n${rows.join('\n')}\n`)
    return file
  })
}
