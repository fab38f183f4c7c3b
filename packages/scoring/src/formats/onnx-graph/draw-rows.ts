import { createRandom } from '@ratchet-ml/stats'
import { type Contract, featuresOf } from '../../contract/types.ts'
import type { Program } from '../../ir/types.ts'
import type { ExpectedAnswers, VerificationKind, VerificationRows } from '../../package/types.ts'
import { linkedAnswerOf } from '../../verification/interpret-rows.ts'

/** Rows for an engine to answer. */
export type DrawnRows = Pick<VerificationRows, 'featureCount' | 'rows' | 'kinds'>

const mostRows = 16
const leastRows = 2
/** Wide rows are fewer, so that a package stays small beside its graph. */
const mostNumbers = 1 << 17
const seed = 1

/**
 * Rows that a graph can be asked: small numbers, zeros and ones, of whole numbers zero and one, as these
 * are in every vocabulary. With a sample, half of the rows take each number from a row of its own.
 *
 * @param sample encoded rows, row-major
 */
export function drawGraphRows(
  contract: Contract,
  sample: Float64Array = new Float64Array(),
): DrawnRows {
  const features = featuresOf(contract)
  const width = features.length
  const count = Math.max(leastRows, Math.min(mostRows, Math.floor(mostNumbers / width)))
  const shuffled = sample.length > 0 ? Math.ceil(count / 2) : 0
  const kinds = Array.from(
    { length: count },
    (_, i): VerificationKind => (i < shuffled ? 'shuffled' : 'boundary'),
  )
  const random = createRandom(seed)
  const rows = new Float64Array(count * width)
  for (let i = 0; i < rows.length; i++) {
    const column = i % width
    if (i < shuffled * width) {
      rows[i] = sample[random.nextBelow(sample.length / width) * width + column] as number
    } else if (features[column]?.type === 'number') rows[i] = random.nextBelow(2049) / 1024 - 1
    else rows[i] = random.nextBelow(2)
  }
  return { featureCount: width, rows, kinds }
}

/** The rows with the answers of the engine that was asked first; margins alone where no link follows. */
export function answeredRows(
  program: Program,
  drawn: DrawnRows,
  { linked, ...margins }: ExpectedAnswers,
  engine: string,
): VerificationRows {
  const expected = drawn.kinds.map(() => 'engine' as const)
  const hasLink = linked !== undefined && linkedAnswerOf(program) !== undefined
  return { ...drawn, expected, ...margins, ...(hasLink && { linked }), engine }
}
