import type { Random } from '@ratchet-ml/stats'
import { ModelBuilder } from '../../ir/builder.ts'
import type { Program, TreeEnsembleStep } from '../../ir/types.ts'
import type { RandomForest } from './random-forest.ts'

/** Columns of the row, and of what the steps make of it. */
const rowWidth = 6
const madeWidth = 36

/** A forest behind steps that make its columns of a row of 6 numbers. */
export function randomPipeline(random: Random, forest: RandomForest, keepsZeros: boolean) {
  const builder = new ModelBuilder()
  const pick = <T>(...choices: readonly T[]): T => choices[random.nextBelow(choices.length)] as T
  const numbers = (name: string, count: number, make: () => number) =>
    builder.coefficient(name, Float64Array.from({ length: count }, make))
  const columns = (count: number, below: number) =>
    Array.from({ length: count }, () => random.nextBelow(below))
  const normal = () => random.nextNormal()
  builder.step({ op: 'input@1', out: 'row', width: rowWidth })
  const filled = numbers('fill', rowWidth, () => pick(0, 1, 2, normal()))
  const all = [0, 1, 2, 3, 4, 5]
  builder.step({ op: 'impute@1', in: 'row', out: 'filled', columns: all, values: filled })
  builder.step({
    ...{ op: 'scale@1', in: pick('row', 'filled'), out: 'scaled', columns: columns(6, rowWidth) },
    center: numbers('center', 6, () => pick(0, normal())),
    scale: numbers('scale', 6, () => pick(0.1, 3, 1, 1e-3, 1e200, -2)),
  })
  builder.step({ op: 'cast@1', in: 'scaled', out: 'cast', to: pick('f32', 'integer') })
  builder.step({
    ...{ op: 'bin@1', in: 'filled', out: 'bins', columns: columns(3, rowWidth) },
    offsets: builder.coefficient('bins.offsets', Int32Array.of(0, 2, 2, 5)),
    edges: builder.coefficient('edges', Float64Array.of(-1, 0.5, -2, 0, 1)),
    upperEdge: pick('inside', 'outside'),
  })
  builder.step({
    ...{ op: 'ordinalMap@1', in: pick('row', 'filled'), out: 'mapped' },
    columns: columns(3, rowWidth),
    offsets: builder.coefficient('map.offsets', Int32Array.of(0, 4, 6, 8)),
    keys: builder.coefficient('keys', Float64Array.of(0, 1, 2, 5, 0, 1, 0.5, pick(2, 300))),
    values: numbers('values', 8, () => pick(0, 1, 2, normal())),
    fallback: numbers('fallback', 3, () => pick(-1, Number.NaN, normal())),
    missing: numbers('missing', 3, () => pick(Number.NaN, 2, normal())),
  })
  const hot = (out: string, from: string) =>
    builder.step({ op: 'oneHot@1', in: from, out, columns: [0, 1, 2], sizes: [3, 1, 2] })
  const parts = ['row', 'scaled', 'cast', 'bins', 'mapped', hot('hot', 'mapped')]
  parts.push(hot('rough', pick('row', 'filled', 'bins', 'scaled')))
  builder.step({ op: 'concat@1', in: parts, out: 'made' })
  const width = forest.contract.inputs.length
  // Some forests see as much of the row as of what is made of it.
  const among = pick(madeWidth, 2 * rowWidth)
  const taken = columns(width, among)
  const step = forest.program.steps[1] as TreeEnsembleStep
  builder.step({ op: 'select@1', in: 'made', out: 'x', columns: taken })
  const { program, coefficients } = builder.build(forest.program.outputs)
  if (!keepsZeros) forgetZeros(forest)
  const whole: Program = { ...program, steps: [...program.steps, { ...step, in: 'x' }] }
  const inputs = Array.from({ length: rowWidth }, (_, i) => ({ ...field, name: `x${i}` }))
  return {
    program: whole,
    coefficients: new Map([...coefficients, ...forest.coefficients]),
    contract: { ...forest.contract, inputs },
    values: hardValues(forest, { program, coefficients }),
  }
}

const field = { role: 'feature', type: 'number', missing: 'accept' } as const

/** Nodes that count zeros as missing count NaN alone. */
function forgetZeros({ coefficients }: RandomForest): void {
  const flags = coefficients.get('flags')?.data
  flags?.forEach((flag, node) => {
    if ((flag & 12) === 4) flags[node] = flag + 4
  })
}

/** What matters to the forest, and what is scaled to that, with its neighbours. */
function hardValues(
  { values }: RandomForest,
  { coefficients }: Pick<RandomForest, 'program' | 'coefficients'>,
): readonly number[] {
  const centers = coefficients.get('center')?.data ?? []
  const scales = coefficients.get('scale')?.data ?? []
  const scaled = values.flatMap((value) =>
    Array.from(centers, (center, i) => value * (scales[i] ?? 1) + center),
  )
  const beside = scaled.flatMap((x) => [x, x + Math.abs(x) * 2e-16, x - Math.abs(x) * 2e-16])
  return [
    ...values,
    ...beside,
    -0.1,
    0.1,
    2.5,
    3 - 1e-12,
    0,
    1,
    2,
    3,
    4,
    5,
    0,
    1,
    2,
    300,
    Number.NaN,
    -1,
  ]
}
