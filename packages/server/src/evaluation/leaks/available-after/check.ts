import { parseDuration } from '../../backtest/contenders/parse-duration.ts'
import type { LeakPlan } from '../plan-leaks.ts'
import type { Checked, LeakFeature, Watcher } from '../types.ts'
import { judgeAvailability } from './policy.ts'

/** Features that contract or dataset say are known only after the prediction is made. */
export function watchAvailability(plan: LeakPlan): Watcher {
  return { columns: [], add: () => {}, finish: async () => checkAvailability(plan) }
}

/** Whether somebody said that a feature is known at the event, whatever its values look like. */
export function isKnownAtEvent(plan: LeakPlan, feature: LeakFeature): boolean {
  const said = saidOf(plan, feature)
  return said !== undefined && parseDuration(said) === 0
}

function checkAvailability(plan: LeakPlan): Checked {
  const said = plan.features.flatMap((feature) => {
    const text = saidOf(plan, feature)
    return text === undefined ? [] : [{ feature, text, micros: parseDuration(text) }]
  })
  const findings = said.flatMap(({ feature, ...after }) => {
    const finding = judgeAvailability(feature.name, after, plan.predictedAfter)
    return finding === undefined ? [] : [finding]
  })
  const { length } = plan.features
  return { says: `${said.length} of ${length} features say when they are known`, findings }
}

function saidOf({ knowledge }: LeakPlan, { name, field }: LeakFeature): string | undefined {
  const said = knowledge?.availableAfter ?? {}
  return field.availableAfter ?? (Object.hasOwn(said, name) ? said[name] : undefined)
}
