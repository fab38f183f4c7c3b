import { corrupt } from '../../corrupt.ts'
import { limits } from '../limits.ts'
import {
  checkFinite,
  checkOffsets,
  checkRange,
  float64Of,
  int32Of,
  placeOf,
  uint32Of,
} from '../tensors.ts'
import type { Coefficients, HashMapStep } from '../types.ts'
import type { Op } from './op.ts'

const multiplier = 0x4906ba494954cb65n
const mask = (1n << 64n) - 1n

/** Numbers of combinations of hashes by a table of 64-bit keys, as CatBoost looks up its statistics. */
export const hashMapOp: Op<HashMapStep> = {
  op: 'hashMap@1',
  parse: (fields) => ({
    op: 'hashMap@1',
    in: fields.name('in'),
    out: fields.name('out'),
    targets: fields.integer('targets', 1, limits.width),
    columnOffsets: fields.name('columnOffsets'),
    columns: fields.name('columns'),
    keyOffsets: fields.name('keyOffsets'),
    keys: fields.name('keys'),
    tables: fields.name('tables'),
    values: fields.name('values'),
    fallback: fields.name('fallback'),
  }),
  inputs: (step) => [step.in],
  coefficients: (step) => [
    ...[step.columnOffsets, step.columns, step.keyOffsets, step.keys],
    ...[step.tables, step.values, step.fallback],
  ],
  width: (step) => step.targets,
  validate: (step, { coefficients, widthOf }) =>
    checkTables(step, hashMapArrays(step, coefficients), widthOf(step.in)),
  execute: (step, row) => {
    const x = row.value(step.in)
    const arrays = hashMapArrays(step, row.coefficients)
    const found = Array.from({ length: arrays.keyOffsets.length - 1 }, (_, table) =>
      findKey(arrays, table, hashOf(arrays, table, x)),
    )
    let first = 0
    return Float64Array.from(arrays.tables, (table, target) => {
      const at = found[table] ?? -1
      const value = at < 0 ? arrays.fallback[target] : arrays.values[first + at]
      first += lengthOf(arrays, table)
      return value as number // tables and lengths were checked
    })
  },
}

/** The coefficients of a hash map, looked up once. */
export interface HashMapArrays {
  readonly columnOffsets: Int32Array
  readonly columns: Int32Array
  readonly keyOffsets: Int32Array
  /** Low word, high word, for each key. */
  readonly keys: Uint32Array
  readonly tables: Int32Array
  readonly values: Float64Array
  readonly fallback: Float64Array
}

/** @throws Refusal when an array is absent, of another type, or not as long as its fellows */
export function hashMapArrays(step: HashMapStep, all: Coefficients): HashMapArrays {
  const columnOffsets = int32Of(all, step.columnOffsets)
  return {
    columnOffsets,
    columns: int32Of(all, step.columns),
    keyOffsets: int32Of(all, step.keyOffsets, [columnOffsets.length]),
    keys: uint32Of(all, step.keys),
    tables: int32Of(all, step.tables, [step.targets]),
    values: float64Of(all, step.values),
    fallback: float64Of(all, step.fallback, [step.targets]),
  }
}

/** How many keys a table has. */
export function lengthOf({ keyOffsets }: HashMapArrays, table: number): number {
  return (keyOffsets[table + 1] as number) - (keyOffsets[table] as number)
}

/** `undefined` where a column holds no whole number of 32 bits. */
function hashOf(
  { columnOffsets, columns }: HashMapArrays,
  table: number,
  x: Float64Array,
): bigint | undefined {
  let hash = 0n
  for (let i = columnOffsets[table] as number; i < (columnOffsets[table + 1] as number); i++) {
    const value = x[columns[i] as number] as number
    if ((value | 0) !== value) return undefined
    hash = (multiplier * (hash + multiplier * BigInt.asUintN(64, BigInt(value)))) & mask
  }
  return hash
}

/** Place of a key in its table, or -1. */
function findKey(arrays: HashMapArrays, table: number, hash: bigint | undefined): number {
  const start = arrays.keyOffsets[table] as number
  for (let i = 0; i < lengthOf(arrays, table); i++) {
    if (keyAt(arrays, start + i) === hash) return i
  }
  return -1
}

function keyAt({ keys }: HashMapArrays, at: number): bigint {
  return (BigInt(keys[2 * at + 1] as number) << 32n) | BigInt(keys[2 * at] as number)
}

function checkTables(step: HashMapStep, arrays: HashMapArrays, width: number): void {
  const { columnOffsets, columns, keyOffsets, keys, tables, values, fallback } = arrays
  checkOffsets(step.columnOffsets, columnOffsets, columns.length)
  checkRange(step.columns, columns, { minimum: 0, maximum: width - 1 })
  checkOffsets(step.keyOffsets, keyOffsets, keys.length / 2)
  checkRange(step.tables, tables, { minimum: 0, maximum: keyOffsets.length - 2 })
  checkFinite(step.values, values)
  checkFinite(step.fallback, fallback)
  const count = tables.reduce((sum, table) => sum + lengthOf(arrays, table), 0)
  if (values.length !== count) {
    throw corrupt(placeOf(step.values), `${values.length} entries`, `${count}, one a key`)
  }
  checkOrder(step, arrays)
}

/** Keys climb within a table, so that an execution may search by halves. */
function checkOrder(step: HashMapStep, arrays: HashMapArrays): void {
  for (let table = 0; table + 1 < arrays.keyOffsets.length; table++) {
    const start = arrays.keyOffsets[table] as number
    for (let at = start + 1; at < start + lengthOf(arrays, table); at++) {
      if (keyAt(arrays, at - 1) < keyAt(arrays, at)) continue
      throw corrupt(placeOf(step.keys, 2 * at), 'a key not above the one before', 'climbing keys')
    }
  }
}
