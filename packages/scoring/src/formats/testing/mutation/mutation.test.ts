import { expect, test } from 'vitest'
import { readBases } from './bases.ts'
import { runMutations } from './fuzz-run.ts'
import { judge } from './judge.ts'
import { mutantsOf } from './mutants.ts'
import { addTallies, codesNotReached, emptyTally, tallyOf } from './tally.ts'

const bases = await readBases()
const count = 400

test('every base is a sound file', async () => {
  for (const { bytes, name } of bases) {
    expect([name, (await judge(bytes, 0)).kind]).toEqual([name, 'read'])
  }
})

test('damaged model files are read and usable, or refused at a place, whatever the damage', async () => {
  const mutantOf = mutantsOf(1, bases)
  let tally = emptyTally
  for (let index = 0; index < count; index++) {
    const mutant = mutantOf(index)
    tally = addTallies(tally, tallyOf(mutant, await judge(mutant.bytes, index)))
  }
  expect(tally.mutants).toBe(count)
  expect(tally.byKind).toEqual({ bytes: count / 2, structure: count / 2 })
  expect(tally.pastHeader / count).toBeGreaterThan(0.2)
  expect(tally.read).toBeGreaterThan(count / 20)
  // The rare ones may be missed by so few; a full run must reach every one.
  expect(codesNotReached(tally).length).toBeLessThan(5)
})

test('a mutant is known by its seed and its number alone', () => {
  const [a, b] = [mutantsOf(7, bases), mutantsOf(7, bases)]
  expect(a(123).bytes).toEqual(b(123).bytes)
  expect(Buffer.from(a(123).bytes).equals(Buffer.from(a(125).bytes))).toBe(false)
})

test('a run in a worker counts what a run here counts, and goes on where another stopped', async () => {
  const half = await runMutations({ seed: 2, from: 0, to: 15, report: () => {} })
  const whole = await runMutations({ seed: 2, from: 0, to: 30, before: half, report: () => {} })
  const mutantOf = mutantsOf(2, bases)
  let tally = emptyTally
  for (let index = 0; index < 30; index++) {
    const mutant = mutantOf(index)
    tally = addTallies(tally, tallyOf(mutant, await judge(mutant.bytes, index)))
  }
  expect(whole).toMatchObject({ next: 30, faults: [], tally })
})
