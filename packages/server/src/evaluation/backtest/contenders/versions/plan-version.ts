import type { ContenderPlan } from '@ratchet-ml/protocol'
import { featuresOf } from '@ratchet-ml/scoring'
import { textFeaturesOf } from '../../../../datasets/index.ts'
import { packageOf } from '../package-of.ts'
import { countVersion, type Training } from '../policy.ts'
import { toSpan } from '../to-span.ts'
import type { PlannedContender, PlanningWorld } from '../types.ts'

type VersionPlan = Extract<ContenderPlan, { kind: 'version' }>

/** A version: its package answers everywhere, and what it was trained on says where that counts. */
export function planVersion(plan: VersionPlan, world: PlanningWorld): PlannedContender {
  const { name, digest } = plan
  const { path, contract } = packageOf(world, digest)
  const training = trainingOf(plan)
  return {
    name,
    kind: 'version',
    says: 'a version of the model',
    digest,
    ...(training.kind === 'span' && { trainedOn: training.span }),
    columns: featuresOf(contract).map((field) => field.name),
    asText: textFeaturesOf(contract),
    memory: {},
    plan,
    tasks: () => [],
    on: (partition) => ({
      recipe: { kind: 'package', path, digest, name },
      counted: countVersion(partition, training),
    }),
  }
}

function trainingOf({ training }: VersionPlan): Training {
  return training.kind === 'span' ? { kind: 'span', span: toSpan(training.span) } : training
}
