import { expect, test } from 'vitest'
import { runRatchet, temporaryFolder } from '../support/run-ratchet.ts'
import { expectedRows, flightsModel, toCsv, toNdjson } from './flights-model.ts'

const rows = expectedRows().slice(0, 40)

test('explains rows of a bare model file: base and contributions add up to the margin', async () => {
  const ran = await explain([flightsModel], toNdjson(rows))
  expect(ran.status).toBe(0)
  const answers = linesOf(ran.stdout)
  expect(answers.map(({ raw }) => raw)).toEqual(rows.map(({ rawScore }) => rawScore))
  for (const { contributions, base, raw } of answers) {
    expect(Object.keys(contributions)).toEqual(Object.keys(answers[0].contributions))
    expect(base + sum(Object.values(contributions))).toBeCloseTo(raw, 12)
  }
})

test('keeps the largest with --top and adds up the others; CSV gives the same lines', async () => {
  const all = linesOf((await explain([flightsModel], toNdjson(rows))).stdout)
  const ran = await explain([flightsModel, '--top', '1', '--carry', 'hour'], toCsv(rows))
  linesOf(ran.stdout).forEach((line, i) => {
    const [first] = Object.entries<number>(all[i].contributions).sort(
      ([, a], [, b]) => Math.abs(b) - Math.abs(a),
    )
    expect(Object.entries(line.contributions)).toEqual([first])
    expect(line.base + sum(Object.values(line.contributions)) + line.others).toBeCloseTo(line.raw)
    expect(line.carried).toEqual({ hour: rows[i]?.input['hour'] })
  })
})

test('gives one line for each line in, errors in their place, and exits 3', async () => {
  const [first] = toNdjson(rows).split('\n')
  const ran = await explain([flightsModel], `${first}\nnot json\n${first}\n`)
  expect(ran.status).toBe(3)
  const codes = linesOf(ran.stdout).map((line) => line.error?.code)
  expect(codes).toEqual([undefined, 'row-unreadable', undefined])
})

async function explain(args: readonly string[], input: string) {
  using folder = temporaryFolder()
  return await runRatchet(['explain', ...args], { cwd: folder.path, input })
}

function linesOf(text: string) {
  const lines = text.trim().split('\n')
  return lines.map((line) => JSON.parse(line))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
