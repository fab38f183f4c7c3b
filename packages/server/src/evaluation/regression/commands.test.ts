import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LogRecordView } from '@ratchet-ml/protocol'
import { expect, test } from 'vitest'
import {
  aLogisticPackage,
  flightsConfig,
  someFlights,
  writeFlights,
} from '../backtest/testing/flights.ts'
import { aPricePackage } from './testing/packages.ts'
import { aFile, runText } from './testing/run-text.ts'
import { aProject, run, runSuite, withLog } from './testing/world.ts'

const price = await aPricePackage()
const row = '{ rooms: 4, age: 10, town: A }'
const suite = `ratchetTests: 1
cases:
  - name: a small old flat in A
    because: the agent says so
    golden:
      - { row: ${row}, expect: { value: 117 } }
      - { row: { age: 0, town: C }, expect: { value: 131 } }
  - name: dearer with more rooms
    direction: { rows: [${row}], raise: rooms, by: 1, answer: rises }
  - name: any row is taken
    fuzz: { rows: 50 }
`

test('the cases of the only model run, are told by name, and give exit code 1 when one fails', async () => {
  await using world = await aProject(price, { 'tests/price/flats.yaml': suite })
  const { status, human, result } = await runSuite(world)
  expect(status).toBe(1)
  expect(human).toContain(
    [
      'tests/price/flats.yaml',
      '  ✗ a small old flat in A (2 comparisons)',
      '      tests/price/flats.yaml:7  value: found 132, expected 131 ±1e-9, difference 1',
      '      because: the agent says so',
      '  ✓ dearer with more rooms',
    ].join('\n'),
  )
  expect(human).toMatch(/2 passed, 1 failed$/)
  expect(result).toMatchObject({ model: 'price', outcome: 'fail', passed: 2, failed: 1 })
  expect(result.version).toEqual({ name: 'price.ratchet', digest: price.digest })
})

test('the digest of the suite is that of what its files say', async () => {
  const good = suite.replace('131', '132')
  await using one = await aProject(price, { 'tests/price/a.yaml': good })
  await using same = await aProject(price, { 'tests/price/a.yaml': good })
  await using other = await aProject(price, { 'tests/price/a.yaml': `${good}# a comment\n` })
  const [first, again, changed] = [await runSuite(one), await runSuite(same), await runSuite(other)]
  expect(first).toMatchObject({ status: 0, result: { outcome: 'pass' } })
  expect(again.result).toEqual(first.result)
  expect(changed.result.suite.digest).not.toBe(first.result.suite.digest)
})

test('one case can be run alone, and a name that there is not is told with the nearest', async () => {
  await using world = await aProject(price, { 'tests/price/flats.yaml': suite })
  const { status, result } = await runSuite(world, { case: 'dearer with more rooms' })
  expect([status, result.cases.length]).toEqual([0, 1])
  const unknown = runSuite(world, { case: 'dearer with more room' })
  await expect(unknown).rejects.toMatchObject({
    code: 'test-not-found',
    hint: 'Did you mean "dearer with more rooms"?',
  })
})

test('--bail stops at the first failure, and what was not run has not passed', async () => {
  await using world = await aProject(price, { 'tests/price/flats.yaml': suite })
  const { status, result } = await runSuite(world, { bail: true, junit: 'out.xml' })
  expect(status).toBe(1)
  expect(result.cases.map(({ outcome }) => outcome)).toEqual(['failed', 'not-run', 'not-run'])
  expect(await readFile(join(world.folder, 'out.xml'), 'utf8')).toContain('<skipped/>')
})

test('a model without cases is told so; that is no failure, and no evidence', async () => {
  await using world = await aProject(price, {})
  const { status, human, result } = await runSuite(world)
  expect([status, result.outcome]).toEqual([0, 'inconclusive'])
  expect(human).toContain('There is no case, so nothing is tested.')
  expect(world.context.notes).toEqual(['price has no regression cases: write some to tests/price.'])
})

