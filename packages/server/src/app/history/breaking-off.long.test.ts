import { cpSync, globSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { QueryResult } from '../../feedback/history/types.ts'
import { anOutcome } from '../../feedback/outcomes/testing/histories.ts'
import { openWorkshop } from './open-workshop.ts'
import { breakingOff } from './testing/broken-off.ts'
import { RecordedFolder } from './testing/recorded-folder.ts'

const noon = Date.parse('2026-11-20T12:00:00Z') * 1000
const upkeep = { kind: 'upkeep', merges: 2, keepDays: {}, now: noon } as const

/** Two segments that are files already, two that are to be, and some records of two contracts and days. */
async function prepare(folder: RecordedFolder): Promise<void> {
  const told = (from: number, count: number, time = noon) =>
    Array.from({ length: count }, (_, i) => ({
      ...{ predictionId: `r${from + i}.0`, eventTime: time, recordedTime: time + i },
    }))
  for (const [i, count] of [3, 4, 1200].entries()) {
    await folder.predict('flights', told(i * 2000, count))
    await folder.happen([anOutcome({ predictionId: `r${i}.0`, value: i, recordedTime: noon })])
    if (i === 1) await openWorkshop(folder.path).answer({ ...upkeep, merges: 99 }, 60_000)
  }
  await folder.predict('flights', told(9000, 5, noon + 43_199_999_998), { digest: 'ef' })
}

test('broken off anywhere, nothing is lost or there twice, and the next time ends it', async () => {
  await using prepared = new RecordedFolder()
  await prepare(prepared)
  const expected = [[1212, 1212, 3]]
  for (let at = 0; ; at++) {
    await using folder = new RecordedFolder(mkdtempSync(join(tmpdir(), 'ratchet-history-')))
    cpSync(prepared.path, folder.path, { recursive: true })
    const broken = breakingOff(at, () => {
      throw new Error('broken off')
    })
    const first = openWorkshop(folder.path, { wrap: broken.wrap })
    const reply = await first.answer(upkeep, 60_000).catch((error: Error) => error.message)
    // Half of the times the same process goes on, as after a disk that failed.
    const next = at % 2 === 0 ? first : openWorkshop(folder.path)
    if (next !== first) first.close()
    const sql =
      'SELECT count(*), count(DISTINCT prediction_id), (SELECT count(*) FROM outcome_history) FROM predictions'
    const query = { kind: 'query', sql, rows: 9 } as const
    expect(((await next.answer(query, 30_000)) as QueryResult).rows, `at ${at}`).toEqual(expected)
    await next.answer(upkeep, 60_000)
    expect(((await next.answer(query, 30_000)) as QueryResult).rows, `at ${at}`).toEqual(expected)
    expect(filesOf(folder.path), `at ${at}`).toEqual(manifestsOf(folder.path))
    next.close()
    if (reply !== 'broken off') {
      expect(at).toBeGreaterThan(20)
      return
    }
  }
}, 120_000)

function filesOf(folder: string): readonly string[] {
  return globSync(join(folder, 'history', '{predictions,outcomes}', '**', '*.parquet'))
    .map((path) => path.split('/').slice(-2).join('/'))
    .sort()
}

function manifestsOf(folder: string): readonly string[] {
  return globSync(join(folder, 'history', 'manifests', '*.json'))
    .flatMap((path) => JSON.parse(readFileSync(path, 'utf8')).files)
    .map(({ day, name }: { day: string; name: string }) => `day=${day}/${name}`)
    .sort()
}
