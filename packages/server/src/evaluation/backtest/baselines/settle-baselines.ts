import type { BaselineConfig, ContenderPlan } from '@ratchet-ml/protocol'
import { findNearestName } from '@ratchet-ml/scoring'
import { Problem } from '../../../platform/problem.ts'
import { baselineKinds, championName } from './baseline-kinds.ts'
import type { BaselineFacts, BaselineKind } from './kinds/types.ts'

export interface SettledBaselines {
  readonly plans: readonly ContenderPlan[]
  /** Whether the champion is judged too: always when it is named, else where there is one. */
  readonly champion: 'needed' | 'welcome' | 'left-out'
}

/**
 * The baselines that stand in the table: those that are named, else those that are usual for the task.
 *
 * @throws Problem `usage` for a name that is unknown, for another task or there twice; those of what a
 * baseline was told
 */
export function settleBaselines(
  asked: readonly BaselineConfig[] | undefined,
  facts: BaselineFacts,
): SettledBaselines {
  if (asked === undefined) {
    const usual = kindsOf(facts).filter((kind) => kind.isUsual(facts))
    return { plans: usual.map((kind) => planOf(kind, kind.name, facts)), champion: 'welcome' }
  }
  const others = asked.filter((config) => config !== championName)
  const plans = others.map((config) => planOf(find(config, facts), config, facts))
  checkNames(plans.map(({ name }) => name))
  return { plans, champion: others.length < asked.length ? 'needed' : 'left-out' }
}

function planOf(kind: BaselineKind, config: BaselineConfig, facts: BaselineFacts): ContenderPlan {
  const as = typeof config === 'string' ? undefined : config.as
  const name = `baseline:${as ?? kind.name}`
  return { kind: 'baseline', name, baseline: kind.name, settings: kind.settle(config, facts) }
}

function find(config: BaselineConfig, facts: BaselineFacts): BaselineKind {
  const name = nameOf(config)
  const found = baselineKinds.find((kind) => kind.name === name)
  if (found?.tasks.includes(facts.task)) return found
  const known = [...kindsOf(facts).map((kind) => kind.name), championName]
  const nearest = found === undefined ? findNearestName(name, known) : undefined
  const detail =
    found === undefined
      ? `There is no baseline ${JSON.stringify(name)}.`
      : `The baseline ${name} is for ${found.tasks.join(' and ')}; the model's task is ${facts.task}.`
  const meant = nearest === undefined ? '' : `Did you mean ${nearest}? `
  throw new Problem('usage', detail, {
    hint: `${meant}For ${facts.task} there are: ${known.join(', ')}.`,
  })
}

/** An object has the name of its kind as a key. */
function nameOf(config: BaselineConfig): string {
  if (typeof config === 'string') return config
  return Object.keys(config).find((key) => key !== 'as') ?? ''
}

function kindsOf({ task }: BaselineFacts): readonly BaselineKind[] {
  return baselineKinds.filter(({ tasks }) => tasks.includes(task))
}

function checkNames(names: readonly string[]): void {
  const repeated = names.find((name, i) => names.indexOf(name) !== i)
  if (repeated === undefined) return
  throw new Problem('usage', `There are two contenders ${repeated}.`, {
    hint: 'Give one of them another name with `as`.',
  })
}