test('a name that two cases have is refused, with both places', async () => {
  const files = { 'tests/price/a.yaml': suite, 'tests/price/b.yml': suite }
  await using world = await aProject(price, files)
  await expect(runSuite(world)).rejects.toMatchObject({
    code: 'test-file-invalid',
    message: expect.stringContaining('tests/price/b.yml, line 3: the name "a small old flat in A"'),
  })
})

test('a file and a folder of cases can be named, and one that is not there is refused', async () => {
  await using world = await aProject(price, { 'own/x.yaml': aFile('fuzz: { rows: 5 }') })
  expect((await runSuite(world, { tests: 'own' }, ['price.ratchet'])).status).toBe(0)
  expect((await runSuite(world, { tests: 'own/x.yaml' })).result.suite.files).toEqual([
    'own/x.yaml',
  ])
  const absent = runSuite(world, { tests: 'owm' })
  await expect(absent).rejects.toMatchObject({ code: 'file-not-found' })
})

test('disturbances are tried on a suite that passes only', async () => {
  await using world = await aProject(price, { 'tests/price/flats.yaml': suite })
  expect((await runSuite(world, { mutations: 5 })).result.mutations).toBeUndefined()
  expect(world.context.notes).toEqual(['Disturbances were not tried, as the suite does not pass.'])
})

test('--cover without --mutations is a slip', async () => {
  await using world = await aProject(price, { 'tests/price/flats.yaml': suite })
  const run = runSuite(world, { cover: 'tests/price/cover.yaml' })
  await expect(run).rejects.toMatchObject({ code: 'usage' })
})

test('golden rows that --cover adds notice what was not noticed', async () => {
  await using world = await aProject(price, {
    'tests/price/a.yaml': aFile('fuzz: { rows: 5 }'),
  })
  const before = await runSuite(world, { mutations: 8, cover: 'tests/price/cover.yaml' })
  expect(before.human).toMatch(/Mutation check: [01] of \d disturbances noticed/)
  const after = await runSuite(world, { mutations: 8 })
  expect(after.status).toBe(0)
  const { mutants = [], noticed } = after.result.mutations ?? {}
  expect(noticed).toBe(mutants.length)
  expect(after.human).toContain('(100.0 %;')
})

const flights = someFlights(1200)
const late = await aLogisticPackage(flights)

test('a floor holds on a slice, fails below it, and is inconclusive on too few rows', async () => {
  const folder = await writeFlights(flights)
  const floor = (text: string) =>
    runText(aFile(`floor: { dataset: flights, ${text} }`), late, {
      folder,
      datasets: { flights: flightsConfig },
    })
  const [holds] = await floor('metric: auc, atLeast: 0.5, where: "origin != \'XXX\'"')
  expect(holds).toMatchObject({ outcome: 'passed', checks: 1 })
  const [fails] = await floor('metric: accuracy, atLeast: 0.99, rows: 500')
  expect(fails).toMatchObject({
    outcome: 'failed',
    failures: [{ output: 'accuracy', expected: 'at least 0.99 on 500 rows' }],
  })
  const [few] = await floor('metric: accuracy, atLeast: 0, where: distance < 5')
  expect(few).toMatchObject({ outcome: 'inconclusive' })
  expect(few?.failures[0]?.found).toMatch(/^Only \d rows; at least 30 are needed/)
  const [none] = await floor('metric: accuracy, atLeast: 0, where: distance < 0')
  expect(none?.outcome).toBe('inconclusive')
  await expect(floor('metric: auc, atLeast: 0, where: distanc < 0')).rejects.toMatchObject({
    code: 'test-file-invalid',
    hint: 'Did you mean distance?',
  })
})

const record: LogRecordView = {
  kind: 'answered',
  ...{ predictionId: '019bc0b6-1b2c-7d3e-8f40-5a6b7c8d9e0f.0', requestId: 'r', endpoint: 'price' },
  ...{ eventTime: '2026-01-15T09:30:00Z', recordedTime: '2026-01-15T09:30:00Z' },
  ...{ contractDigest: 'sha256:0', routeRevision: 1, versionDigest: 'sha256:1', propensity: 1 },
  segments: {},
  features: { rooms: 4, age: 10, ignored: null, town: 'A' },
  outputs: { value: 117 },
  ...{ raw: [117], latencyUs: 3, status: 200, samplingProbability: 1 },
}
const prediction = record.predictionId ?? ''

