import { mostCharacters } from '../../ir/text/text-tables.ts'

/** By character, the bits of the range tables that it is in. */
export function kindTable(tables: readonly (readonly [number, Uint32Array])[]): Uint8Array {
  const kinds = new Uint8Array(mostCharacters)
  for (const [bit, ranges] of tables) {
    for (let i = 0; i < ranges.length; i += 2) {
      for (let code = ranges[i] as number; code < (ranges[i + 1] as number); code++) {
        kinds[code] = (kinds[code] as number) | bit
      }
    }
  }
  return kinds
}
