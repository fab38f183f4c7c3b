import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as stats from '@ratchet-ml/stats'
import { expect, test } from 'vitest'
import { findPython, pythonCommands } from '../support/find-python.ts'

const { erf, erfc, exp, expm1, lgamma, log, log1p, logistic, nextUp, pow, tanh } = stats
const functions = { exp, expm1, log, log1p, logistic, tanh, erf, erfc, lgamma, pow }
const pointsPerFunction = 5000

const fixtures = new URL('../../packages/stats/fixtures/', import.meta.url)
const requirements = new URL('requirements.txt', fixtures)
const python = findPython(requirements, pythonCommands())
const without = python.kind === 'none' ? ` (no Python for it: ${python.tried.join('; ')})` : ''

/** Arguments, the nearest double, and what rounding lost in units of its last place. */
type Row = readonly (number | string)[]

function errorInUlps(name: keyof typeof functions, row: Row): number {
  const nearest = Number(row.at(-2))
  const ulp = nextUp(Math.abs(nearest)) - Math.abs(nearest)
  const found = functions[name](Number(row[0]), Number(row[1]))
  return Math.abs((found - nearest) / ulp - Number(row.at(-1)))
}

test.skipIf(python.kind === 'none')(
  `every function is within 1 ulp of 400-bit values at ${pointsPerFunction} points${without}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'ratchet-statistics-'))
    try {
      const file = join(folder, 'math.json')
      const script = fileURLToPath(new URL('make_math_fixtures.py', fixtures))
      const command = python.kind === 'found' ? python.command : ''
      const made = spawnSync(command, [script, String(pointsPerFunction), file])
      expect(made.status, String(made.stderr)).toBe(0)
      const tables: Record<string, { values: Row[] }> = JSON.parse(readFileSync(file, 'utf8'))
      // The keys of the functions above.
      for (const name of Object.keys(functions) as (keyof typeof functions)[]) {
        const errors = (tables[name]?.values ?? []).map((row) => errorInUlps(name, row))
        expect(errors.length, name).toBeGreaterThan(pointsPerFunction / 2)
        expect(
          errors.reduce((most, error) => Math.max(most, error), 0),
          name,
        ).toBeLessThan(1)
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
)

test('exp and log undo each other, and neighbours never change places, at a million points', () => {
  const random = stats.createRandom(1)
  const wrong: number[] = []
  for (let i = 0; i < 1_000_000; i++) {
    const x = 1400 * (random.nextFloat() - 0.5)
    const y = exp(x)
    const isBack = Math.abs(log(y) - x) <= 4.6e-16 * Math.max(1, Math.abs(x))
    if (!isBack || exp(nextUp(x)) < y) wrong.push(x)
  }
  expect(wrong).toEqual([])
})