test('a prediction of the log becomes a case in the words of the contract', async () => {
  await using bare = await aProject(price, {})
  const world = await withLog(bare, [record])
  const because = 'the agent laughed: "117"'
  const { status, human } = await run(world, 'test add', [], { prediction, because })
  expect(status).toBe(0)
  expect(human).toContain('tests/price/incidents.yaml, line 5. With price.ratchet it passes.')
  const text = await readFile(join(world.folder, 'tests/price/incidents.yaml'), 'utf8')
  expect(text).toContain(
    '- { row: { rooms: 4, age: 10, ignored: null, town: A }, expect: { value: 117, raw: [ 117 ] } }',
  )
  const { result } = await runSuite(world)
  expect(result.cases).toMatchObject([{ outcome: 'passed', because }])
})

test('a case may say what the answer should have been, and stands though it fails', async () => {
  await using bare = await aProject(price, { 'tests/price/incidents.yaml': `# Ours.\n${suite}` })
  const world = await withLog(bare, [record])
  const options = { prediction, because: 'sold for 150', expect: '{"value": 150}' }
  const { status, human } = await run(world, 'test add', [], options)
  expect(status).toBe(0)
  expect(human).toContain('it does not pass')
  expect(human).toContain('value: found 117, expected 150')
  const text = await readFile(join(world.folder, 'tests/price/incidents.yaml'), 'utf8')
  expect(text.startsWith(`# Ours.\n${suite}`)).toBe(true)
  const twice = run(world, 'test add', [], options)
  await expect(twice).rejects.toMatchObject({ code: 'file-exists' })
})

test('a suite that is told file by file takes the case into its last file', async () => {
  await using bare = await aProject(price, { 'own.yaml': `${suite}# ours\n` }, ['own.yaml'])
  const world = await withLog(bare, [record])
  const options = { prediction, because: 'so', name: 'as it was' }
  expect((await run(world, 'test add', [], options)).human).toContain('to own.yaml, line')
  const { result } = await runSuite(world)
  expect(result.suite.files).toEqual(['own.yaml'])
  expect(result.cases.at(-1)).toMatchObject({ name: 'as it was', outcome: 'passed' })
})

test.each([
  ['that is not there', record, { prediction: 'x.0' }, 'prediction-not-found', 'x.0'],
  [
    'that was refused',
    { ...record, kind: 'refused' as const },
    {},
    'prediction-not-found',
    'no row',
  ],
  [
    'whose log hashes a field',
    { ...record, features: { ...record.features, age: '0123456789abcdef0123456789abcdef' } },
    {},
    'prediction-not-found',
    'of age, only a hash of it is in the log',
  ],
  [
    'whose log leaves a field out',
    { ...record, features: { rooms: 4 } },
    {},
    'prediction-not-found',
    'of age, its value is not in the log',
  ],
  [
    'with an expectation that is no JSON',
    record,
    { expect: '{label' },
    'usage',
    'an object in JSON',
  ],
  ['with an unknown output', record, { expect: '{"valeu": 1}' }, 'test-file-invalid', '"valeu"'],
  ['without a reason', record, { because: ' ' }, 'usage', '--because'],
])('a prediction %s makes no case', async (_, found, options, code, message) => {
  await using bare = await aProject(price, {})
  const world = await withLog(bare, [found])
  const added = run(world, 'test add', [], { prediction, because: 'so', ...options })
  const thrown = (await added.catch((problem: unknown) => problem)) as Record<string, unknown>
  const body = thrown['body'] as Record<string, unknown> | undefined
  expect(body?.['code'] ?? thrown['code']).toBe(code)
  expect(thrown['message']).toContain(message)
  expect((await runSuite(world)).result.cases).toEqual([])
})
