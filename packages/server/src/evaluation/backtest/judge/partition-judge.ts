import { nameOfText, type PredictionKind, widthOfKind } from '@ratchet-ml/stats'
import { Problem } from '../../../platform/problem.ts'
import type { BusinessMetrics, RowAnswers } from '../../business-metrics/index.ts'
import type { Answers, Predictor, RowBlock } from '../contenders/predictors/types.ts'
import { isBootstrapped } from './bootstrapped.ts'
import { ContenderJudge, type Measures, notJudged } from './contender-judge.ts'
import type { JudgedPartition, PartitionTask } from './judge-job.ts'
import { type JudgedRows, judgedRows } from './judged-rows.ts'
import { NumberRooms } from './losses/number-rooms.ts'
import { countsOf, LossSums } from './losses/partition-losses.ts'
import { type BlockRule, RowBlocks } from './losses/row-blocks.ts'
import { SliceColumn } from './slice-rows.ts'

export interface PartitionJudgeOptions {
  readonly measures: Measures
  /** Those of the metrics that the model declares. */
  readonly own: BusinessMetrics
  readonly contenders: readonly string[]
  readonly slices: readonly string[]
  readonly blocks: BlockRule
}

/** Judges all contenders on the rows of one partition, in their order. */
export class PartitionJudge {
  readonly task: PartitionTask
  readonly predictors: readonly Predictor[]
  readonly #options: PartitionJudgeOptions
  readonly #judges: readonly (ContenderJudge | undefined)[]
  readonly #slices: readonly SliceColumn[]
  readonly #blocks: RowBlocks
  readonly #losses: LossSums
  #rights: (Uint8Array | undefined)[] = []
  #block: RowBlock | undefined
  readonly #blockNames: number[] = []
  /** The block of the rows that lack a cluster, once there are some. */
  #queryless = -1
  #named = 0
  #rows = 0
  #unlabelled = 0
  readonly #numbers = new NumberRooms()

