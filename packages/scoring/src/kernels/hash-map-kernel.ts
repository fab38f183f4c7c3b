import { type HashMapArrays, hashMapArrays, lengthOf } from '../ir/ops/hash-map.ts'
import type { HashMapStep } from '../ir/types.ts'
import type { Kernel } from './kernel.ts'
import { type Hash64, mixHash } from './mix-hash.ts'

export const hashMapKernel: Kernel<HashMapStep> = {
  compile: (step, compilation, { data: out }) => {
    const { data, width } = compilation.block(step.in)
    const arrays = hashMapArrays(step, compilation.coefficients)
    const { tables, values, fallback } = arrays
    const firstOf = firstValues(arrays)
    const found = new Int32Array(arrays.keyOffsets.length - 1)
    const hash: Hash64 = { low: 0, high: 0 }
    return (count) => {
      for (let row = 0; row < count; row++) {
        for (let table = 0; table < found.length; table++) {
          const known = hashRow(arrays, table, data, row * width, hash)
          found[table] = known ? findKey(arrays, table, hash) : -1
        }
        for (let target = 0; target < tables.length; target++) {
          const at = found[tables[target] as number] as number
          const value = at < 0 ? fallback[target] : values[(firstOf[target] as number) + at]
          out[row * tables.length + target] = value as number // checked at load
        }
      }
    }
  },
}

/** Where the values of each target start. */
function firstValues(arrays: HashMapArrays): Int32Array {
  let next = 0
  return Int32Array.from(arrays.tables, (table) => {
    const first = next
    next += lengthOf(arrays, table)
    return first
  })
}

/** @returns whether every column holds a whole number of 32 bits */
function hashRow(
  { columnOffsets, columns }: HashMapArrays,
  table: number,
  data: Float64Array,
  row: number,
  hash: Hash64,
): boolean {
  hash.low = 0
  hash.high = 0
  const end = columnOffsets[table + 1] as number
  for (let i = columnOffsets[table] as number; i < end; i++) {
    const value = data[row + (columns[i] as number)] as number
    const word = value | 0
    if (word !== value) return false
    mixHash(hash, word)
  }
  return true
}

/** By halves: keys climb within a table. */
function findKey({ keyOffsets, keys }: HashMapArrays, table: number, hash: Hash64): number {
  const start = keyOffsets[table] as number
  const { low, high } = hash
  let [from, until] = [start, keyOffsets[table + 1] as number]
  while (from < until) {
    const middle = (from + until) >>> 1
    const keyHigh = keys[2 * middle + 1] as number
    const keyLow = keys[2 * middle] as number
    if (keyHigh === high && keyLow === low) return middle - start
    if (keyHigh < high || (keyHigh === high && keyLow < low)) from = middle + 1
    else until = middle
  }
  return -1
}
