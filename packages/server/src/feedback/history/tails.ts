import type { OutcomeReader } from '../outcomes/types.ts'
import { type RecordReader, writeBlock } from './predictions.ts'
import { outcomeColumns } from './sql/outcome-views.ts'
import type { HistoryStore, SegmentSource } from './store.ts'
import { type CreateParquetWriter, DayWriter } from './table-writer.ts'
import type { Manifest, Segment, TableColumn } from './types.ts'
import { outcomeSchema, writeOutcomes } from './upkeep/convert-outcomes.ts'
import { schemaOf } from './upkeep/convert-predictions.ts'

export interface TailParts {
  readonly store: HistoryStore
  readonly segments: SegmentSource
  readonly outcomes: OutcomeReader
  readonly reader: RecordReader
  readonly createWriter: CreateParquetWriter
}

/** Rows that are in no table yet, as files for questions to read. */
export interface Tail {
  /** Absolute. */
  readonly paths: readonly string[]
  /** The columns of each segment that they are of. */
  readonly schemas: readonly (readonly TableColumn[])[]
}

/** What has been read of one segment so far. */
interface Piece {
  end: number
  readonly names: string[]
  readonly schemas: readonly (readonly TableColumn[])[]
}

/** Files of one segment, after which they are made one. */
const mostPieces = 8

/**
 * Makes what has just been recorded visible to questions: the records that no table has are written to
 * files of their own, of which the next question uses what has not changed.
 */
export class Tails {
  readonly #parts: TailParts
  readonly #predictions = new Map<string, Map<number, Piece>>()
  readonly #outcomes = {
    next: undefined as string | undefined,
    pieces: new Map<number, string[]>(),
  }
  #count = 0

  constructor(parts: TailParts) {
    this.#parts = parts
  }

  async predictionsOf(endpoint: string, { convertedUntil }: Manifest): Promise<Tail> {
    const { segments, store } = this.#parts
    const pieces = this.#predictions.get(endpoint) ?? new Map<number, Piece>()
    this.#predictions.set(endpoint, pieces)
    for (const [sequence, { names }] of pieces) {
      if (sequence > convertedUntil) continue
      pieces.delete(sequence)
      for (const name of names) await store.unstage(name)
    }
    for (const segment of await segments.list(endpoint)) {
      if (segment.sequence > convertedUntil) await this.#follow(endpoint, segment, pieces)
    }
    const some = [...pieces.values()]
    return {
      paths: some.flatMap(({ names }) => names.map((name) => store.stagedPath(name))),
      schemas: some.flatMap(({ schemas }) => schemas),
    }
  }

  async outcomes({ convertedUntil }: Manifest): Promise<Tail> {
    const { store, outcomes } = this.#parts
    const { pieces } = this.#outcomes
    for (const [sequence, names] of pieces) {
      if (sequence > convertedUntil) continue
      pieces.delete(sequence)
      for (const name of names) await store.unstage(name)
    }
    await this.#gatherOutcomes()
    const known = this.#outcomes.next
    const isBehind = known === undefined || Number(known.split(':')[0]) <= convertedUntil
    await this.#followOutcomes(isBehind ? `${convertedUntil + 1}:0` : known, outcomes)
    const names = [...pieces.values()].flat()
    return { paths: names.map((name) => store.stagedPath(name)), schemas: [outcomeColumns] }
  }

  /** Has the last segment read anew when it is in many files. */
  async #gatherOutcomes(): Promise<void> {
    const { pieces } = this.#outcomes
    const last = Math.max(...pieces.keys())
    const names = pieces.get(last) ?? []
    if (names.length < mostPieces) return
    pieces.delete(last)
    for (const name of names) await this.#parts.store.unstage(name)
    this.#outcomes.next = `${last}:0`
  }

  async #follow(endpoint: string, segment: Segment, pieces: Map<number, Piece>): Promise<void> {
    const { segments, store, reader, createWriter } = this.#parts
    const { sequence } = segment
    const known = pieces.get(sequence)
    const from = known === undefined || known.names.length >= mostPieces ? 0 : known.end
    const block = await segments.load(endpoint, segment, from)
    if (block === undefined || (known !== undefined && block.end === known.end)) return
    const { columns } = schemaOf(reader, block)
    const writer = new DayWriter(store, createWriter, columns, (day) =>
      this.#nameOf(`endpoint=${endpoint}/day=${day}`),
    )
    const table = reader.tableOf(block, reader.rawWidthOf(block))
    await writeBlock(reader, table, block, writer)
    const names = (await writer.finish()).map(({ staged }) => staged)
    if (from === 0) for (const name of known?.names ?? []) await store.unstage(name)
    pieces.set(sequence, {
      end: block.end,
      names: from === 0 ? names : [...(known?.names ?? []), ...names],
      schemas: from === 0 ? [columns] : [...(known?.schemas ?? []), columns],
    })
  }

  async #followOutcomes(from: string, outcomes: OutcomeReader): Promise<void> {
    const { store, createWriter } = this.#parts
    const { pieces } = this.#outcomes
    let writer: DayWriter | undefined
    let segment = 0
    const end = async () => {
      if (writer === undefined) return
      const names = (await writer.finish()).map(({ staged }) => staged)
      pieces.set(segment, [...(pieces.get(segment) ?? []), ...names])
      writer = undefined
    }
    for await (const batch of outcomes.read(from)) {
      if (batch.segment !== segment) await end()
      segment = batch.segment
      writer ??= new DayWriter(store, createWriter, outcomeSchema.columns, (day) =>
        this.#nameOf(`outcomes/day=${day}`),
      )
      await writeOutcomes(batch.records, writer)
      this.#outcomes.next = batch.next
    }
    await end()
  }

  #nameOf(folder: string): string {
    return `tail/${folder}/${this.#count++}.parquet`
  }
}
