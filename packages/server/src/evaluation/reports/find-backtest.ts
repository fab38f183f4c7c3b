import type { Client } from '@ratchet-ml/client'
import type { Backtest } from '@ratchet-ml/protocol'
import { Problem } from '../../platform/problem.ts'

/**
 * A recorded back-test: the newest of a model, or the one whose digest begins so.
 *
 * @throws Problem `backtest-not-found`; `usage` where several digests begin so
 */
export async function findBacktest(client: Client, asked: string): Promise<Backtest> {
  const ofModel = await client.backtests(asked)
  const [newest] = [...ofModel].sort((a, b) => compare(b.recordedAt, a.recordedAt))
  if (newest !== undefined) return client.backtest(newest.id)
  const start = /^(?:sha256:)?([0-9a-f]{6,64})$/.exec(asked)?.[1]
  const all = start === undefined ? [] : await client.backtests()
  const found = all.filter(({ id }) => id.startsWith(`sha256:${start}`))
  const [only] = found
  if (only !== undefined && found.length === 1) return client.backtest(only.id)
  if (found.length > 1) {
    const names = found.slice(0, 4).map(({ id }) => id.slice(0, 25))
    const hint = 'Give more of the id.'
    throw new Problem('usage', `${asked} begins the ids of ${names.join(', ')}.`, { hint })
  }
  throw new Problem('backtest-not-found', `There is no back-test of ${JSON.stringify(asked)}.`, {
    hint: `Make one: ratchet backtest ${asked}. An id is at least its first six characters.`,
  })
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
