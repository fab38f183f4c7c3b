import { meanInterval } from '../../intervals/mean-interval.ts'
import { createMoments, type MomentsState, summarizeMoments } from '../../intervals/moments.ts'
import { defineMetric } from '../define-metric.ts'
import { fault } from '../faults.ts'
import type { TallyKind } from '../gathering.ts'
import { shareInterval } from '../mean-metric.ts'
import type { RunRoom } from '../runs/run-room.ts'
import type { Fault, Rows, Tally } from '../types.ts'
import type { GroupSpan } from './merge-groups.ts'
import { createRowStore } from './row-store.ts'

/** Stretches of rows labelled 1 in one series. */
type Episodes = {
  /** How long after its start the first alarm came; NaN if none did. */
  readonly delays: Float64Array
  readonly weights: Float64Array
}

interface EpisodeTally extends Tally {
  episodes(): Episodes | Fault
}

const episodeTally: TallyKind<EpisodeTally> = {
  key: 'episodes',
  shape: 'single',
  reads: ['groups', 'times'],
  create: createEpisodeTally,
}
const NO_EPISODES: Fault = { reason: 'no-episodes', detail: 'No row with weight is labelled 1.' }
const MIXED_WEIGHTS: Fault = {
  reason: 'invalid-weight',
  detail: 'The rows of an episode have different weights; expected one weight for each episode.',
}
const NONE_DETECTED: Fault = {
  reason: 'no-positives',
  detail: 'No episode has an alarm, so none has a time to detection.',
}

/** Mean time from the start of an episode to its first alarm, over the episodes that have one. */
export const timeToDetection = defineMetric({
  name: 'time-to-detection',
  title: 'Time to detection',
  tasks: ['anomaly'],
  direction: 'lower',
  needs: 'label',
  definition:
    'Mean time from the first row of an episode (a stretch of rows labelled 1 in one series) to its ' +
    'first row predicted 1, over the episodes that have one: read it beside detection-rate. In the ' +
    'unit of the times.',
  formula: 'mean over detected episodes of t(first alarm) - t(start)',
  range: '0 and up',
  undefinedWhen: 'there is no episode, or none with an alarm',
  interval: { kind: 'analytic', method: "Student's t over episodes", unit: 'episodes', from: 100 },
  keepsRows: true,
  tally: episodeTally,
  evaluate(tally, level) {
    const episodes = tally.episodes()
    if ('reason' in episodes) return episodes
    const { delays, weights } = episodes
    if (delays.length === 0) return NO_EPISODES
    const isDetected = (_: number, i: number) => !Number.isNaN(delays[i])
    const known = delays.filter(isDetected)
    if (known.length === 0) return NONE_DETECTED
    const state = momentsOf(known, weights.filter(isDetected))
    const { mean, effectiveN } = summarizeMoments(state)
    const found = meanInterval(state, level)
    const isEqual = found === undefined || found.low === found.high
    const interval = isEqual ? undefined : { ...found, low: Math.max(0, found.low) }
    return { value: mean, support: effectiveN, interval }
  },
})

/** Share of the episodes with an alarm; Wilson's interval over episodes. */
export const detectionRate = defineMetric({
  name: 'detection-rate',
  title: 'Detection rate',
  tasks: ['anomaly'],
  direction: 'higher',
  needs: 'label',
  definition:
    'Share of the episodes (stretches of rows labelled 1 in one series) with a row predicted 1.',
  formula: 'detected episodes / episodes',
  range: '0 to 1',
  undefinedWhen: 'there is no episode',
  interval: { kind: 'analytic', method: 'Wilson over episodes', unit: 'episodes', from: 400 },
  keepsRows: true,
  tally: episodeTally,
  evaluate(tally, level) {
    const episodes = tally.episodes()
    if ('reason' in episodes) return episodes
    const { delays, weights } = episodes
    if (delays.length === 0) return NO_EPISODES
    const state = momentsOf(
      delays.map((delay) => Number(!Number.isNaN(delay))),
      weights,
    )
    const { mean, effectiveN } = summarizeMoments(state)
    return { value: mean, support: effectiveN, interval: shareInterval(state, level) }
  },
})

