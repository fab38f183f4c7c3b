import { aContract, aField } from '../../contract/testing/contracts.ts'
import type { InputRow, RowStream } from '../input-row.ts'
import { describeFault } from '../row-fault.ts'

/** A number, a category with a level called NaN, a boolean, and a carried text. */
export const contract = aContract({
  inputs: [
    aField('distance'),
    aField('origin', { type: 'category', levels: ['ABQ', 'NaN'], unknownLevel: 'accept' }),
    aField('late', { type: 'boolean' }),
    aField('id', { role: 'carried', type: 'text' }),
  ],
})

/** All rows of a text that comes in chunks. */
export function read(
  stream: RowStream,
  text: string,
  chunkSize = Number.POSITIVE_INFINITY,
): InputRow[] {
  const bytes = new TextEncoder().encode(text)
  const rows: InputRow[] = []
  for (let at = 0; at < bytes.length; at += chunkSize) {
    rows.push(...stream.push(bytes.slice(at, at + chunkSize)))
  }
  return [...rows, ...stream.end()]
}

/** The row that was read from a line. */
export function row(line: number, record: object): InputRow {
  return { kind: 'row', line, record }
}

/** A fault in words, with its value; nothing for a row. */
export function faultText(one: InputRow | undefined): string {
  return one?.kind === 'fault' ? describeFault(one.fault, true) : ''
}
