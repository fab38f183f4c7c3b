import { type Model, ModelBuilder } from '../../ir/builder.ts'
import type { LinearBooster } from './gblinear.ts'
import type { TreeBooster } from './gbtree.ts'
import type { Learner } from './learner.ts'

/** The program of trees: f32 inputs, strict tests, listed categories to the right, f32 sums. */
export function buildTreeProgram(learner: Learner, booster: TreeBooster): Model {
  const builder = new ModelBuilder()
  const { trees, leafWidth, treeWeights } = booster
  const row = builder.step({ op: 'input@1', out: 'row', width: learner.featureNames.length })
  const { categories, covers } = trees
  const leafShape = leafWidth === 1 ? [trees.leafCount] : [trees.leafCount, leafWidth]
  builder.step({
    op: 'treeEnsemble@1',
    in: row,
    out: 'margins',
    slots: learner.margins,
    featureType: 'f32',
    comparison: 'less',
    zeroBand: 0,
    categoryHit: 'right',
    categoryRange: 'uint24',
    accumulate: 'f32',
    leafWidth,
    base: builder.coefficient('trees.base', booster.base),
    ...(treeWeights && { treeWeights: builder.coefficient('trees.weights', treeWeights) }),
    roots: builder.coefficient('trees.roots', trees.roots),
    treeSlots: builder.coefficient('trees.slots', trees.treeSlots),
    features: builder.coefficient('trees.features', trees.features),
    thresholds: builder.coefficient('trees.thresholds', trees.thresholds),
    flags: builder.coefficient('trees.flags', trees.flags),
    left: builder.coefficient('trees.left', trees.left),
    right: builder.coefficient('trees.right', trees.right),
    leafValues: builder.coefficient('trees.leafValues', trees.leafValues, leafShape),
    ...(covers && {
      covers: {
        nodes: builder.coefficient('trees.covers.nodes', covers.nodes),
        leaves: builder.coefficient('trees.covers.leaves', covers.leaves),
      },
    }),
    ...(categories && {
      categories: {
        offsets: builder.coefficient('trees.categories.offsets', categories.offsets),
        words: builder.coefficient('trees.categories.words', categories.words),
      },
    }),
  })
  return finish(builder, learner)
}

/** The program of a linear booster, which leaves missing values out of its sums. */
export function buildLinearProgram(learner: Learner, { weights, start }: LinearBooster): Model {
  const builder = new ModelBuilder()
  const width = learner.featureNames.length
  const row = builder.step({ op: 'input@1', out: 'row', width })
  const filled = builder.step({
    op: 'impute@1',
    in: row,
    out: 'filled',
    columns: Array.from({ length: width }, (_, i) => i),
    values: builder.coefficient('zeros', new Float64Array(width)),
  })
  builder.step({
    op: 'linear@1',
    in: filled,
    out: 'margins',
    targets: learner.margins,
    accumulate: 'f32',
    weights: builder.coefficient('weights', weights, [learner.margins, width]),
    bias: builder.coefficient('bias', start),
  })
  return finish(builder, learner)
}

function finish(builder: ModelBuilder, { objective }: Learner): Model {
  const { link, task } = objective
  if (link.kind === 'identity') return builder.build({ raw: 'margins', value: 'margins' })
  const complement = task === 'binary'
  const isClassifier = complement || task === 'multiclass'
  const out = isClassifier ? 'probability' : 'value'
  builder.step({ op: 'link@1', in: 'margins', out, link, divisor: 1, complement })
  if (!isClassifier) return builder.build({ raw: 'margins', value: out })
  const decided = objective.labelsMargins ? 'margins' : out
  const label = builder.step({ op: 'classify@1', in: decided, out: 'label' })
  return builder.build({ raw: 'margins', probability: out, label })
}
