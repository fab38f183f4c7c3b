import type { TestRow } from '@ratchet-ml/protocol'
import {
  copyRow,
  createRowReader,
  featuresOf,
  makeVerificationRows,
  type Package,
  textAt,
  textsOf,
} from '@ratchet-ml/scoring'
import { createRandom } from '@ratchet-ml/stats'
import { openDataset } from '../../../datasets/index.ts'
import { Problem } from '../../../platform/problem.ts'
import type { DatasetSource } from '../../types.ts'
import type { ReadyCase } from '../run-cases.ts'
import { sampleRows } from '../sample-rows.ts'
import type { MutationRequest } from './check-mutations.ts'

const defaultSampleRows = 5000
/** Synthetic rows are answered by the slow interpreter too. */
const syntheticRows = 3000
const largest = 1e9

export interface SampleChoice {
  /** The dataset whose rows are drawn; made rows unless told. */
  readonly dataset: string | undefined
  readonly datasets: DatasetSource
  readonly seed: number
  readonly signal?: AbortSignal
}

/**
 * The rows whose predictions are counted: drawn from a dataset, else made on and beside the
 * thresholds of the model and from the rows of the cases.
 *
 * @throws Problem `dataset-not-found`, and those of a dataset that does not fit the contract
 */
export async function mutationSample(
  pkg: Package,
  ready: readonly ReadyCase[],
  { dataset: name, datasets, seed, signal }: SampleChoice,
): Promise<MutationRequest['sample']> {
  if (name === undefined) return { ...madeRows(pkg, ready, seed), from: 'made from the contract' }
  const config = datasets.datasets[name]
  if (config === undefined) throw new Problem('dataset-not-found', `There is no dataset ${name}.`)
  const dataset = await openDataset({ name, config, folder: datasets.folder })
  try {
    const { contract } = pkg
    const random = createRandom(seed)
    const request = { contract, labelled: false, limit: defaultSampleRows, random, signal }
    const { rows, count } = await sampleRows(dataset, request)
    if (count > 0) return { rows, count, from: `drawn from ${name}` }
    return { ...madeRows(pkg, ready, seed), from: 'made from the contract' }
  } finally {
    await dataset.close()
  }
}

function madeRows(pkg: Package, ready: readonly ReadyCase[], seed: number) {
  const parts = ready.map(({ prepared }) => prepared.rows).filter((rows) => rows.length > 0)
  const sample = new Float64Array(parts.reduce((total, rows) => total + rows.length, 0))
  let at = 0
  const width = pkg.verification.featureCount
  for (const rows of parts) {
    for (let from = 0; from < rows.length; from += width) {
      copyRow(rows, from, { to: sample, at, width })
      at += width
    }
  }
  const options = { seed, count: syntheticRows, sample }
  const made = makeVerificationRows(pkg.program, pkg.coefficients, pkg.contract, options)
  return plainRows(pkg, made.rows, made.featureCount)
}

/** Without rows that nobody sends: one number near the end of the range hides all the others. */
function plainRows(pkg: Package, rows: Float64Array, width: number) {
  const written = rowWriter(pkg)
  const reader = createRowReader(pkg.contract)
  const kept: Float64Array[] = []
  for (let at = 0; at < rows.length; at += width) {
    const row = rows.subarray(at, at + width)
    const encoded = new Float64Array(width)
    const isPlain = row.every((x) => Number.isNaN(x) || Math.abs(x) < largest)
    const isTaken = isPlain && reader.read(written(row), encoded, 0) === undefined
    if (isTaken) kept.push(encoded)
  }
  const plain = new Float64Array(kept.length * width)
  for (const [i, row] of kept.entries()) copyRow(row, 0, { to: plain, at: i * width, width })
  return { rows: plain, count: kept.length }
}

/** Writes encoded rows as rows of the contract; `undefined` for one that nobody could send. */
export function rowWriter({ contract }: Pick<Package, 'contract'>) {
  const features = featuresOf(contract)
  return (encoded: Float64Array): TestRow | undefined => {
    const entries = features.map(({ name, type, levels }, i): [string, TestRow[string]] => {
      const x = encoded[i] ?? Number.NaN
      if (Number.isNaN(x)) return [name, null]
      if (type === 'text') return [name, textAt(textsOf(encoded), x) ?? null]
      if (type === 'category' && levels !== undefined) return [name, levels[x] ?? null]
      if (type === 'boolean') return [name, x === 1]
      if (type === 'timestamp') return [name, new Date(x / 1000).toISOString()]
      return [name, x]
    })
    const isWritable = entries.every(
      ([, value]) => typeof value !== 'number' || Number.isFinite(value),
    )
    return isWritable ? Object.fromEntries(entries) : undefined
  }
}
