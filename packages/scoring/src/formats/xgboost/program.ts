import { type Model, ModelBuilder } from '../../ir/builder.ts'
import { nameTreeArrays } from '../../ir/name-tree-arrays.ts'
import { finishProgram } from '../finish-program.ts'
import type { LinearBooster } from './gblinear.ts'
import type { TreeBooster } from './gbtree.ts'
import type { Learner } from './learner.ts'

/** The program of trees: f32 inputs, strict tests, listed categories to the right, f32 sums. */
export function buildTreeProgram(learner: Learner, booster: TreeBooster): Model {
  const builder = new ModelBuilder()
  const { trees, leafWidth, treeWeights } = booster
  const row = builder.step({ op: 'input@1', out: 'row', width: learner.featureNames.length })
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
    ...nameTreeArrays(builder, trees, leafWidth),
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
  const { link, task, labelsMargins } = objective
  return finishProgram(builder, { margins: 'margins', task, link, divisor: 1, labelsMargins })
}
