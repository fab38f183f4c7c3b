import type { Backtest, MachineMetric, Requirement } from '@ratchet-ml/protocol'

export {
  isMachineMetric,
  type MachineMetric,
  machineMetrics,
  machineUnits,
} from '@ratchet-ml/protocol'

/** What is known of a value that is to be judged: its interval, or why there is none. */
export type Known =
  | {
      readonly kind: 'known'
      readonly value: number
      readonly low: number
      readonly high: number
      readonly n: number
      /** What else people should know, without a full stop. */
      readonly remark?: string
    }
  | { readonly kind: 'unknown'; readonly n: number; readonly because: string }

/** What is known at a place: `overall`, a partition, or `carrier=AA`. */
export interface Placed {
  readonly place: string
  readonly known: Known
}

/** The places where a requirement is judged. */
export interface Places {
  readonly placed: readonly Placed[]
  /** Those with fewer rows than the requirement asks for. */
  readonly leftOut: readonly string[]
}

/** A metric of the machine as it was measured. */
export interface MachineMeasure {
  readonly metric: MachineMetric
  readonly value: number
  readonly low: number
  readonly high: number
  /** Of the interval. */
  readonly level: number
  readonly n: number
  /** How it was measured, and on what machine, without a full stop. */
  readonly remark: string
}

/** What requirements are judged on. */
export interface Judging {
  /** Name of the version among the contenders of the back-test. */
  readonly subject: string
  /** Its champion among the contenders; `itself`; absent: there is none. */
  readonly champion?: string | 'itself'
  /** Absent: none could be run. */
  readonly backtest?: Backtest
  readonly machine?: readonly MachineMeasure[]
}

/** A requirement with its number in the specification. */
export interface Numbered {
  readonly index: number
  readonly requirement: Requirement
}

export type Direction = 'higher' | 'lower' | 'none'
