import type { Contract } from '@ratchet-ml/scoring'
import { copyRow, featuresOf } from '@ratchet-ml/scoring'
import type { Random } from '@ratchet-ml/stats'
import { compileColumn } from '../../datasets/expression/index.ts'
import { type Dataset, rowEncoder, textFeaturesOf } from '../../datasets/index.ts'
import type { ColumnBatch } from '../../datasets/types.ts'
import { labelReader } from '../label-reader.ts'

export interface SampleRequest {
  readonly contract: Contract
  /** Condition over the dataset's columns; all rows unless told. */
  readonly where?: string | undefined
  /** Whether rows without a label are left out, and the labels given. */
  readonly labelled: boolean
  readonly limit: number
  readonly random: Random
  readonly signal?: AbortSignal | undefined
}

/** Rows of a dataset, each that there is equally likely to be among them. */
export interface SampledRows {
  readonly rows: Float64Array
  readonly count: number
  /** As metrics take them; empty unless asked for. */
  readonly labels: Float64Array
  /** How many rows there are to choose from. */
  readonly outOf: number
}

/**
 * Draws rows in one pass (Vitter's algorithm R: J. S. Vitter, "Random sampling with a reservoir",
 * ACM Transactions on Mathematical Software 11, 1985). Memory does not grow with the dataset.
 *
 * @throws Problem `data-column-missing`, `expression-invalid`, or that of a row that is refused
 */
export async function sampleRows(dataset: Dataset, request: SampleRequest): Promise<SampledRows> {
  const { contract, limit, signal } = request
  const pick = rowPicker(dataset, request)
  const encoder = rowEncoder(contract, dataset.columns, dataset.name)
  const reservoir = new Reservoir(request)
  const rows = new Float64Array(limit * encoder.width)
  const labels = new Float64Array(limit)
  let firstRow = 0
  const asText = new Set(textFeaturesOf(contract))
  const read = { columns: pick.columns, asText, ...(signal && { signal }) }
  for await (const batch of dataset.read(read)) {
    const picked = pick.from(batch, firstRow)
    const places = reservoir.offer(batch.count, picked.isIn)
    const chosen = Int32Array.from(places.values())
    const encoded = new Float64Array(chosen.length * encoder.width)
    encoder.encode(batch, chosen, chosen.length, encoded, firstRow)
    for (const [i, place] of [...places.keys()].entries()) {
      const { width } = encoder
      copyRow(encoded, i * width, { to: rows, at: place * width, width })
      labels[place] = picked.labels[chosen[i] ?? 0] ?? Number.NaN
    }
    firstRow += batch.count
  }
  const count = Math.min(limit, reservoir.offered)
  return {
    rows: rows.subarray(0, count * encoder.width),
    count,
    labels: labels.subarray(0, request.labelled ? count : 0),
    outOf: reservoir.offered,
  }
}

interface Picked {
  readonly labels: Float64Array
  isIn(row: number): boolean
}

function rowPicker(dataset: Dataset, { contract, where, labelled }: SampleRequest) {
  const kinds = new Map(dataset.columns.map(({ name, kind }) => [name, kind]))
  const condition = where === undefined ? undefined : compileColumn(where, kinds, dataset.zone)
  const label = labelled ? dataset.column(dataset.config.label ?? '') : undefined
  const readLabels = label && labelReader(contract, label)
  const features = featuresOf(contract).map(({ name }) => name)
  const columns = [...features, ...(condition?.from ?? []), ...(label ? [label.name] : [])]
  return {
    columns: [...new Set(columns)],
    from: (batch: ColumnBatch, firstRow: number): Picked => {
      const held = condition?.compute(batch)
      const column = label && batch.columns.get(label.name)
      const labels = column && readLabels ? readLabels(column, firstRow) : new Float64Array()
      const isIn = (row: number) =>
        (held === undefined || (held.kind === 'boolean' && held.values[row] === 1)) &&
        (label === undefined || !Number.isNaN(labels[row] ?? Number.NaN))
      return { labels, isIn }
    },
  }
}

class Reservoir {
  offered = 0
  readonly #limit: number
  readonly #random: Random

  constructor({ limit, random }: SampleRequest) {
    this.#limit = limit
    this.#random = random
  }

  /** @returns by place, the row of the batch that takes it */
  offer(count: number, isIn: (row: number) => boolean): ReadonlyMap<number, number> {
    const places = new Map<number, number>()
    for (let row = 0; row < count; row++) {
      if (!isIn(row)) continue
      const turn = this.offered++
      const place = turn < this.#limit ? turn : this.#random.nextBelow(turn + 1)
      if (place < this.#limit) places.set(place, row)
    }
    return places
  }
}
