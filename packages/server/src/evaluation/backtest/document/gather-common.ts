import type { MetricValue, Shape } from '@ratchet-ml/protocol'
import {
  createMetricSet,
  type Metric,
  type MetricSet,
  type MetricSetState,
} from '@ratchet-ml/stats'
import { BootstrappedMetrics } from '../judge/bootstrapped.ts'
import { type Measures, toValues } from '../judge/contender-judge.ts'
import type { GatheredContender, JudgedContender } from '../judge/judge-job.ts'
import { ResidualShape } from '../judge/shapes/residual-shape.ts'
import { ScoreShape } from '../judge/shapes/score-shape.ts'

type Values = Readonly<Record<string, MetricValue>>

/** What is said of one contender over all partitions that count. */
export interface CommonOfContender {
  readonly metrics: Values
  /** By slicing column's place, then by value. */
  readonly slices: readonly ReadonlyMap<string, Values>[]
  readonly shape: Shape | undefined
}

/** Puts together what one contender did on several partitions. */
export class CommonGathering {
  readonly #measures: Measures
  readonly #names: readonly string[]
  readonly #slices: readonly Map<string, MetricSet>[]
  #bootstrapped: BootstrappedMetrics | undefined
  #overall: { readonly set: MetricSet; readonly metrics: readonly Metric[] } | undefined
  #shape: ScoreShape | ResidualShape | undefined
  #lack: string | undefined

  /** @param sliceColumns how many columns tell slices apart */
  constructor(measures: Measures, sliceColumns: number) {
    this.#measures = measures
    this.#names = measures.metrics.map(({ name }) => name)
    this.#slices = Array.from({ length: sliceColumns }, () => new Map())
  }

  add(partition: string, { because, gathered }: JudgedContender): void {
    if (gathered === undefined) {
      this.#lack ??= `It is not judged in ${partition}: ${because ?? 'It has no answer.'}`
      return
    }
    const { overall, slices, bootstraps } = gathered
    this.#overall ??= setFor(this.#measures, overall)
    this.#overall.set.merge(overall)
    this.#bootstrapped ??= new BootstrappedMetrics(this.#overall.metrics, this.#measures.seed)
    this.#bootstrapped.merge(bootstraps)
    for (const [column, states] of slices.entries()) this.#addSlices(column, states)
    this.#addShape(gathered.shape)
  }

  /** @param rows labelled rows of all partitions */
  result(rows: number, sliceRows: readonly ReadonlyMap<string, number>[]): CommonOfContender {
    const lack = this.#lack
    if (lack !== undefined || this.#overall === undefined) {
      const none = (n: number) =>
        this.#none(lack ?? 'No rows count for every version and recipe.', n)
      const slices = sliceRows.map((own) => new Map([...own].map(([value, n]) => [value, none(n)])))
      return { metrics: none(rows), slices, shape: undefined }
    }
    const { set, metrics } = this.#overall
    return {
      metrics: toValues(this.#measures, set, metrics, this.#bootstrapped),
      slices: this.#slices.map(
        (sets) =>
          new Map([...sets].map(([value, own]) => [value, toValues(this.#measures, own, metrics)])),
      ),
      shape: this.#shape?.toShape(this.#measures.level),
    }
  }

  /** Lets go of the memory. */
  release(): void {
    this.#overall?.set.release()
    for (const sets of this.#slices) for (const set of sets.values()) set.release()
  }

  #addSlices(column: number, states: ReadonlyMap<string, MetricSetState>): void {
    const sets = this.#slices[column]
    for (const [value, state] of states) {
      const set = sets?.get(value) ?? setFor(this.#measures, state).set
      sets?.set(value, set)
      set.merge(state)
    }
  }

  #addShape(state: GatheredContender['shape']): void {
    if (state === undefined) return
    if (state.kind === 'scores') {
      this.#shape ??= new ScoreShape()
      if (this.#shape instanceof ScoreShape) this.#shape.merge(state)
    } else {
      this.#shape ??= new ResidualShape(this.#measures.residualEdges)
      if (this.#shape instanceof ResidualShape) this.#shape.merge(state)
    }
  }

  #none(reason: string, n: number): Values {
    return Object.fromEntries(this.#names.map((name) => [name, { kind: 'undefined', reason, n }]))
  }
}

/** The metrics that a state was gathered for. */
function setFor(measures: Measures, state: MetricSetState) {
  const answered = measures.metrics.filter(({ needs, gathers }) =>
    state.some((one) => one.needs === needs && one.state.tally === gathers.key),
  )
  return { set: createMetricSet(answered, measures), metrics: answered }
}
