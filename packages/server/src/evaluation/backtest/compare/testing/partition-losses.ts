import type { Counted } from '@ratchet-ml/protocol'
import { createRandom } from '@ratchet-ml/stats'
import type { BlockKind, ComparedMetric, PartitionLosses } from '../types.ts'

export const squaredError: ComparedMetric = {
  name: 'rmse',
  title: 'Root mean squared error',
  direction: 'lower',
  toValue: Math.sqrt,
  isAccuracy: false,
}

export const meanError: ComparedMetric = { ...squaredError, name: 'mae', toValue: (mean) => mean }

export const order: ComparedMetric = {
  name: 'auc',
  title: 'AUC',
  direction: 'higher',
  isAccuracy: false,
}

export interface LossWorld {
  readonly seed?: number
  readonly partitions?: number
  readonly blocks?: BlockKind
  readonly blocksEach?: number
  readonly rowsEach?: number
  /** Mean loss of each contender, on top of the noise that both share. */
  readonly losses: Readonly<Record<string, number>>
  readonly noise?: number
  readonly counted?: (contender: string, partition: number) => Counted
  /** Added to the loss of a contender in a slice. */
  readonly harm?: { readonly contender: string; readonly slice: string; readonly loss: number }
}

/** Partitions whose contenders share the noise of each block and have losses of their own on top. */
export function lossesOf(world: LossWorld): readonly PartitionLosses[] {
  const { seed = 1, partitions = 6, blocksEach = 10, rowsEach = 50, losses, noise = 0.1 } = world
  const random = createRandom(seed)
  const kind = world.blocks ?? 'time'
  return Array.from({ length: partitions }, (_, partition): PartitionLosses => {
    const keys = Array.from({ length: blocksEach }, (_, k) => partition * blocksEach + k)
    const rows = new Float64Array(blocksEach).fill(rowsEach)
    const shared = keys.map(() => 1 + 0.5 * random.nextNormal())
    const sumsWith = (extra: (contender: string) => number) =>
      Object.fromEntries(
        Object.entries(losses).map(([contender, loss]) => {
          const numbers = Float64Array.from(
            shared,
            (one) => rowsEach * (one + loss + extra(contender) + noise * random.nextNormal()),
          )
          return [contender, { mae: { numbers }, rmse: { numbers } }]
        }),
      )
    const names = Object.keys(losses)
    const { harm } = world
    const sums = sumsWith(() => 0)
    return {
      partition: `p${partition}`,
      counted: Object.fromEntries(
        names.map((name) => [name, world.counted?.(name, partition) ?? { kind: 'evidence' }]),
      ),
      metrics: Object.fromEntries(
        names.map((name) => {
          const total = sums[name]?.mae.numbers.reduce((sum, one) => sum + one, 0) ?? 0
          const n = blocksEach * rowsEach
          const value = (given: number) => ({ kind: 'value', value: given, n }) as const
          const mean = total / n
          return [
            name,
            { mae: value(mean), rmse: value(Math.sqrt(mean)), auc: value(1 - mean / 9) },
          ]
        }),
      ),
      blocks: kind,
      keys: kind === 'cluster' ? keys.map((key) => `c${key % 7}`) : keys,
      overall: { rows, sums },
      slices: (harm === undefined ? [] : ['north', harm.slice]).map((slice) => ({
        by: 'region',
        slice,
        losses: {
          rows,
          sums: sumsWith((name) =>
            name === harm?.contender && slice === harm.slice ? harm.loss : 0,
          ),
        },
      })),
      discordant: [{ first: 'b', second: 'a', onlyFirst: 3, onlySecond: 1 }],
    }
  })
}
