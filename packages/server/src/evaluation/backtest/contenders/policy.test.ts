import { expect, test } from 'vitest'
import { countVersion } from './policy.ts'

const february = { name: 'february', span: { from: 100, until: 200 } }
const trained = (from: number, until: number) => ({ kind: 'span', span: { from, until } }) as const

test.each([
  [trained(0, 100), 'evidence'],
  [trained(200, 300), 'evidence'],
  [trained(0, 101), 'trained-on'],
  [trained(199, 300), 'trained-on'],
  [trained(120, 130), 'trained-on'],
  [trained(0, 1000), 'trained-on'],
  [{ kind: 'all' }, 'trained-on'],
  [{ kind: 'elsewhere' }, 'evidence'],
  [{ kind: 'unknown' }, 'training-unknown'],
] as const)('trained on %j, rows from 100 to 200 are %s', (training, kind) => {
  expect(countVersion(february, training)).toEqual({ kind })
})

test('rows without event times may be among those of any window', () => {
  const where = { column: 'origin', equals: 'ABQ' }
  expect(countVersion({ name: 'ABQ', where }, trained(0, 1))).toEqual({ kind: 'training-unknown' })
  expect(countVersion({ name: 'ABQ', where }, { kind: 'elsewhere' })).toEqual({ kind: 'evidence' })
})

test('rows that were put apart as outside of all windows are evidence, whatever times they reach over', () => {
  const apart = { ...february, where: { column: 'origin', equals: 'ABQ' } }
  expect(countVersion({ ...apart, isTrainedOn: false }, trained(120, 130)).kind).toBe('evidence')
  expect(countVersion({ ...apart, isTrainedOn: true }, trained(120, 130)).kind).toBe('trained-on')
})
