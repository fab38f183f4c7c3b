import { expect, test } from 'vitest'
import { formatBacktest } from '../document/format-backtest.ts'
import {
  aLogisticPackage,
  aVersion,
  flightsConfig,
  january,
  runOn,
  someFlights,
  writeFlights,
} from '../testing/flights.ts'

const flights = someFlights()
const pkg = await aLogisticPackage(flights.filter(({ at }) => at * 1000 < january.until))
const versions = [aVersion('flights@1', pkg, january)]

test('the document has what leak checks looked at, found and left out', async () => {
  const result = await runOn(await writeFlights(flights), versions)
  expect(result.leaks?.findings).toEqual([])
  expect(result.leaks?.checked).toContain('missing-live: 2,400 rows over time')
  expect(result.leaks?.skipped).toEqual([
    {
      check: 'missing-live',
      because: 'live: no prediction log was given to compare with',
    },
  ])
  expect(formatBacktest(result)).not.toContain('LEAK')
})

test('a feature from which the label is made is found, and told in the table', async () => {
  const config = { ...flightsConfig, derive: { hour: 'hour(date)', late: 'distance > 900' } }
  const result = await runOn(await writeFlights(flights), versions, { config })
  expect(result.leaks?.findings).toMatchObject([
    { check: 'knows-answer', severity: 'leak', feature: 'distance' },
  ])
  const text = formatBacktest(result)
  expect(text).toContain('LEAK (knows-answer): distance alone tells the answer: AUC 1.0000')
  expect(text).toContain('By log loss, which is no evidence as there is a leak:')
})

test('what the project says of the dataset goes into the plan and to the checks', async () => {
  const config = { ...flightsConfig, availableAfter: { distance: '3d' }, predictedAfter: '1d' }
  const result = await runOn(await writeFlights(flights), versions, { config })
  expect(result.plan).toMatchObject({ dataset: { config } })
  expect(result.leaks?.findings[0]?.says).toMatch(
    /^distance is known 3d after the event, and predictions are made 1d after the event\./,
  )
})
