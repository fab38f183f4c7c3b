import { type Field, type Model, ModelBuilder } from '@ratchet-ml/scoring'
import type { TrainingColumn } from '../training-data.ts'
import type { LinearFit } from './fit-linear-model.ts'

/** What a linear model is, however it was learned. */
export type LinearModel = Pick<LinearFit, 'preprocessing' | 'weights' | 'intercept'>

/** A fit as an op graph that answers `raw`, `probability` and `label`. */
export function toBinaryModel(features: readonly TrainingColumn[], fit: LinearModel): Model {
  const builder = new ModelBuilder()
  const raw = addMargin(builder, features.length, fit)
  const probability = builder.step({
    op: 'link@1',
    in: raw,
    out: 'probability',
    link: { kind: 'sigmoid', alpha: 1 },
    divisor: 1,
    complement: true,
  })
  const label = builder.step({ op: 'classify@1', in: probability, out: 'label' })
  return builder.build({ raw, probability, label })
}

/** A fit as an op graph that answers `raw` and `value`, which are the same. */
export function toRegressionModel(features: readonly TrainingColumn[], fit: LinearModel): Model {
  const builder = new ModelBuilder()
  const raw = addMargin(builder, features.length, fit)
  return builder.build({ raw, value: raw })
}

/** What a row must look like: it accepts what scoring can answer, missing and unseen included. */
export function toFields(features: readonly TrainingColumn[], fit: LinearModel): readonly Field[] {
  const { numeric, categories } = fit.preprocessing
  const fields: Field[] = []
  const common = { role: 'feature', missing: 'accept' } as const
  for (const { feature, name, missingSeen } of numeric) {
    const column = features[feature]
    const type = (column?.kind === 'numeric' && column.type) || 'number'
    fields[feature] = { name, ...common, type, missingSeen }
  }
  for (const { feature, name, missingSeen, levels } of categories) {
    const type = 'category'
    fields[feature] = { name, ...common, type, levels, missingSeen, unknownLevel: 'accept' }
  }
  return fields
}

/** The steps from the row to intercept + weights · design. @returns the name of the margin */
function addMargin(builder: ModelBuilder, width: number, fit: LinearModel): string {
  const row = builder.step({ op: 'input@1', out: 'row', width })
  const blocks = [...addNumeric(builder, row, fit), ...addCategories(builder, row, fit)]
  const [only] = blocks
  const design =
    blocks.length === 1 && only !== undefined
      ? only
      : builder.step({ op: 'concat@1', in: blocks, out: 'design' })
  return builder.step({
    op: 'linear@1',
    in: design,
    out: 'margin',
    targets: 1,
    weights: builder.coefficient('linear.weights', fit.weights, [1, fit.weights.length]),
    bias: builder.coefficient('linear.bias', Float64Array.of(fit.intercept)),
  })
}

/** @returns the name of the block's value, or none without numeric features */
function addNumeric(builder: ModelBuilder, row: string, fit: LinearModel): readonly string[] {
  const { numeric } = fit.preprocessing
  if (numeric.length === 0) return []
  const means = Float64Array.from(numeric, (one) => one.mean)
  const present = builder.step({
    op: 'impute@1',
    in: row,
    out: 'present',
    columns: numeric.map((one) => one.feature),
    values: builder.coefficient('impute.values', means),
  })
  const standardised = builder.step({
    op: 'scale@1',
    in: present,
    out: 'standardised',
    columns: numeric.map((_, i) => i),
    center: builder.coefficient('scale.center', means.slice()),
    scale: builder.coefficient(
      'scale.scale',
      Float64Array.from(numeric, (one) => one.deviation),
    ),
  })
  return [standardised]
}

/** @returns the name of the block's value, or none without categories */
function addCategories(builder: ModelBuilder, row: string, fit: LinearModel): readonly string[] {
  const { categories } = fit.preprocessing
  if (categories.length === 0) return []
  const levels = builder.step({
    op: 'oneHot@1',
    in: row,
    out: 'levels',
    columns: categories.map((one) => one.feature),
    sizes: categories.map((one) => one.levels.length),
  })
  return [levels]
}
