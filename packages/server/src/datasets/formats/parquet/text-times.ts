import type { Zone } from '../../../platform/zone.ts'
import { quote, unreadable } from '../../problems.ts'
import type { Column, Levels, TimestampColumn } from '../../types.ts'
import { parseTime } from '../text-kinds.ts'

/** Times that a Parquet file holds as text, read as those of text formats; each text is read once. */
export class TextTimes {
  readonly #file: string
  readonly #zone: Zone
  readonly #times = new WeakMap<Levels, number[]>()

  constructor(file: string, zone: Zone) {
    this.#file = file
    this.#zone = zone
  }

  /**
   * @param first number of the column's first row in the file
   * @throws Problem `data-unreadable` for text that is no time, with its row
   */
  read(name: string, column: Column, first: number): TimestampColumn {
    if (column.kind !== 'text') throw new TypeError(`${name} is no text`)
    const { codes, levels } = column
    const table = this.#tableOf(levels)
    const values = new Float64Array(codes.length)
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row] ?? -1
      if (code < 0) values[row] = Number.NaN
      else {
        table[code] ??= this.#timeOf(levels.texts[code] ?? '', name, first + row)
        values[row] = table[code] as number // was filled
      }
    }
    return { kind: 'timestamp', values }
  }

  #timeOf(text: string, name: string, row: number): number {
    const time = parseTime(text, this.#zone)
    if (time !== undefined) return time
    const place = `column ${quote(name)}, row ${row + 1}`
    throw unreadable(this.#file, place, quote(text), 'a time, as `time.column` says')
  }

  #tableOf(levels: Levels): number[] {
    const known = this.#times.get(levels)
    if (known !== undefined) return known
    const table: number[] = []
    this.#times.set(levels, table)
    return table
  }
}