  /** @param predictors of the contenders, in their order */
  constructor(
    options: PartitionJudgeOptions,
    task: PartitionTask,
    predictors: readonly Predictor[],
  ) {
    const { measures, own, contenders, slices, blocks } = options
    this.task = task
    this.predictors = predictors
    this.#options = options
    this.#judges = task.recipes.map(({ kind }, i) =>
      kind === 'none'
        ? undefined
        : new ContenderJudge(
            measures,
            own.given(predictors[i]?.gives ?? new Set()),
            task.isCommon,
            slices.length,
          ),
    )
    this.#slices = slices.map((name) => new SliceColumn(name))
    this.#blocks = new RowBlocks(blocks)
    this.#losses = new LossSums(contenders, slices.length)
  }

  /** Whether every row of the partition was seen. */
  get isComplete(): boolean {
    return this.#rows === this.task.rows
  }

  countRow(isLabelled: boolean): void {
    this.#rows++
    if (!isLabelled) this.#unlabelled++
  }

  /** Begins rows; what contenders answer to them is added next, one contender after the other. */
  begin(block: RowBlock, labels: Float64Array): JudgedRows {
    const { batch, rows, times } = block
    this.#block = block
    const blocks = this.#blocks.numbersOf(batch, rows, times)
    const sorted = this.#slices.map((column) => column.sort(batch, rows))
    const judged: JudgedRows = {
      ...judgedRows(labels, blocks, sorted),
      ...this.#namesOf(blocks),
    }
    this.#losses.countRows(judged)
    this.#rights = []
    return judged
  }

  /** @param first place of the first of the rows among those answered */
  add(contender: number, answers: Answers, first: number, rows: JudgedRows): void {
    const judge = this.#judges[contender]
    if (judge === undefined) return
    if (this.#options.own.metrics.length === 0) {
      this.#judge(contender, judge, answers, first, rows)
    } else {
      const completed = this.#completed(answers, first, rows.count)
      this.#judge(contender, judge, completed, 0, rows)
    }
    this.#rights[contender] = rightsOf(answers.label, first, rows)
  }

  end(): void {
    this.#losses.compareRights(this.#rights)
  }

  /** @throws Problem `file-changed` when the rows are not those that were counted before */
  finish(): JudgedPartition {
    const { index, ref, rows, recipes } = this.task
    if (!this.isComplete) {
      const detail = `Partition ${ref.name}: found ${this.#rows} rows, expected ${rows} as were counted.`
      throw new Problem('file-changed', detail)
    }
    const { measures, blocks } = this.#options
    const labelled = this.#rows - this.#unlabelled
    const contenders = this.#judges.map((judge, i) => {
      const recipe = recipes[i]
      if (judge !== undefined) return judge.finish(this.#slices)
      const because = recipe?.kind === 'none' ? recipe.because : ''
      return notJudged(measures.metrics, sentence(because), labelled)
    })
    const losses = this.#losses.gathered(blocks, this.#blocks, this.#slices)
    return { index, rows: this.#rows, unlabelled: this.#unlabelled, contenders, losses }
  }

  /** Names of rows for what is drawn from them: the same whoever judges the partition. */
  #namesOf(blocks: Int32Array): Pick<JudgedRows, 'names' | 'groups'> {
    const { metrics } = this.#options.measures
    const hasQueries = metrics.some(({ columns }) => columns.includes('groups'))
    const isDrawn = metrics.some(isBootstrapped)
    if (!isDrawn && !hasQueries) return {}
    const clusters = this.#clusterNames(blocks)
    const queries = hasQueries && { groups: this.#queriesOf(blocks, clusters) }
    if (!isDrawn) return { ...queries }
    const first = this.task.index * 4294967296 + this.#named
    this.#named += blocks.length
    const rows = Float64Array.from(blocks, (_, i) => first + i)
    return { names: { rows, clusters }, ...queries }
  }

  #clusterNames(blocks: Int32Array): Float64Array {
    const { keys } = this.#blocks
    const isRun = this.#options.blocks.kind === 'run'
    for (let block = this.#blockNames.length; block < keys.length; block++) {
      const key = String(keys[block])
      if (key === '') this.#queryless = block
      this.#blockNames.push(nameOfText(isRun ? `${this.task.index} ${key}` : key))
    }
    return Float64Array.from(blocks, (block) => this.#blockNames[block] as number) // named
  }

  /** Rows without a query hang together for nothing but that. */
  #queriesOf(blocks: Int32Array, clusters: Float64Array): Float64Array {
    const none = this.#queryless
    return none < 0 ? clusters : clusters.map((name, i) => (blocks[i] === none ? Number.NaN : name))
  }

  /** The answers to these rows alone, with the numbers of the metrics that the model declares. */
  #completed({ answered, ...answers }: Answers, first: number, count: number): Answers {
    const { own, measures } = this.#options
    const parts = Object.entries(answers).map(([kind, values]) => {
      const width = widthOfKind(kind as PredictionKind, measures.classes) // it has no other keys
      return [kind, values?.subarray(first * width, (first + count) * width)]
    })
    const given: RowAnswers = Object.fromEntries(parts)
    if (this.#block === undefined) return { ...given }
    const { batch, rows } = this.#block
    return {
      ...own.answer({ batch, rows, count }, given),
      ...(answered && { answered: answered.subarray(first, first + count) }),
    }
  }

  /** Metrics that have a number of each row write it once, for their own sums and for the losses. */
  #judge(
    contender: number,
    judge: ContenderJudge,
    answers: Answers,
    first: number,
    rows: JudgedRows,
  ): void {
    const batch = judge.batchOf(answers, first, rows)
    const written = new Map<string, Float64Array>()
    for (const { name, needs, byRow } of judge.metrics) {
      const predictions = batch.predictions[needs]
      if (byRow === undefined || predictions === undefined) continue
      const own = { ...batch, predictions }
      const numbers = this.#numbers.roomFor(name, rows.count)
      byRow.write(own, numbers)
      written.set(name, numbers)
      this.#losses.add(contender, name, numbers, rows)
      if (byRow.writeCounts === undefined) continue
      const counts = this.#numbers.roomFor(countsOf(name), rows.count)
      byRow.writeCounts(own, counts)
      this.#losses.add(contender, countsOf(name), counts, rows)
    }
    judge.add(answers, first, rows, written)
  }
}

function rightsOf(
  answered: Float64Array | undefined,
  first: number,
  { labels, count }: JudgedRows,
): Uint8Array | undefined {
  if (answered === undefined) return undefined
  const rights = new Uint8Array(count)
  // Who is right is chance, and so reckoned instead of branched on.
  for (let i = 0; i < count; i++) rights[i] = Number(answered[first + i] === labels[i])
  return rights
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
