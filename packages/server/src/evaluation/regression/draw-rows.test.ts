import { type Contract, createRowReader, type Field } from '@ratchet-ml/scoring'
import { createRandom } from '@ratchet-ml/stats'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RowDrawer } from './draw-rows.ts'

const kinds: readonly Omit<Field, 'name' | 'role' | 'missing'>[] = [
  { type: 'number' },
  { type: 'number', range: { minimum: -3, maximum: 2.5 } },
  { type: 'number', range: { minimum: 50 } },
  { type: 'integer', range: { minimum: 0, maximum: 9 } },
  { type: 'integer' },
  { type: 'boolean' },
  { type: 'category', levels: ['a', 'b'], unknownLevel: 'refuse' },
  { type: 'category', levels: [7, 9], unknownLevel: 'refuse' },
  { type: 'timestamp' },
]

test('a contract takes every row that is drawn from it, and the same seed draws the same', () => {
  const missing = fc.constantFrom<Field['missing']>('accept', 'refuse')
  const fields = fc.array(fc.tuple(fc.constantFrom(...kinds), missing), { minLength: 1 })
  fc.assert(
    fc.property(fields, fc.nat(), (chosen, seed) => {
      const inputs = chosen.map(
        ([kind, tolerance], i): Field => ({
          ...{ name: `f${i}`, role: 'feature', missing: tolerance },
          ...kind,
        }),
      )
      const contract: Contract = {
        ...{ task: 'regression', inputs, extra: 'refuse', outputs: [] },
        numeric: { raw: 'bit-exact', linkUlp: 0 },
      }
      const drawer = new RowDrawer(contract)
      const row = drawer.row(createRandom(seed))
      const reader = createRowReader(contract)
      expect(reader.read(row, new Float64Array(inputs.length), 0)).toBeUndefined()
      expect(drawer.row(createRandom(seed))).toEqual(row)
    }),
  )
})
