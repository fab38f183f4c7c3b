import { DEFAULT_LEVEL, type Interval, requireLevel } from '../intervals/interval.ts'
import { undefinedEstimate } from './faults.ts'
import { createGathering, type TallyKind } from './gathering.ts'
import type { RunRoom } from './runs/run-room.ts'
import type { Estimate, Fault, Gathering, Metric, MetricDescription, Tally } from './types.ts'

/** What a metric makes of a tally: a value with its interval and support, or why there is none. */
export type Finding =
  | { readonly value: number; readonly support: number; readonly interval?: Interval | undefined }
  | Fault

export type MetricDefinition<T extends Tally> = Omit<MetricDescription, 'columns'> & {
  readonly tally: TallyKind<T>
  /** Tells a tally that the metric will be asked for. */
  readonly joins?: (tally: T) => void
  /** `n` is the number of rows, above 0. */
  readonly evaluate: (tally: T, level: number, n: number) => Finding
}

/** A metric from its description and its evaluation. */
export function defineMetric<T extends Tally>({
  tally,
  joins,
  evaluate,
  ...description
}: MetricDefinition<T>): Metric {
  const create = (room?: RunRoom) => createGathering(tally, room)
  const estimate = (gathering: Gathering, level = DEFAULT_LEVEL): Estimate => {
    requireLevel(level)
    const n = gathering.n()
    const fault = gathering.fault()
    if (fault !== undefined) return undefinedEstimate(n, fault)
    // Gatherings reach a metric by the key of its own tally, which made this one.
    return toEstimate(evaluate(gathering.tally as T, level, n), n)
  }
  return {
    ...description,
    columns: tally.reads,
    gathers: { key: tally.key, create },
    joins: (gathering) => joins?.(gathering.tally as T),
    estimate,
    create() {
      const { add, merge, state, ...rest } = create()
      return {
        add,
        merge,
        state,
        result: (level) => estimate({ add, merge, state, ...rest }, level),
      }
    },
  }
}

function toEstimate(finding: Finding, n: number): Estimate {
  if ('reason' in finding) return undefinedEstimate(n, finding)
  const { value, support, interval } = finding
  return interval === undefined
    ? { kind: 'value', value, n, support }
    : { kind: 'value', value, interval, n, support }
}
