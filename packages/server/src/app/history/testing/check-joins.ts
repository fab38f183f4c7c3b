import fc from 'fast-check'
import { expect } from 'vitest'
import { joinOutcomes, resolveOutcomes } from '../../../feedback/outcomes/policy.ts'
import {
  outcomeHistories,
  predictionHistories,
} from '../../../feedback/outcomes/testing/histories.ts'
import type { MatchablePrediction, OutcomeRecord } from '../../../feedback/outcomes/types.ts'
import { micros } from '../../../platform/clock.ts'
import { openWorkshop } from '../open-workshop.ts'
import { RecordedFolder } from './recorded-folder.ts'

const upkeep = { kind: 'upkeep', merges: 2, keepDays: {}, now: 0 } as const

async function ask(folder: RecordedFolder, sql: string, asOf?: number) {
  const workshop = openWorkshop(folder.path)
  const query = { kind: 'query', sql, rows: 1000 } as const
  const reply = await workshop.answer(asOf === undefined ? query : { ...query, asOf }, 30_000)
  workshop.close()
  return (reply as { rows: readonly (readonly unknown[])[] }).rows
}

async function keep(folder: RecordedFolder): Promise<void> {
  const workshop = openWorkshop(folder.path)
  await workshop.answer(upkeep, 60_000)
  workshop.close()
}

/** Records in pieces, each of which is sealed, converted, or just there. */
async function record(
  folder: RecordedFolder,
  predictions: readonly MatchablePrediction[],
  outcomes: readonly OutcomeRecord[],
  cut: number,
): Promise<void> {
  const [some, others] = [outcomes.slice(0, cut), outcomes.slice(cut)]
  const half = Math.ceil(predictions.length / 2)
  for (const [i, part] of [predictions.slice(0, half), predictions.slice(half)].entries()) {
    for (const endpoint of ['flights', 'trains']) {
      const own = part.filter((one) => one.endpoint === endpoint)
      if (own.length > 0) await folder.predict(endpoint, own, { seals: i === 0 })
    }
    await folder.happen(i === 0 ? some : others, { seals: i === 0 })
    if (i === 0) await keep(folder)
  }
}

/**
 * Holds the views against the rule on random histories that arrive in random order, in whatever parts
 * they have become tables, as of random times.
 */
export async function checkJoins(numRuns: number): Promise<void> {
  const asOf = fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined })
  const shuffled = outcomeHistories.chain((history) =>
    fc.shuffledSubarray([...history, ...history.slice(0, 3)], { minLength: history.length }),
  )
  await fc.assert(
    fc.asyncProperty(
      predictionHistories,
      shuffled,
      fc.nat({ max: 14 }),
      asOf,
      async (predictions, outcomes, cut, seconds) => {
        await using folder = new RecordedFolder()
        await record(folder, predictions, outcomes, cut)
        const time = seconds === undefined ? undefined : micros(seconds * 1_000_000)
        const expected = joinOutcomes(predictions, outcomes, time)
        const labels = [...expected.labels].flatMap(([id, names]) =>
          [...names.values()].map((one) =>
            JSON.stringify([
              id,
              one.name,
              one.value ?? null,
              one.text ?? null,
              one.outcomeId,
              one.revision,
            ]),
          ),
        )
        const joined = await ask(
          folder,
          `SELECT prediction_id, outcome_name, outcome_value, outcome_text, outcome_id, outcome_revision
            FROM joined WHERE outcome_name IS NOT NULL`,
          time,
        )
        expect(joined.map((row) => JSON.stringify(row)).sort()).toEqual(labels.sort())
        const resolved = await ask(
          folder,
          'SELECT outcome_id, content_hash, revision FROM outcomes',
          time,
        )
        const counting = [...resolveOutcomes(outcomes, time).values()]
        expect(resolved.map(String).sort()).toEqual(
          counting.map((one) => [one.outcomeId, one.contentHash, one.revision].join(',')).sort(),
        )
        const known = predictions.filter(({ recordedTime }) => recordedTime <= (time ?? Infinity))
        const found = await ask(folder, 'SELECT prediction_id FROM predictions', time)
        expect(found.flat().sort()).toEqual(known.map((one) => one.predictionId).sort())
      },
    ),
    { numRuns },
  )
}
