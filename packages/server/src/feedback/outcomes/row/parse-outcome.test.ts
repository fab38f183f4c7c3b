import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { noon, openIntake } from '../testing/open-intake.ts'

const json = JSON.stringify
const lines = (...rows: unknown[]) => rows.map((row) => `${json(row)}\n`).join('')

/** What a body of one row is refused for. */
async function faultOf(row: unknown) {
  const { refused } = await openIntake().take(lines(row))
  return refused[0] === undefined ? undefined : `${refused[0].code} ${refused[0].detail}`
}

test('an outcome by prediction id is kept with everything that it states', async () => {
  const { take, all } = openIntake()
  const row = { id: 'a', revision: 2, predictionId: 'p.0', name: 'click', value: true }
  const receipt = await take(json({ ...row, eventTime: '2026-11-20T10:00:00.5Z' }), {
    form: 'json',
  })
  expect(receipt).toEqual({ accepted: 1, quarantined: 0, refused: [] })
  expect(await all()).toMatchObject([
    {
      ...{ outcomeId: 'a', revision: 2, predictionId: 'p.0', name: 'click', value: 1 },
      ...{ eventTime: 1_795_168_800_500_000, recordedTime: noon, unit: undefined, text: undefined },
    },
  ])
})

test('what is left out is made up for: id, revision, name and event time', async () => {
  const { take, all } = openIntake()
  await take(json({ predictionId: 'p.0', value: 'late' }), { form: 'json' })
  const [outcome] = await all()
  expect(outcome).toMatchObject({ revision: 0, name: 'label', text: 'late', eventTime: noon })
  expect(outcome?.outcomeId).toBe(`sha256:${outcome?.contentHash}`)
})

test('values stand for one outcome each, with ids of their own', async () => {
  const { take, all } = openIntake()
  await take(json({ id: 'a', predictionId: 'p.0', values: { click: true, purchase: 20 } }), {
    form: 'json',
  })
  expect((await all()).map(({ outcomeId, name, value }) => [outcomeId, name, value])).toEqual([
    ['a/click', 'click', 1],
    ['a/purchase', 'purchase', 20],
  ])
})

test('a unit is kept as the log of its endpoint keeps it', async () => {
  const { take, all } = openIntake()
  const about = (endpoint: string, unit: unknown) => ({
    ...{ endpoint, unit, time: '2026-11-20T10:00:00Z', value: 1 },
  })
  const rows = [about('flights', 42), about('people', 'ada'), about('secret', 'ada')]
  const { refused } = await take(lines(...rows))
  const hashed = createHmac('sha256', new Uint8Array(32).fill(7)).update('ada').digest('hex')
  expect((await all()).map(({ unit }) => unit)).toEqual(['42', hashed.slice(0, 32)])
  expect(refused).toMatchObject([{ line: 3, code: 'outcome-unmatchable', pointer: '/unit' }])
})

test.each<[string, unknown, string]>([
  ['no object', [1], 'outcome-invalid the outcome: found an array'],
  ['nothing to match by', { value: 1 }, 'outcome-invalid /endpoint: found nothing'],
  ['a unit without a time', { endpoint: 'flights', unit: 'a', value: 1 }, '/time: found nothing'],
  ['an id beside a unit', { predictionId: 'p', unit: 'a', value: 1 }, '/unit: found it beside'],
  ['no value', { predictionId: 'p' }, '/value: found nothing'],
  ['a value that is a list', { predictionId: 'p', value: [1] }, '/value: found an array'],
  ['an empty id', { predictionId: '', value: 1 }, '/predictionId: found an empty text'],
  [
    'a negative revision',
    { predictionId: 'p', value: 1, revision: -1 },
    '/revision: found a number',
  ],
  ['a name that is none', { predictionId: 'p', value: 1, name: 'a b' }, '/name: found a text'],
  ['values beside a value', { predictionId: 'p', value: 1, values: { a: 1 } }, '/value: found it'],
  ['no values', { predictionId: 'p', values: {} }, '/values: found an empty object'],
  ['a misspelt member', { predictionId: 'p', valeu: 1 }, 'did you mean value?'],
  ['another endpoint', { predictionId: 'p', endpoint: 'flihgts', value: 1 }, 'such as flights'],
  [
    'a time without zone',
    { predictionId: 'p', value: 1, eventTime: '2026-11-20 10:00' },
    'a text that',
  ],
  [
    'a number for a time',
    { predictionId: 'p', value: 1, eventTime: 5 },
    '/eventTime: found a number',
  ],
  [
    'a time before 1970',
    { predictionId: 'p', value: 1, eventTime: '1969-12-31T23:59:59Z' },
    'outcome-time-impossible /eventTime: found a time before 1970',
  ],
  [
    'a time too far ahead',
    { predictionId: 'p', value: 1, eventTime: '2026-11-22T12:00:01Z' },
    'outcome-time-impossible /eventTime: found a time in the future, expected at most a day after now, which is 2026-11-21T12:00:00.000000Z here',
  ],
  [
    'an event before its prediction',
    {
      ...{ endpoint: 'flights', unit: 'a', value: 1 },
      ...{ time: '2026-11-20T10:00:00Z', eventTime: '2026-11-20T09:00:00Z' },
    },
    'outcome-time-impossible /eventTime: found a time before /time',
  ],
])('refuses %s, and says where and why', async (_, row, detail) => {
  expect(await faultOf(row)).toContain(detail)
})

test('within a day of the clock and at the moment of the prediction is possible', async () => {
  expect(await faultOf({ predictionId: 'p', value: 1, eventTime: '2026-11-22T12:00:00Z' })).toBe(
    undefined,
  )
  const time = '2026-11-20T10:00:00Z'
  const row = { endpoint: 'flights', unit: 'a', value: 1, time, eventTime: time }
  expect(await faultOf(row)).toBe(undefined)
})

test('no refusal repeats a value', async () => {
  const secret = 'hunter2'
  for (const member of [
    'id',
    'predictionId',
    'unit',
    'time',
    'name',
    'value',
    'eventTime',
    secret,
  ]) {
    for (const value of [secret.repeat(200), { secret }, [secret]]) {
      expect((await faultOf({ predictionId: 'p', [member]: value })) ?? '').not.toContain(
        `${secret}h`,
      )
      expect((await faultOf({ predictionId: 'p', [member]: value })) ?? '').not.toContain(
        `"${secret}`,
      )
    }
  }
})
