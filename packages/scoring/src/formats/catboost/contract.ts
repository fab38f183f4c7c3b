import { outputsOfTask } from '../../contract/outputs-of-task.ts'
import type { Contract, Field, Level } from '../../contract/types.ts'
import type { CategoryFeature, Features, FloatFeature } from './features.ts'
import type { Objective } from './objective.ts'

/** What the contract is made of. */
export interface ContractParts {
  readonly features: Features
  /** By number among the features of categories. */
  readonly levels: ReadonlyMap<number, readonly Level[]>
  readonly objective: Objective
  readonly slots: number
  readonly classes: readonly Level[] | undefined
}

/**
 * The contract that accepts what CatBoost itself accepts: numbers and missing ones, categories that
 * training never saw, and no missing category.
 */
export function inferContract(parts: ContractParts): Contract {
  const { features, levels, objective, slots, classes } = parts
  const { task, linkUlp } = objective
  const fields = [
    ...[...features.floats.values()].map((feature) => [feature.flat, floatField(feature)] as const),
    ...[...features.categories].map(
      ([index, feature]) =>
        [feature.flat, categoryField(feature, levels.get(index) ?? [])] as const,
    ),
  ]
  const sizes = { classes: classes ?? (task === 'binary' ? 2 : slots), targets: slots }
  return {
    task,
    inputs: fields.toSorted(([a], [b]) => a - b).map(([, field]) => field),
    extra: 'ignore',
    outputs: outputsOfTask(task, sizes),
    ...(classes !== undefined && { classes }),
    numeric: { raw: 'bit-exact', linkUlp },
  }
}

function floatField({ name, hasMissing }: FloatFeature): Field {
  return { name, role: 'feature', type: 'number', missing: 'accept', missingSeen: hasMissing }
}

function categoryField({ name }: CategoryFeature, levels: readonly Level[]): Field {
  const base = { name, role: 'feature', missing: 'refuse', missingSeen: false } as const
  return { ...base, type: 'category', levels, unknownLevel: 'accept' }
}
