import type { BusinessMetric, Requirement } from '@ratchet-ml/protocol'
import { findNearestName, type Task } from '@ratchet-ml/scoring'
import { findMetric, metrics } from '@ratchet-ml/stats'
import { baselineKinds } from '../backtest/baselines/baseline-kinds.ts'
import { fits, lackingInBacktest } from '../metric-value.ts'
import { isMachineMetric, machineMetrics } from './types.ts'

/** What the requirements of a model may speak of. */
export interface RequirementWorld {
  /** Absent while no version of the model is known. */
  readonly task?: Task | undefined
  /** Metrics that the model declares beside those of the catalogue. */
  readonly own: Readonly<Record<string, BusinessMetric>>
  /** Baselines that its back-test declares. */
  readonly baselines: readonly string[]
  readonly recipes: readonly string[]
}

/** Why a requirement can never be judged. */
export interface RequirementFault {
  /** Number of the requirement, from 0. */
  readonly index: number
  readonly key: keyof Requirement
  /** What was found, what was expected, and what to do, without a full stop. */
  readonly detail: string
}

/** Every requirement that speaks of something that is not there, or contradicts another. */
export function findRequirementFaults(
  requirements: readonly Requirement[],
  world: RequirementWorld,
): readonly RequirementFault[] {
  return requirements.flatMap((requirement, index) => {
    const earlier = requirements.slice(0, index)
    const faults = [
      ...metricFaults(requirement, world),
      ...againstFaults(requirement, world),
      ...formFaults(requirement),
      ...contradictions(requirement, earlier),
    ]
    return faults.map((fault) => ({ index, ...fault }))
  })
}

type Fault = Omit<RequirementFault, 'index'>

function metricFaults(
  { metric: name }: Requirement,
  { task, own }: RequirementWorld,
): readonly Fault[] {
  if (isMachineMetric(name) || Object.hasOwn(own, name)) return []
  const metric = findMetric(name)
  if (metric === undefined) {
    const known = [...Object.keys(own), ...machineMetrics, ...metrics.map((one) => one.name)]
    return [{ key: 'metric', detail: `there is no metric "${name}"${nearest(name, known)}` }]
  }
  if (task !== undefined && !fits(metric, task)) {
    const tasks = metric.tasks.join(' and ')
    return [{ key: 'metric', detail: `${name} is for ${tasks}; the task of the model is ${task}` }]
  }
  const lacking = lackingInBacktest(metric)
  if (lacking.length === 0) return []
  const detail = `${name} needs ${lacking.join(' and ')}, which a back-test lacks`
  return [{ key: 'metric', detail }]
}

function againstFaults(
  { metric, against }: Requirement,
  world: RequirementWorld,
): readonly Fault[] {
  if (against === undefined || against === 'champion') return []
  if (isMachineMetric(metric)) return []
  const [, kind = '', name = ''] = /^(baseline|recipe):(.+)$/s.exec(against) ?? []
  if (kind === 'recipe') {
    if (world.recipes.includes(name)) return []
    return [
      { key: 'against', detail: `there is no recipe "${name}"${nearest(name, world.recipes)}` },
    ]
  }
  if (kind === 'baseline') return baselineFaults(name, world)
  const detail = `found "${against}", expected champion, baseline:NAME or recipe:NAME`
  return [{ key: 'against', detail }]
}

function baselineFaults(name: string, world: RequirementWorld): readonly Fault[] {
  if (world.baselines.includes(name)) return []
  const found = baselineKinds.find((one) => one.name === name)
  const { task } = world
  if (found === undefined) {
    const known = [...world.baselines, ...baselineKinds.map((one) => one.name)]
    return [{ key: 'against', detail: `there is no baseline "${name}"${nearest(name, known)}` }]
  }
  if (task === undefined || found.tasks.includes(task)) return []
  const detail = `the baseline ${name} is for ${found.tasks.join(' and ')}; the task of the model is ${task}`
  return [{ key: 'against', detail }]
}

/** Combinations that mean nothing. */
function formFaults(requirement: Requirement): readonly Fault[] {
  const { metric, against, of, slices, betterBy, worseByAtMost } = requirement
  if (isMachineMetric(metric)) {
    const extra = (['against', 'slices'] as const).filter((key) => requirement[key] !== undefined)
    const keys = of === 'overall' ? extra : (['of', ...extra] as const)
    const detail = `${metric} is measured once, without rows: give atMost or atLeast alone`
    return keys.map((key) => ({ key, detail }))
  }
  const ranged =
    slices !== undefined && of === 'range' ? [fault('slices', 'slices have no range')] : []
  if (against === undefined) return ranged
  const direction = findMetric(metric)?.direction
  const share = [betterBy, worseByAtMost].some((margin) => typeof margin === 'string')
  return [
    ...(direction === 'none'
      ? [fault('against', `${metric} has no better or worse, so it compares nothing`)]
      : []),
    ...(of === 'range'
      ? [fault('of', 'a range is of one version alone: give atMost without against')]
      : []),
    ...(of === 'worst' && share
      ? [fault('of', 'a share of the other has no one value in the worst partition: ask of: every')]
      : []),
    ...ranged,
  ]
}

/** Two absolute bounds that no value can be within. */
function contradictions(
  requirement: Requirement,
  earlier: readonly Requirement[],
): readonly Fault[] {
  const { atMost, atLeast, metric, of } = requirement
  const rivals = earlier.filter((one) => one.metric === metric && one.of === of)
  return rivals.flatMap((rival) => {
    const [low, high] = [atLeast ?? rival.atLeast, atMost ?? rival.atMost]
    if (low === undefined || high === undefined || low <= high) return []
    const key = atMost === undefined ? 'atLeast' : 'atMost'
    return [fault(key, `${metric} can never be at least ${low} and at most ${high}`)]
  })
}

function fault(key: keyof Requirement, detail: string): Fault {
  return { key, detail }
}

function nearest(name: string, known: readonly string[]): string {
  const found = findNearestName(name, known)
  if (found !== undefined) return `; did you mean ${found}?`
  return known.length === 0 ? '' : `; there are ${known.slice(0, 12).join(', ')}`
}