function momentsOf(values: Float64Array, weights: Float64Array): MomentsState {
  const moments = createMoments()
  const plain = weights.every((weight) => weight === 1)
  moments.add(values, values.length, plain ? undefined : weights)
  return moments.state()
}

function createEpisodeTally(room?: RunRoom): EpisodeTally {
  const store = createRowStore(5, room)
  let known: Episodes | Fault | undefined
  return {
    ...store,
    add(rows) {
      known = undefined
      const bad = findInvalid(rows)
      if (bad !== undefined) return faultOf(rows, bad)
      const [groups = 0, times = 0] = rows.columns
      store.push([groups, times, rows.labels, rows.predictions, rows.weights ?? 1], rows.count)
      return undefined
    },
    mergeColumns(columns) {
      known = undefined
      store.merge(columns)
    },
    episodes() {
      known ??= episodesOf(store.groups())
      return known
    },
  }
}

/** The first row with a label, an alarm, a group or a time that is none. */
function findInvalid({ labels, predictions, columns, count }: Rows): number | undefined {
  const [groups = labels, times = labels] = columns
  for (let row = 0; row < count; row++) {
    const label = labels[row] as number // the row is in range
    const alarm = predictions[row] as number
    const group = groups[row] as number
    const time = times[row] as number
    // Of all numbers only 0 and 1 are their own squares, and a number that is not finite less itself is
    // not 0.
    const valid = label * label === label && alarm * alarm === alarm
    if (!valid || Number.isNaN(group) || time - time !== 0) return row
  }
  return undefined
}

function faultOf({ labels, predictions, columns }: Rows, row: number): Fault {
  const label = labels[row] as number // the row is in range
  const prediction = predictions[row] as number
  if (label !== 0 && label !== 1) return fault('invalid-label', 'label', label, '0 or 1')
  if (prediction !== 0 && prediction !== 1) {
    return fault('invalid-prediction', 'prediction', prediction, '0 or 1')
  }
  const group = columns[0]?.[row] as number
  return Number.isNaN(group)
    ? fault('invalid-column', 'group', group, 'a number')
    : fault('invalid-column', 'time', columns[1]?.[row] as number, 'a finite number')
}

/** Rows come in the order of series and time; episodes of the weight 0 are left out. */
function episodesOf(spans: Iterable<GroupSpan>): Episodes | Fault {
  const found: FoundEpisodes = { delays: [], weights: [] }
  for (const span of spans) {
    const fault = addEpisodes(found, span)
    if (fault !== undefined) return fault
  }
  return { delays: Float64Array.from(found.delays), weights: Float64Array.from(found.weights) }
}

type FoundEpisodes = { readonly delays: number[]; readonly weights: number[] }

function addEpisodes(
  { delays, weights: ofEpisodes }: FoundEpisodes,
  { columns: [groups, times, labels, alarms, weights], ...span }: GroupSpan,
): Fault | undefined {
  if (!groups || !times || !labels || !alarms || !weights) return undefined
  for (let from = span.from; from < span.end; from++) {
    if (labels[from] === 0) continue
    let end = from
    let alarm = Number.NaN
    for (; end < span.end && labels[end] === 1 && groups[end] === groups[from]; end++) {
      if (weights[end] !== weights[from]) return MIXED_WEIGHTS
      if (alarms[end] === 1 && Number.isNaN(alarm)) alarm = times[end] as number // in range
    }
    const weight = weights[from] as number // in range, as the time is
    if (weight > 0) {
      delays.push(alarm - (times[from] as number))
      ofEpisodes.push(weight)
    }
    from = end - 1
  }
  return undefined
}
