import { Buffer } from 'node:buffer'
import {
  type Contract,
  createCsvReader,
  createNdjsonReader,
  createRowReader,
  elementName,
  featuresOf,
  findNearestName,
  type InputRow,
  type PlacedTensor,
  placeTensors,
  type RowFault,
  type RowFormat,
  type RowStream,
  sniffRowFormat,
} from '@ratchet-ml/scoring'
import { Problem } from '../platform/problem.ts'
import type { AnswersSummary, BlockAnswerer } from './types.ts'

/** Rows answered at once. */
export const blockRows = 512

export interface AnswerInput {
  readonly contract: Contract
  /** Called once, when the format of the rows is known. */
  readonly open: (from: RowFormat) => BlockAnswerer
  readonly bytes: AsyncIterable<Uint8Array>
  /** Absent: by the first byte. */
  readonly from: RowFormat | undefined
  /** Fields of the rows that come back with the answers: a CSV header must have them. */
  readonly carry: readonly string[]
  /** Stop at the first row that is refused. */
  readonly failFast: boolean
  /** Resolves when more may be written. */
  write(text: string): Promise<void>
  /** A refused row, for the person who runs the command. */
  refused(line: number, fault: RowFault): void
  /** Rows answered, of the bytes read. */
  progress(rows: number, bytes: number): void
}

/**
 * Answers rows as they come: one line out per row in, in order, in memory that does not grow. A row
 * that is refused gets its error in its place.
 *
 * @throws Problem `rows-refused` at the first refused row, with `failFast`; `usage` when a column that
 * is to be carried is not in the header
 */
export async function answerRows(input: AnswerInput): Promise<AnswersSummary> {
  const { contract } = input
  let block: RowBlock | undefined
  let reader: RowStream | undefined
  let waiting = Buffer.alloc(0)
  let bytes = 0
  for await (const chunk of input.bytes) {
    bytes += chunk.length
    if (reader === undefined) {
      waiting = Buffer.concat([waiting, chunk])
      const from = input.from ?? sniffRowFormat(waiting)
      if (from === undefined) continue
      reader = readerOf(from, contract)
      block = new RowBlock(input, from)
      await block.take(reader.push(waiting))
    } else {
      await block?.take(reader.push(chunk))
    }
    input.progress(block?.rows ?? 0, bytes)
  }
  if (reader === undefined || block === undefined) return { rows: 0, refused: 0, absent: [] }
  await block.take(reader.end())
  await block.flush()
  return { rows: block.rows, refused: block.refused, absent: [...block.absent] }
}

function readerOf(from: RowFormat, contract: Contract): RowStream {
  return from === 'csv' ? createCsvReader(contract) : createNdjsonReader()
}

type Slot =
  | { readonly kind: 'row'; readonly record: unknown }
  | { readonly kind: 'fault'; readonly fault: RowFault }

/** Rows that wait to be scored together, with the faults between them. */
class RowBlock {
  rows = 0
  refused = 0
  /** Features that no accepted row has had yet. */
  readonly absent: Set<string>
  readonly #input: AnswerInput
  readonly #answerer: BlockAnswerer
  readonly #reader
  readonly #encoded: Float64Array
  readonly #slots: Slot[] = []
  #filled = 0

  readonly #tensors: readonly PlacedTensor[]
  /** Names that the header must have, until it was looked at. */
  #carried: readonly string[]

  constructor(input: AnswerInput, from: RowFormat) {
    this.absent = new Set(featuresOf(input.contract).map(({ name }) => name))
    this.#tensors = placeTensors(input.contract)
    this.#carried = from === 'csv' ? input.carry : []
    this.#input = input
    this.#answerer = input.open(from)
    this.#reader = createRowReader(input.contract)
    this.#encoded = new Float64Array(blockRows * this.#reader.featureCount)
  }

  async take(rows: readonly InputRow[]): Promise<void> {
    for (const row of rows) {
      const fault = row.kind === 'fault' ? row.fault : this.#encode(row.record)
      this.rows++
      if (fault === undefined) {
        this.#accept(row.kind === 'row' ? row.record : undefined)
      } else {
        await this.#refuse(row.line, fault)
      }
      if (this.#slots.length === blockRows) await this.flush()
    }
  }

  async flush(): Promise<void> {
    const records = this.#slots.flatMap((slot) => (slot.kind === 'row' ? [slot.record] : []))
    const answers = await this.#answerer.answer({ records, encoded: this.#encoded })
    let text = this.#answerer.header()
    let at = 0
    for (const slot of this.#slots) {
      text += slot.kind === 'row' ? answers(at++) : this.#answerer.fault(slot.fault)
    }
    this.#slots.length = 0
    this.#filled = 0
    if (text !== '') await this.#input.write(text)
  }

  #accept(record: unknown): void {
    const names = record as Readonly<Record<string, unknown>> // the reader has accepted it
    for (const name of this.#carried)
      if (!Object.hasOwn(names, name)) throw notInHeader(name, names)
    this.#carried = []
    for (const name of this.absent) if (Object.hasOwn(names, name)) this.absent.delete(name)
    for (const tensor of this.#tensors) {
      if (!Object.hasOwn(names, tensor.name)) continue
      for (let i = 0; i < tensor.count; i++) this.absent.delete(elementName(tensor, i))
    }
    this.#slots.push({ kind: 'row', record })
    this.#filled++
  }

  #encode(record: unknown): RowFault | undefined {
    return this.#reader.read(record, this.#encoded, this.#filled * this.#reader.featureCount)
  }

  async #refuse(line: number, fault: RowFault): Promise<void> {
    this.refused++
    this.#input.refused(line, fault)
    this.#slots.push({ kind: 'fault', fault })
    if (!this.#input.failFast) return
    await this.flush()
    throw new Problem('rows-refused', `Stopped at line ${line}, the first that was refused.`)
  }
}

function notInHeader(name: string, columns: Readonly<Record<string, unknown>>): Problem {
  const nearest = findNearestName(name, Object.keys(columns))
  const meant = nearest === undefined ? '.' : `; did you mean ${nearest}?`
  return new Problem('usage', `--carry: the rows have no column ${JSON.stringify(name)}${meant}`)
}
