import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRowReader } from '../rows/row-reader.ts'
import { rowOf } from '../rows/testing/rows.ts'
import { accepts } from './accepts.ts'
import { outputsOfTask } from './outputs-of-task.ts'
import { aContract, aField, anyContract, anyField } from './testing/contracts.ts'
import type { Contract, Field } from './types.ts'

test('every contract accepts itself', () => {
  fc.assert(
    fc.property(anyContract(), (contract) => {
      expect(accepts(contract, contract)).toEqual({ kind: 'accepted' })
    }),
  )
})

test('an accepted version takes every row that its endpoint takes', () => {
  let accepted = 0
  const cases = relatedContracts().chain(([endpoint, version]) =>
    fc.tuple(
      fc.constant(endpoint),
      fc.constant(version),
      fc.array(fc.oneof(rowOf(endpoint), rowOf(version)), { minLength: 8, maxLength: 16 }),
    ),
  )
  fc.assert(
    fc.property(cases, ([endpoint, version, rows]) => {
      fc.pre(accepts(endpoint, version).kind === 'accepted')
      accepted++
      const [asked, asking] = [createRowReader(version), createRowReader(endpoint)]
      const into = new Float64Array(Math.max(asked.featureCount, asking.featureCount))
      for (const row of rows) {
        if (asking.read(row, into, 0) !== undefined) continue
        expect(asked.read(row, into, 0)).toBeUndefined()
      }
    }),
    { numRuns: 1000, maxSkipsPerRun: 1000 },
  )
  expect(accepted).toBeGreaterThanOrEqual(1000)
})

const level = aField('x', { type: 'category', levels: ['a', 'b'], unknownLevel: 'refuse' })

test.each<[string, Contract, Contract, string, string, string]>([
  [
    'a feature that the endpoint lacks',
    aContract(),
    of(aField('x', { missing: 'refuse' })),
    '/inputs/0',
    'feature "x"',
    'only inputs of the endpoint',
  ],
  [
    'an optional feature whose name a surplus key may bear',
    aContract(),
    of(aField('x')),
    '/inputs/0',
    'feature "x"',
    'only inputs of the endpoint',
  ],
  [
    'a version that refuses missing values',
    of(aField('x')),
    of(aField('x', { missing: 'refuse' })),
    '/inputs/0/missing',
    'refuse',
    'accept, as the endpoint takes rows without x',
  ],
  [
    'another type',
    of(aField('x')),
    of(aField('x', { type: 'integer' })),
    '/inputs/0/type',
    'integer',
    'number',
  ],
  [
    'a narrower range',
    of(aField('x', { range: { minimum: 0 } })),
    of(aField('x', { range: { minimum: 1 } })),
    '/inputs/0/range/minimum',
    '1',
    'at most 0',
  ],
  [
    'a range where the endpoint has none',
    of(aField('x')),
    of(aField('x', { range: { maximum: 9 } })),
    '/inputs/0/range/maximum',
    '9',
    'at least Infinity',
  ],
  [
    'a lacking level',
    of(level),
    of({ ...level, levels: ['b', 'c'] }),
    '/inputs/0/levels',
    '2 levels',
    'the level "a", or unknown levels accepted',
  ],
  [
    'unknown levels refused',
    of({ ...level, unknownLevel: 'accept' }),
    of(level),
    '/inputs/0/unknownLevel',
    'refuse',
    'accept, as the endpoint takes unknown levels',
  ],
  [
    'levels of another type',
    of({ ...level, unknownLevel: 'accept' }),
    of({ ...level, levels: [1], unknownLevel: 'accept' }),
    '/inputs/0/levels',
    'level 1',
    'text levels',
  ],
  [
    'a feature that the endpoint only carries',
    of(aField('x', { role: 'carried', missing: 'refuse' })),
    of(aField('x')),
    '/inputs/0/role',
    'a feature of type number',
    'carried, as its values are not checked',
  ],
  [
    'surplus keys refused',
    aContract(),
    aContract({ extra: 'refuse' }),
    '/extra',
    'refuse',
    'ignore, as the endpoint takes surplus keys',
  ],
  [
    'an input of the endpoint that is surplus to the version',
    { ...of(aField('x')), extra: 'refuse' },
    aContract({ extra: 'refuse' }),
    '/inputs',
    'no input "x", and surplus keys refused',
    'every input of the endpoint, or surplus keys ignored',
  ],
  [
    'one of two similar names',
    of(aField('distance'), aField('Distance')),
    of(aField('distance')),
    '/inputs/0',
    '"distance" without "Distance"',
    'both of two similar names, as the endpoint has',
  ],
  [
    'other outputs',
    aContract(),
    aContract({ task: 'regression', outputs: outputsOfTask('regression') }),
    '/outputs',
    'value (number of width 1)',
    'label (integer of width 1), probability (number of width 2)',
  ],
  [
    'classes in another order',
    aContract({ classes: ['no', 'yes'] }),
    aContract({ classes: ['yes', 'no'] }),
    '/classes',
    '["yes","no"]',
    '["no","yes"]',
  ],
])('refuses %s, with what it found and what it expected', (_, endpoint, version, ...reason) => {
  const [field, found, expected] = reason
  expect(accepts(endpoint, version)).toEqual({
    kind: 'refused',
    reasons: [{ field, found, expected }],
  })
})

