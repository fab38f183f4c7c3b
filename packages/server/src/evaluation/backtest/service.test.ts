import { createClient } from '@ratchet-ml/client'
import { expect, test } from 'vitest'
import { memoryBlobStore } from '../../adapters/memory/blob-store.ts'
import { memoryMetadata } from '../../adapters/memory/metadata.ts'
import { createRouter } from '../../platform/http-kit/router.ts'
import { createIds } from '../../platform/ids.ts'
import { silentLogger } from '../../platform/logger.ts'
import { manualClock } from '../../platform/testing/manual-clock.ts'
import { evaluationRoutes } from './http.ts'
import { Evaluation } from './service.ts'
import { aLogisticPackage, aVersion, runOn, someFlights, writeFlights } from './testing/flights.ts'

const flights = someFlights(600)
const pkg = await aLogisticPackage(flights)

async function aBacktest() {
  return await runOn(await writeFlights(flights), [aVersion('a', pkg)])
}

function anEvaluation(surface: 'read' | 'change' = 'change') {
  const clock = manualClock()
  const ids = createIds({ clock })
  const { backtests, ledger } = memoryMetadata(clock, ids)
  const evaluation = new Evaluation({ store: backtests, blobs: memoryBlobStore() })
  const router = createRouter({
    routes: evaluationRoutes(evaluation),
    surfaces: new Set(['read', surface] as const),
    ...{ actor: 'os:ada', ids, logger: silentLogger, maximumBodyBytes: 10_000_000 },
  })
  const client = createClient({
    url: 'http://in.process',
    fetch: async (url, init) => router.request(url, init as RequestInit),
  })
  return { client, ledger }
}

test('what is recorded reads back the same, and is listed with who and when', async () => {
  const { client } = anEvaluation()
  const backtest = await aBacktest()
  const summary = await client.recordBacktest(backtest)
  expect(summary).toMatchObject({ id: backtest.id, model: 'flights', actor: 'os:ada' })
  expect(await client.backtest(backtest.id)).toEqual(backtest)
  expect(await client.backtests('flights')).toEqual([summary])
  expect(await client.backtests('others')).toEqual([])
})

test('recording it again changes nothing', async () => {
  const { client } = anEvaluation()
  const backtest = await aBacktest()
  const first = await client.recordBacktest(backtest)
  expect(await client.recordBacktest(backtest)).toEqual(first)
  expect(await client.backtests()).toHaveLength(1)
  expect(await client.backtests('flights')).toHaveLength(1)
})

test('an id that nobody recorded is not found', async () => {
  const { client } = anEvaluation()
  for (const id of [`sha256:${'0'.repeat(64)}`, 'latest']) {
    await expect(client.backtest(id)).rejects.toMatchObject({
      body: { code: 'backtest-not-found' },
    })
  }
})

test('recording is a change of state, which the open port refuses', async () => {
  const { client } = anEvaluation('read')
  await expect(client.recordBacktest(await aBacktest())).rejects.toMatchObject({
    body: { code: 'change-refused' },
  })
})
