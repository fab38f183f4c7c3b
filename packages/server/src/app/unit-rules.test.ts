import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildPackage, type Field } from '@ratchet-ml/scoring'
import { afterEach, expect, test } from 'vitest'
import { openPredictionLog } from '../adapters/filesystem/prediction-log/open-prediction-log.ts'
import { isFault } from '../feedback/outcomes/row/fault.ts'
import { createOutcomeParser } from '../feedback/outcomes/row/parse-outcome.ts'
import { systemClock } from '../platform/clock.ts'
import { silentLogger } from '../platform/logger.ts'
import type { LogSettings } from '../serving/log/types.ts'
import { aRow, flightsInputs, flightsPackage } from '../serving/testing/flights-package.ts'
import { openWorld, type World } from '../serving/testing/world.ts'
import { composeUnitRules } from './unit-rules.ts'

const opened: { world: World; folder: string }[] = []

afterEach(async () => {
  for (const { world, folder } of opened.splice(0)) {
    await world.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

/** A unit as the prediction log has it, and as an outcome of the same unit is kept. */
async function unitsOf(unit: unknown, field: Partial<Field>, logSettings: Partial<LogSettings>) {
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-units-'))
  const bounds = { waitMs: 30_000, refuseMs: 30_000 }
  const log = openPredictionLog(folder, systemClock, silentLogger, { bounds })
  const world = await openWorld({ log, logSettings })
  opened.push({ world, folder })
  const user: Field = { name: 'user', role: 'unit', type: 'text', missing: 'accept', ...field }
  const pkg = await flightsPackage(0.25)
  const whole = await buildPackage({
    ...{ source: { format: 'test' }, importer: { name: 'test', version: 1 } },
    ...{ program: pkg.program, coefficients: pkg.coefficients },
    contract: { ...pkg.contract, inputs: [...flightsInputs, user] },
  })
  await world.live('flights', whole)
  await world.post('/predict/flights', { rows: [{ ...aRow, user: unit }] })
  const { directory, logs } = world
  if (logs === undefined) throw new Error('there is a log')
  const [logged] = (await logs.read('flights', { last: 1 }, 1)).records
  const rules = composeUnitRules({ list: () => directory.list() }, directory, logs)
  const parse = createOutcomeParser({
    ...{ endpoints: await rules.endpoints(), key: rules.key(), numericTimes: false },
    now: () => systemClock.now(),
  })
  const time = new Date().toISOString()
  const parsed = parse({ endpoint: 'flights', unit, time, value: 1 })
  return [logged?.unit, isFault(parsed) ? parsed.code : parsed[0]?.unit]
}

test.each<[string, unknown, Partial<Field>, Partial<LogSettings>, unknown]>([
  ['in the clear', 'Zoë 😀', {}, {}, 'Zoë 😀'],
  ['as the text of a number', 42, { type: 'integer' }, {}, '42'],
  ['hashed, as it is personal', 'ada', { personal: true }, {}, /^[0-9a-f]{32}$/],
  ['hashed, as the settings say', 4.5, { type: 'number' }, { hash: ['user'] }, /^[0-9a-f]{32}$/],
])('a unit is kept %s, and so is that of an outcome', async (_, unit, field, settings, kept) => {
  const [logged, outcome] = await unitsOf(unit, field, settings)
  if (kept instanceof RegExp) expect(outcome).toMatch(kept)
  else expect(outcome).toBe(kept)
  expect(outcome).toBe(logged)
})

test('a unit that the log leaves out is not kept with an outcome either', async () => {
  expect(await unitsOf('ada', {}, { redact: ['user'] })).toEqual([undefined, 'outcome-unmatchable'])
  const off = await unitsOf('ada', {}, { durability: 'off' })
  expect(off[1]).toBe('outcome-unmatchable')
})
