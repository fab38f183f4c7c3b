import { Problem } from '../../../platform/problem.ts'
import type { Predictor, RowBlock } from '../contenders/predictors/types.ts'
import type { JudgedRows } from './judged-rows.ts'
import type { PartitionJudge } from './partition-judge.ts'
import type { RowSpan } from './row-groups.ts'

/** Rows of a block that belong to one partition. */
interface Part {
  readonly judge: PartitionJudge
  readonly start: number
  readonly end: number
  /** The part alone. */
  readonly block: RowBlock
  readonly rows: JudgedRows
}

/**
 * Asks every contender about a block and adds what it answers to the judges of the partitions. What
 * answers in several partitions is asked once.
 *
 * @param labels of the rows of the block, in their order
 */
export function judgeBlock(
  block: RowBlock,
  labels: Float64Array,
  spans: readonly RowSpan[],
  open: ReadonlyMap<number, PartitionJudge>,
): void {
  const parts = spans.flatMap((span) => partOf(block, labels, span, open))
  const [first] = parts
  if (first === undefined) return
  for (const contender of first.judge.predictors.keys()) {
    const all = new Set(parts.map(({ judge }) => judge.predictors[contender]))
    const [only] = all
    if (all.size === 1 && only !== undefined) ask(contender, only, block, parts)
    else askApart(contender, parts)
  }
  for (const { judge } of parts) judge.end()
}

function partOf(
  block: RowBlock,
  labels: Float64Array,
  { partition, start, end }: RowSpan,
  open: ReadonlyMap<number, PartitionJudge>,
): Part[] {
  const judge = open.get(partition)
  if (judge === undefined) return []
  const isWhole = start === 0 && end === block.count
  const part: RowBlock = isWhole
    ? block
    : {
        ...block,
        rows: block.rows.subarray(start, end),
        count: end - start,
        times: block.times.subarray(start, end),
      }
  return [{ judge, start, end, block: part, rows: judge.begin(part, labels.subarray(start, end)) }]
}

function ask(
  contender: number,
  predictor: Predictor,
  block: RowBlock,
  parts: readonly Part[],
): void {
  const answers = toldWhere(parts, () => predictor.predict(block))
  for (const { judge, start, rows } of parts) judge.add(contender, answers, start, rows)
}

function askApart(contender: number, parts: readonly Part[]): void {
  for (const part of parts) {
    const { judge, block, rows } = part
    const predictor = judge.predictors[contender]
    if (predictor === undefined) continue
    judge.add(
      contender,
      toldWhere([part], () => predictor.predict(block)),
      0,
      rows,
    )
  }
}

/** Where a partition is read by itself, its rows are counted from its first. */
function toldWhere<T>([part]: readonly Part[], answer: () => T): T {
  try {
    return answer()
  } catch (thrown) {
    if (!(thrown instanceof Problem) || part === undefined) throw thrown
    const { code, message, hint } = thrown
    const detail = `${message} (Counted from the first row that was read for ${part.judge.task.ref.name}.)`
    throw new Problem(code, detail, { ...(hint !== undefined && { hint }), cause: thrown })
  }
}
