import type { ProblemCode } from '@ratchet-ml/protocol'
import { Problem } from '../../../platform/problem.ts'
import type { Answers, Predictor, RowBlock } from '../contenders/predictors/types.ts'
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
export async function judgeBlock(
  block: RowBlock,
  labels: Float64Array,
  spans: readonly RowSpan[],
  open: ReadonlyMap<number, PartitionJudge>,
): Promise<void> {
  const parts = spans.flatMap((span) => partOf(block, labels, span, open))
  const [first] = parts
  if (first === undefined) return
  for (const contender of first.judge.predictors.keys()) {
    const all = new Set(parts.map(({ judge }) => judge.predictors[contender]))
    const [only] = all
    if (all.size === 1 && only !== undefined) await ask(contender, only, block, parts)
    else await askApart(contender, parts)
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

async function ask(
  contender: number,
  predictor: Predictor,
  block: RowBlock,
  parts: readonly Part[],
): Promise<void> {
  const answers = await answersTo(block, predictor, parts)
  for (const { judge, start, rows } of parts) judge.add(contender, answers, start, rows)
}

async function askApart(contender: number, parts: readonly Part[]): Promise<void> {
  for (const part of parts) {
    const { judge, block, rows } = part
    const predictor = judge.predictors[contender]
    if (predictor === undefined) continue
    judge.add(contender, await answersTo(block, predictor, [part]), 0, rows)
  }
}

async function answersTo(
  block: RowBlock,
  predictor: Predictor,
  parts: readonly Part[],
): Promise<Answers> {
  try {
    return await predictor.predict(block)
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown
    const { code, message, hint } = thrown
    if (code === 'engine-absent') throw thrown
    const detail = `${message} (${placeOf(code, parts)}.)`
    throw new Problem(code, detail, { ...(hint !== undefined && { hint }), cause: thrown })
  }
}

/** Where a partition is read by itself, its rows are counted from its first. */
function placeOf(code: ProblemCode, parts: readonly Part[]): string {
  const names = parts.map(({ judge }) => judge.task.ref.name)
  if (code === 'engine-failed') return `In ${names.join(', ')}`
  return `Counted from the first row that was read for ${names[0]}`
}