test.each<[string, Contract, Contract]>([
  ['more levels', of(level), of({ ...level, levels: ['c', 'b', 'a'] })],
  ['a wider range', of(aField('x', { range: { minimum: 0 } })), of(aField('x'))],
  [
    'numbers where the endpoint has whole ones',
    of(aField('x', { type: 'integer' })),
    of(aField('x')),
  ],
  ['fewer features', of(aField('x'), aField('other')), of(aField('x'))],
  ['features in another order', of(aField('x'), aField('y')), of(aField('y'), aField('x'))],
  ['another threshold', aContract(), aContract({ threshold: 0.3 })],
  [
    'missing values where the endpoint refuses them',
    of(aField('x', { missing: 'refuse' })),
    of(aField('x')),
  ],
  ['an optional feature beyond a closed endpoint', aContract({ extra: 'refuse' }), of(aField('x'))],
])('accepts %s', (_, endpoint, version) => {
  expect(accepts(endpoint, version)).toEqual({ kind: 'accepted' })
})

/** An endpoint and a version that differs from it in a few places, often compatibly. */
function relatedContracts(): fc.Arbitrary<readonly [Contract, Contract]> {
  return anyContract().chain((endpoint) => {
    const inputs = fc.tuple(...endpoint.inputs.map(varied)).map((fields) => fields.flat())
    const more = fc.option(anyField(), { nil: undefined, freq: 3 })
    const extra = fc.constantFrom('ignore' as const, 'ignore' as const, 'refuse' as const)
    return fc.tuple(inputs, more, extra).map(([fields, field, extras]) => {
      const isNew = field !== undefined && fields.every((one) => one.name !== field.name)
      const all = isNew ? [...fields, field] : fields
      return [endpoint, { ...endpoint, inputs: all, extra: extras }] as const
    })
  })
}

function varied(field: Field): fc.Arbitrary<readonly Field[]> {
  const { range: _, ...unbounded } = field
  const { levels: __, unknownLevel: ___, ...plain } = field
  const other: Field[] = [
    { ...field, missing: 'accept' },
    { ...unbounded, missing: 'accept' },
    { ...field, role: 'carried' },
    { ...plain, role: 'segment', type: 'text', missing: 'accept' },
  ]
  if (field.type === 'integer') other.push({ ...field, type: 'number' })
  if (field.type === 'category') {
    other.push({ ...field, unknownLevel: 'accept', missing: 'accept' })
  }
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant([field]) },
    { weight: 3, arbitrary: fc.constantFrom(...other).map((one) => [one]) },
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: anyField(fc.constant(field.name)).map((one) => [one]) },
  )
}

function of(...inputs: readonly Field[]): Contract {
  return aContract({ inputs })
}
