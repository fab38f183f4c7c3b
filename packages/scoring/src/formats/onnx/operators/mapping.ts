import type { Level } from '../../../contract/types.ts'
import { columnsOf, type Lowering, widthOf } from '../lower/lowering.ts'
import type { NodeReader } from '../lower/node-reader.ts'
import type { ColumnsValue, Levels } from '../lower/value.ts'
import type { ElementType } from '../types.ts'

/** Numbers or texts that stand for others, and what stands for the rest. */
export interface Mapping {
  readonly keys: readonly Level[]
  readonly values: readonly Level[]
  readonly otherwise: Level
  /** Type of the values. */
  readonly element: ElementType
}

/** Every element of a value as a table says. */
export function mapElements(
  node: NodeReader,
  lowering: Lowering,
  x: ColumnsValue,
  mapping: Mapping,
): ColumnsValue {
  checkMapping(node, x, mapping)
  const texts = mapping.element === 'string' ? textsOf(mapping) : undefined
  const toNumber = (level: Level) =>
    texts === undefined ? Number(level) : texts.indexOf(String(level))
  const name = mapColumns(node, lowering, x, {
    keys: mapping.keys,
    values: mapping.values.map(toNumber),
    otherwise: toNumber(mapping.otherwise),
  })
  const value = columnsOf(name, mapping.element, x.shape)
  const levels = texts && x.shape.length <= 1 && widthOf(x) === 1 ? texts : undefined
  return {
    ...value,
    ...(texts && { levels: Array.from({ length: widthOf(x) }, () => ({ texts, isOpen: false })) }),
    ...(x.classes !== undefined
      ? {
          classes: {
            index: x.classes.index,
            levels: x.classes.levels.map((l) => look(mapping, l)),
          },
        }
      : levels !== undefined && { classes: { index: name, levels } }),
  }
}

/** Whole numbers and singles are looked up as they are; so many columns, so many tables. */
export function mapColumns(
  node: NodeReader,
  lowering: Lowering,
  x: ColumnsValue,
  table: {
    readonly keys: readonly Level[]
    readonly values: readonly number[]
    readonly otherwise: number
  },
): string {
  const columns = Array.from({ length: widthOf(x) }, (_, i) => i)
  const lists = columns.map((column) => keysOf(x, column, table.keys, table.values))
  const atNaN = table.keys.findIndex((key) => typeof key === 'number' && Number.isNaN(key))
  const missing = atNaN < 0 ? table.otherwise : (table.values[atNaN] as number)
  const bad = table.values.find((value) => !Number.isFinite(value))
  if (bad !== undefined) throw node.refuse(`a key that stands for ${bad}`, 'finite values')
  let end = 0
  return lowering.step({
    op: 'ordinalMap@1',
    in: lowering.exact(x),
    columns,
    offsets: lowering.numbers(Int32Array.from([0, ...lists.map((list) => (end += list.length))])),
    keys: lowering.numbers(Float64Array.from(lists.flat(), ([key]) => key)),
    values: lowering.numbers(Float64Array.from(lists.flat(), ([, value]) => value)),
    fallback: lowering.numbers(new Float64Array(columns.length).fill(table.otherwise)),
    missing: lowering.numbers(new Float64Array(columns.length).fill(missing)),
  })
}

/** Keys as numbers of the column, climbing, each with its value. */
function keysOf(
  x: ColumnsValue,
  column: number,
  keys: readonly Level[],
  values: readonly number[],
): readonly (readonly [number, number])[] {
  const levels = x.levels?.[column]
  const pairs = keys.flatMap((key, i): readonly (readonly [number, number])[] => {
    const number = levels === undefined ? 0 + Number(key) : levelIndex(levels, String(key))
    return number === undefined || Number.isNaN(number) ? [] : [[number, values[i] as number]]
  })
  return pairs.sort(([a], [b]) => a - b)
}

/** Where a text stands in the levels of a column; of an input, it is added. */
export function levelIndex({ texts, isOpen }: Levels, text: string): number | undefined {
  const at = texts.indexOf(text)
  if (at >= 0) return at
  return isOpen ? texts.push(text) - 1 : undefined
}

function checkMapping(node: NodeReader, x: ColumnsValue, { keys, values }: Mapping): void {
  if (keys.length !== values.length) {
    const found = `${values.length} values`
    throw node.corrupt('attribute', found, `${keys.length}, one for each key`)
  }
  if (new Set(keys.map((key) => (key === 0 ? 0 : key))).size < keys.length) {
    throw node.corrupt('attribute', 'a key twice', 'each key once')
  }
  const isText = x.element === 'string'
  const odd = keys.find((key) => (typeof key === 'string') !== isText)
  if (odd !== undefined) {
    throw node.corrupt('attribute', `the key ${odd}`, `keys of the type ${x.element}`)
  }
}

function textsOf({ values, otherwise }: Mapping): string[] {
  return [...new Set([...values, otherwise].map(String))]
}

function look({ keys, values, otherwise }: Mapping, level: Level): Level {
  return values[keys.indexOf(level)] ?? otherwise
}
