import type { ContenderPlan } from '@ratchet-ml/protocol'
import { Problem } from '../../../platform/problem.ts'
import type { PlannedContender, PlanningWorld } from '../contenders/types.ts'
import { baselineKinds } from './baseline-kinds.ts'

type BaselinePlan = Extract<ContenderPlan, { kind: 'baseline' }>

/** @throws Problem `usage` for a plan of a baseline that this release does not know */
export function planBaseline(plan: BaselinePlan, world: PlanningWorld): PlannedContender {
  const { name, baseline, settings } = plan
  const kind = baselineKinds.find((candidate) => candidate.name === baseline)
  if (kind === undefined) throw new Problem('usage', `There is no baseline ${baseline}.`)
  const part = kind.plan(name, settings, world)
  return {
    name,
    kind: 'baseline',
    says: part.says ?? kind.says,
    ...(part.trainedOn && { trainedOn: part.trainedOn }),
    columns: part.columns ?? [],
    asText: [],
    memory: part.memory ?? {},
    plan,
    tasks: part.tasks ?? (() => []),
    on: part.on,
  }
}
