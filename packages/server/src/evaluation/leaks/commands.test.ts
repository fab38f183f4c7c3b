import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packPackage } from '@ratchet-ml/scoring'
import { expect, test } from 'vitest'
import { parseArguments } from '../../platform/cli-kit/parse-arguments.ts'
import { aContext } from '../../registry/testing/command-context.ts'
import {
  aLogisticPackage,
  january,
  someFlights,
  writeFlights,
} from '../backtest/testing/flights.ts'
import { leakCommands } from './commands.ts'

const flights = someFlights(1200)
const pkg = await aLogisticPackage(flights.filter(({ at }) => at * 1000 < january.until))
const late = '--derive=late=delay > 15'
const rows = ['--rows', 'flights.parquet', '--time', 'date', '--label', 'late']

async function run(...args: readonly string[]) {
  const folder = await writeFlights(flights)
  await writeFile(join(folder, 'january.ratchet'), packPackage(pkg))
  const context = aContext(folder)
  const [command] = leakCommands
  if (command === undefined) expect.unreachable()
  const code = await command.run(context, parseArguments(command, ['flights', ...rows, ...args]))
  const [printed] = context.printed
  return { code, human: printed?.human ?? '', data: printed?.data }
}

test('an honest model passes, and what was not looked at is told', async () => {
  const january = ['january.ratchet', '--trained-on', '2001-01-01..2001-02-01']
  const { code, human } = await run(...january, '--derive', 'hour=hour(date)', late)
  expect(code).toBe(0)
  expect(human).toMatch(/^Nothing was found\.\n\nLooked at:\n {2}available-after: 0 of 3 features/)
  expect(human).toContain('shared-rows: by content 1,189 rows')
  expect(human).toContain('Not looked at:\n  missing-live: live: the prediction log')
})

test('without a model all columns are looked at, but those that the label is made of', async () => {
  const honest = await run(late)
  expect([honest.code, honest.human]).toEqual([0, expect.stringContaining('2 features')])
  const { code, human, data } = await run(late, '--derive', 'half=delay / 2')
  expect(code).toBe(1)
  expect(human).toMatch(/^LEAK \(knows-answer\): half alone tells the answer: AUC 1\.0000/)
  expect(data).toMatchObject({ findings: [{ feature: 'half', severity: 'leak' }] })
})

test('a label of texts needs a version that says the classes', async () => {
  const texts = run('--label', 'origin')
  await expect(texts).rejects.toMatchObject({ code: 'usage' })
})
