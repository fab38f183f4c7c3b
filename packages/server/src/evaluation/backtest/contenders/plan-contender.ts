import type { ContenderPlan } from '@ratchet-ml/protocol'
import { planBaseline } from '../baselines/plan-baseline.ts'
import { planFiles } from '../recipes/plan-files.ts'
import { planTrainer } from '../recipes/plan-trainer.ts'
import type { PlannedContender, PlanningWorld } from './types.ts'
import { planVersion } from './versions/plan-version.ts'

/**
 * A contender from its plan: of a fresh request, or of a back-test that is run again. The packages that
 * it names are on the shelf.
 *
 * @throws Problem `usage`, `data-column-missing`, `expression-invalid` where it does not suit the data
 */
export function planContender(plan: ContenderPlan, world: PlanningWorld): PlannedContender {
  switch (plan.kind) {
    case 'version':
      return planVersion(plan, world)
    case 'trainer':
      return planTrainer(plan, world)
    case 'files':
      return planFiles(plan, world)
    case 'baseline':
      return planBaseline(plan, world)
  }
}
