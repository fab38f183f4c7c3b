import type { ContenderPlan, VersionTraining } from '@ratchet-ml/protocol'
import { type Contract, type Digest, type Field, featuresOf } from '@ratchet-ml/scoring'
import type { ColumnInfo } from '../../datasets/index.ts'
import { toSpan } from '../backtest/contenders/to-span.ts'
import type { LeakContender } from './types.ts'

/**
 * The versions and recipes of a back-test, as leak checks see them; baselines are there to be beaten, and leak
 * nothing.
 *
 * @param packages by digest: those that the plans name
 */
export function leakContenders(
  plans: readonly ContenderPlan[],
  packages: ReadonlyMap<Digest, { readonly contract: Contract }>,
  columns: readonly ColumnInfo[],
): readonly LeakContender[] {
  return plans.flatMap((plan) => {
    const found = contenderOf(plan, packages, columns)
    return found === undefined ? [] : [found]
  })
}

function contenderOf(
  plan: ContenderPlan,
  packages: ReadonlyMap<Digest, { readonly contract: Contract }>,
  columns: readonly ColumnInfo[],
): LeakContender | undefined {
  const { name } = plan
  switch (plan.kind) {
    case 'version':
      return { name, fields: fieldsOf([plan.digest], packages), ...trainingOf(plan.training) }
    case 'trainer':
      return { name, fields: plainFields(plan.recipe.features, columns), notCompared: learns }
    case 'files': {
      const digests = plan.models.map(({ digest }) => digest)
      return { name, fields: fieldsOf(digests, packages), notCompared: learns }
    }
    case 'baseline':
      return undefined
  }
}

/** Columns as features of a model that is still to be made. */
export function plainFields(
  names: readonly string[],
  columns: readonly ColumnInfo[],
): readonly Field[] {
  return names.map((name): Field => {
    const kind = columns.find((column) => column.name === name)?.kind
    const base = { name, role: 'feature', missing: 'accept' } as const
    if (kind !== 'text') return { ...base, type: kind ?? 'number' }
    return { ...base, type: 'category', levels: [], unknownLevel: 'accept' }
  })
}

const learns = 'it learns anew, from rows before each partition'

function trainingOf(training: VersionTraining): Pick<LeakContender, 'trainedOn' | 'notCompared'> {
  switch (training.kind) {
    case 'span':
      return { trainedOn: toSpan(training.span) }
    case 'all':
      return { notCompared: 'it was trained on all of these rows, so that none counts' }
    case 'elsewhere':
      return { notCompared: 'it was trained on other data, as somebody said' }
    case 'unknown':
      return {}
  }
}

/** The features of all packages, each once. */
function fieldsOf(
  digests: readonly Digest[],
  packages: ReadonlyMap<Digest, { readonly contract: Contract }>,
): readonly Field[] {
  const contracts = digests.flatMap((digest) => packages.get(digest)?.contract ?? [])
  const byName = new Map(
    contracts.flatMap(featuresOf).map((field): [string, Field] => [field.name, field]),
  )
  return [...byName.values()]
}
