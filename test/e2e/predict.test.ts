import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runRatchet, temporaryFolder } from '../support/run-ratchet.ts'
import { expectedRows, flightsModel, toCsv, toNdjson } from './flights-model.ts'

const rows = expectedRows()

test('predicts from a bare model file what LightGBM predicts, margins to the bit', async () => {
  using folder = temporaryFolder()
  const ran = await predict(folder.path, [flightsModel, '--raw'], toNdjson(rows))
  expect(ran.status).toBe(0)
  const answers = ran.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(answers.map(({ raw }) => raw[0])).toEqual(rows.map(({ rawScore }) => rawScore))
  answers.forEach(({ outputs }, index) => {
    expect(outputs.probability[1]).toBeCloseTo(rows[index]?.probability ?? Number.NaN, 15)
  })
})

test('takes CSV by its first byte and answers in CSV, the same numbers', async () => {
  using folder = temporaryFolder()
  const csv = await predict(folder.path, [flightsModel], toCsv(rows))
  const json = await predict(folder.path, [flightsModel], toNdjson(rows))
  const [header, ...lines] = csv.stdout.trim().split('\n')
  expect(header).toBe('label,probability.0,probability.1')
  const fromJson = json.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).outputs)
    .map(({ label, probability }) => [label, ...probability].join(','))
  expect(lines).toEqual(fromJson)
})

test('gives one line out for each line in, errors in their place, and exits 3', async () => {
  using folder = temporaryFolder()
  const [first, second] = toNdjson(rows).split('\n')
  const input = [first, 'not json', '{"hour":"seven"}', second].join('\n')
  const ran = await predict(folder.path, [flightsModel], input)
  expect(ran.status).toBe(3)
  const answers = ran.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(answers.map((answer) => answer.error?.code)).toEqual([
    undefined,
    'row-unreadable',
    'row-type',
    undefined,
  ])
  expect(answers[2].error).toMatchObject({ pointer: '/hour' })
  expect(answers[2].error.detail).toContain('seven')
})

test('stops at the first refused row with --fail-fast', async () => {
  using folder = temporaryFolder()
  const [first, second] = toNdjson(rows).split('\n')
  const ran = await predict(
    folder.path,
    [flightsModel, '--fail-fast'],
    [first, 'x', second].join('\n'),
  )
  expect(ran.status).toBe(3)
  expect(ran.stdout.trim().split('\n')).toHaveLength(2)
})

test('carries fields of the input through, exact beyond 2^53', async () => {
  using folder = temporaryFolder()
  const row = { ...rows[0]?.input }
  const line = JSON.stringify(row).replace('{', '{"id":9007199254740993,"note":"a,b",')
  const ran = await predict(folder.path, [flightsModel, '--carry', 'id,note'], line)
  expect(ran.stdout).toContain('"carried":{"id":9007199254740993,"note":"a,b"}')
})

test('refuses to carry a column that the CSV header lacks, naming the one that was meant', async () => {
  using folder = temporaryFolder()
  const ran = await predict(folder.path, [flightsModel, '--carry', 'orgin'], toCsv(rows))
  expect(ran.status).toBe(2)
  expect(ran.stderr).toContain('have no column "orgin"; did you mean origin?')
})

test('warns of features that no row has, and still answers', async () => {
  using folder = temporaryFolder()
  const ran = await predict(folder.path, [flightsModel], '{"hour":7,"distance":300}\n{"hour":8}\n')
  expect(ran.status).toBe(0)
  expect(ran.stderr).toBe('None of 2 rows has weekday, origin, destination: counted as missing.\n')
})

test('refuses a --server that is no URL', async () => {
  using folder = temporaryFolder()
  const ran = await predict(
    folder.path,
    ['--endpoint', 'flights', '--server', 'localhost:7300'],
    '',
  )
  expect(ran.status).toBe(2)
  expect(ran.stderr).toContain('--server is "localhost:7300"; it must be a URL.')
})

test('says in one sentence why a pickle is not opened, and what to do instead', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'model.pkl')
  writeFileSync(file, Uint8Array.of(0x80, 0x04, 0x95, 0, 0, 0, 0, 0, 0, 0, 0, 0x2e))
  const ran = await predict(folder.path, [file], '')
  expect(ran.status).toBe(3)
  expect(ran.stderr).toMatch(/pickle/i)
  expect(ran.stderr).toMatch(/save_model/)
})

test('names the line of a truncated model file', async () => {
  using folder = temporaryFolder()
  const { readFileSync } = await import('node:fs')
  const file = join(folder.path, 'model.txt')
  writeFileSync(file, readFileSync(flightsModel).subarray(0, 100_000))
  const ran = await predict(folder.path, [file], '')
  expect(ran.status).toBe(3)
  expect(ran.stderr).toMatch(/line \d+/)
})

test('exits 4 for a file that is not there and 2 for an option that does not exist', async () => {
  using folder = temporaryFolder()
  expect((await predict(folder.path, ['absent.txt'], '')).status).toBe(4)
  const typo = await predict(folder.path, [flightsModel, '--rwa'], '')
  expect(typo.status).toBe(2)
  expect(typo.stderr).toContain('did you mean --raw?')
})

test('refuses a CSV without a feature of the model, by name', async () => {
  using folder = temporaryFolder()
  const ran = await predict(folder.path, [flightsModel], 'hour,weekday\n1,2\n')
  expect(ran.status).toBe(3)
  expect(ran.stderr).toContain('distance')
})

function predict(cwd: string, args: readonly string[], input: string) {
  return runRatchet(['predict', ...args], { cwd, input })
}
