import { expect, test } from 'vitest'
import { zoneOf } from '../../../../platform/zone.ts'
import type { History } from '../../contenders/history/types.ts'
import type { PlanningWorld } from '../../contenders/types.ts'
import { linear } from './linear.ts'

const day = 86_400_000_000

/** Partitions of ten days, with so many labelled rows in each. */
function tasks(rows: readonly number[], gap = 0) {
  const partitions = rows.map((_, i) => ({
    name: String(i),
    span: { from: 10 * i * day, until: 10 * (i + 1) * day },
  }))
  const history: Pick<History, 'rowsOf' | 'spanOf'> = {
    rowsOf: (name) => rows[Number(name)] ?? 0,
    spanOf: (name) => {
      const { from, until } = partitions[Number(name)]?.span ?? { from: 0, until: 0 }
      return (rows[Number(name)] ?? 0) > 0 ? { from: from + day, until } : undefined
    },
  }
  const world: PlanningWorld = {
    ...{ task: 'regression', classes: 0, label: 'y', columns: [], zone: zoneOf('UTC'), gap },
    packages: new Map(),
  }
  const { tasks: tasksOf } = linear.plan('baseline:linear', { features: ['x'], l2: 2 }, world)
  const found = tasksOf?.(partitions, history as History) ?? [] // the rest is not asked for
  return found.map(({ from, until, stride }) => [from / day, until / day, stride])
}

test('the newest partitions are learned from, back to where there are rows enough', () => {
  expect(tasks([20_000, 30_000, 20_000, 60_000, 10])).toEqual([
    [1, 10, undefined],
    [1, 20, undefined],
    [10, 30, undefined],
    [30, 40, 2],
  ])
  expect(tasks([5, 0, 0, 7])).toEqual([
    [1, 10, undefined],
    [1, 20, undefined],
    [1, 30, undefined],
  ])
})

test('every so many rows are taken of more, and none of the gap', () => {
  expect(tasks([50_000, 100_000, 100_001, 1])).toEqual([
    [1, 10, undefined],
    [10, 20, 2],
    [20, 30, 3],
  ])
  expect(tasks([10, 60_000, 10], 12 * day)).toEqual([[1, 8, undefined]])
})

test('nothing is learned where no row has a label', () => {
  expect(tasks([0, 0, 0])).toEqual([])
})
