import { log } from '@ratchet-ml/stats'
import { type Model, ModelBuilder } from '../../ir/builder.ts'
import { missingRules, nodeFlags } from '../../ir/tree-arrays.ts'
import type { ColumnParts } from './column-parts.ts'
import { buildColumns, type Columns } from './columns.ts'
import { joinNumbers } from './join-numbers.ts'
import type { NestedTrees } from './nested-trees.ts'
import type { Objective } from './objective.ts'
import type { ObliviousTrees } from './oblivious-trees.ts'

export interface ProgramParts extends ColumnParts {
  readonly trees: ObliviousTrees | NestedTrees
  readonly scale: number
  /** One a slot. */
  readonly bias: Float64Array
  readonly objective: Objective
  /** Probability above which the second of two classes is answered. */
  readonly threshold: number
}

/** The whole program: columns, trees, scale and bias, link. */
export function buildProgram(parts: ProgramParts): Model {
  const builder = new ModelBuilder()
  const { trees, bias } = parts
  const row = builder.step({ op: 'input@1', out: 'row', width: parts.features.count })
  const columns = buildColumns(builder, row, parts)
  if ('roots' in trees) addNested(builder, columns, trees, bias.length)
  else addOblivious(builder, columns, trees, bias.length)
  const slots = bias.length
  const weights = new Float64Array(slots * slots)
  for (let k = 0; k < slots; k++) weights[k * slots + k] = parts.scale
  builder.step({
    op: 'linear@1',
    in: 'sums',
    out: 'margins',
    targets: slots,
    weights: builder.coefficient('scale', weights, [slots, slots]),
    bias: builder.coefficient('bias', bias),
  })
  return finish(builder, parts)
}

function addOblivious(
  builder: ModelBuilder,
  { out, questions, missingIsAbove }: Columns,
  { splits, leafValues }: ObliviousTrees,
  slots: number,
): void {
  const asked = splits.flat().map((split) => questions[split])
  let end = 0
  const ends = splits.map((own) => (end += own.length))
  builder.step({
    op: 'obliviousEnsemble@1',
    in: out,
    out: 'sums',
    slots,
    offsets: builder.coefficient('trees.offsets', Int32Array.of(0, ...ends)),
    features: builder.coefficient(
      'trees.features',
      Int32Array.from(asked, (q) => q?.column ?? 0),
    ),
    borders: builder.coefficient(
      'trees.borders',
      Float32Array.from(asked, (q) => q?.border ?? 0),
    ),
    missing: builder.coefficient('trees.missing', Uint8Array.from(missingIsAbove, Number)),
    leafValues: builder.coefficient('trees.leafValues', joinNumbers(Float64Array, leafValues)),
  })
}

/** Left is no: at or below the border; NaN goes where its column says. */
function addNested(
  builder: ModelBuilder,
  { out, questions, missingIsAbove }: Columns,
  { roots, splits, left, right, leafValues }: NestedTrees,
  slots: number,
): void {
  const asked = splits.map((split) => questions[split])
  const flags = Uint8Array.from(asked, (question) => {
    const goesRight = missingIsAbove[question?.column ?? 0] === true
    const side = goesRight ? 0 : nodeFlags.defaultLeft
    return side | (missingRules.nan << nodeFlags.missingShift)
  })
  const name = (key: string) => `trees.${key}`
  const leaves = leafValues.length / slots
  builder.step({
    op: 'treeEnsemble@1',
    in: out,
    out: 'sums',
    slots,
    featureType: 'f32',
    comparison: 'lessOrEqual',
    zeroBand: 0,
    categoryHit: 'left',
    categoryRange: 'int32',
    accumulate: 'f64',
    leafWidth: slots,
    roots: builder.coefficient(name('roots'), Int32Array.from(roots)),
    treeSlots: builder.coefficient(name('slots'), new Int32Array(roots.length)),
    features: builder.coefficient(
      name('features'),
      Int32Array.from(asked, (q) => q?.column ?? 0),
    ),
    thresholds: builder.coefficient(
      name('thresholds'),
      Float64Array.from(asked, (q) => q?.border ?? 0),
    ),
    flags: builder.coefficient(name('flags'), flags),
    left: builder.coefficient(name('left'), Int32Array.from(left)),
    right: builder.coefficient(name('right'), Int32Array.from(right)),
    leafValues: builder.coefficient(
      name('leafValues'),
      Float64Array.from(leafValues),
      slots === 1 ? [leaves] : [leaves, slots],
    ),
  })
}

function finish(builder: ModelBuilder, { objective, threshold }: ProgramParts): Model {
  const { task, link, hasVariance } = objective
  if (hasVariance === true) return finishVariance(builder)
  if (link.kind === 'identity') return builder.build({ raw: 'margins', value: 'margins' })
  const isClassifier = task === 'binary' || task === 'multiclass'
  const out = isClassifier ? 'probability' : 'value'
  const complement = task === 'binary'
  builder.step({ op: 'link@1', in: 'margins', out, link, divisor: 1, complement })
  if (!isClassifier) return builder.build({ raw: 'margins', value: out })
  if (task === 'multiclass') builder.step({ op: 'classify@1', in: 'margins', out: 'label' })
  else {
    const bound = threshold === 0.5 ? 0 : log(threshold / (1 - threshold))
    builder.step({ op: 'threshold@1', in: 'margins', out: 'label', bound, orEqual: false })
  }
  return builder.build({ raw: 'margins', probability: out, label: 'label' })
}

/** The mean, and the variance of a normal distribution whose deviation has the second as logarithm. */
function finishVariance(builder: ModelBuilder): Model {
  builder.step({ op: 'select@1', in: 'margins', out: 'mean', columns: [0] })
  builder.step({
    op: 'scale@1',
    in: 'margins',
    out: 'logVariance',
    columns: [1],
    center: builder.coefficient('variance.center', Float64Array.of(0)),
    scale: builder.coefficient('variance.scale', Float64Array.of(0.5)),
  })
  const link = { kind: 'exp' } as const
  builder.step({
    op: 'link@1',
    in: 'logVariance',
    out: 'variance',
    link,
    divisor: 1,
    complement: false,
  })
  builder.step({ op: 'concat@1', in: ['mean', 'variance'], out: 'value' })
  return builder.build({ raw: 'margins', value: 'value' })
}
