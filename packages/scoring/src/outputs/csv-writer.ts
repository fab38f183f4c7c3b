import { answerKindOf } from '../contract/answer-kind.ts'
import type { Contract } from '../contract/types.ts'
import { toCell } from '../rows/csv-cells.ts'
import type { Scored } from '../scorer-types.ts'

/** Writes answers as the cells of CSV columns. */
export interface OutputsCsvWriter {
  /** Cells of the header, quoted where they must be. */
  readonly header: readonly string[]
  /** Cells of the i-th row, in the order of the header. */
  cells(scored: Scored, i: number): readonly string[]
}

/**
 * Columns `label` or `cluster`, `probability.<class>`, `value` or `score` (`value.<i>` of several targets,
 * `distance.<i>` of clusters), and with `rawWidth` also `raw.<i>`. Every number reads back to the same double.
 */
export function createOutputsCsvWriter(
  contract: Contract,
  options: { readonly rawWidth?: number } = {},
): OutputsCsvWriter {
  const { rawWidth = 0 } = options
  const names = contract.outputs.flatMap(({ name, width }) =>
    answerColumnsOf(name, width, contract),
  )
  const raw = Array.from({ length: rawWidth }, (_, k) => `raw.${k}`)
  const labels = contract.classes?.map((level) => toCell(String(level)))
  return {
    header: [...names, ...raw].map(toCell),
    cells: (scored, i) => [
      ...contract.outputs.flatMap(({ name }) => cellsOf(name, scored, i, labels)),
      ...numberCells(scored.raw, rawWidth, i),
    ],
  }
}

/** The CSV columns of one output of a contract. */
export function answerColumnsOf(
  name: string,
  width: number,
  { classes }: Contract,
): readonly string[] {
  const kind = answerKindOf(name)
  if (kind === 'label' || (kind === 'value' && width === 1)) return [name]
  return Array.from({ length: width }, (_, k) => {
    const suffix = name === 'probability' ? (classes?.[k] ?? k) : k
    return `${name}.${suffix}`
  })
}

function cellsOf(
  name: string,
  { label, probability, classes = 0, value, targets = 1 }: Scored,
  i: number,
  labels: readonly string[] | undefined,
): readonly string[] {
  const kind = answerKindOf(name)
  if (kind === 'label' && label !== undefined) {
    const index = label[i] as number
    return [labels?.[index] ?? String(index)]
  }
  if (kind === 'probability' && probability !== undefined) {
    return numberCells(probability, classes, i)
  }
  if (kind === 'value' && value !== undefined) return numberCells(value, targets, i)
  throw new RangeError(`the scorer has not answered ${name}`)
}

function numberCells(values: Float64Array, width: number, i: number): readonly string[] {
  return Array.from({ length: width }, (_, k) => {
    const value = values[i * width + k] as number
    return Object.is(value, -0) ? '-0' : String(value)
  })
}
