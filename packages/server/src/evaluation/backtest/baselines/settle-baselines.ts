import type { BaselineConfig, ContenderPlan } from '@ratchet-ml/protocol'
import { findNearestName } from '@ratchet-ml/scoring'
import { Problem } from '../../../platform/problem.ts'
import { baselineKinds, championName } from './baseline-kinds.ts'
import type { BaselineFacts, BaselineKind } from './kinds/types.ts'

/**
 * The baselines that stand in the table: those that are named, else those that are usual for the task. The
 * champion, which may be named among them, is a version and settled as such.
 *
 * @throws Problem `usage` for a name that is unknown or for another task; those of what a baseline was
 * told
 */
export function settleBaselines(
  asked: readonly BaselineConfig[] | undefined,
  facts: BaselineFacts,
): readonly ContenderPlan[] {
  if (asked === undefined) {
    const usual = kindsOf(facts).filter((kind) => kind.isUsual(facts))
    return usual.map((kind) => planOf(kind, kind.name, facts))
  }
  const others = asked.filter((config) => config !== championName)
  return others.map((config) => planOf(find(config, facts), config, facts))
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
