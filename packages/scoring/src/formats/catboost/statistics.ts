import type { ModelBuilder } from '../../ir/builder.ts'
import { refuseAt } from '../refuse-at.ts'
import type { CategoryColumns } from './category-columns.ts'
import type { ColumnParts } from './column-parts.ts'
import type { Element } from './ctrs.ts'
import { joinNumbers } from './join-numbers.ts'

export interface StatisticParts extends ColumnParts {
  readonly hashes: CategoryColumns | undefined
  readonly flags: CategoryColumns | undefined
}

/** The statistics of a row's combinations, one column each. @returns the value that holds them */
export function buildStatistics(builder: ModelBuilder, row: string, parts: StatisticParts): string {
  const { ctrs, tables } = parts.ctrs
  const above = bordersAbove(builder, row, parts)
  const blocks = [parts.hashes, parts.flags, above].filter((block) => block !== undefined)
  const digits =
    blocks.length === 1
      ? (blocks[0]?.out ?? '')
      : builder.step({ op: 'concat@1', in: blocks.map(({ out }) => out), out: 'digits' })
  const columnOf = (element: Element) => placeOf(element, parts, above)
  const columns = tables.map(({ elements }) => elements.map(columnOf))
  const keys = tables.map(({ table }) => wordsOf(table.hashes))
  return builder.step({
    op: 'hashMap@1',
    in: digits,
    out: 'statistics',
    targets: ctrs.length,
    columnOffsets: builder.coefficient('statistics.columnOffsets', offsetsOf(columns)),
    columns: builder.coefficient('statistics.columns', Int32Array.from(columns.flat())),
    keyOffsets: builder.coefficient(
      'statistics.keyOffsets',
      offsetsOf(tables.map(({ table }) => table.hashes)),
    ),
    keys: builder.coefficient('statistics.keys', joinNumbers(Uint32Array, keys)),
    tables: builder.coefficient(
      'statistics.tables',
      Int32Array.from(ctrs, ({ table }) => table),
    ),
    values: builder.coefficient(
      'statistics.values',
      joinNumbers(
        Float64Array,
        ctrs.map(({ values }) => values),
      ),
    ),
    fallback: builder.coefficient(
      'statistics.fallback',
      Float64Array.from(ctrs, ({ unseen }) => unseen),
    ),
  })
}

interface AboveColumns {
  readonly out: string
  readonly placeOf: (feature: number, border: number) => number
}

/** Of every number that combinations are made of: 1 above its border, else 0. */
function bordersAbove(
  builder: ModelBuilder,
  row: string,
  { features, ctrs }: ColumnParts,
): AboveColumns | undefined {
  const asked = new Map<string, { readonly feature: number; readonly border: number }>()
  for (const element of ctrs.tables.flatMap(({ elements }) => elements)) {
    if (element.kind !== 'above') continue
    asked.set(`${element.feature} ${element.border}`, element)
  }
  const list = [...asked.values()]
  if (list.length === 0) return undefined
  const chosen = list.map(({ feature }) => {
    const found = features.floats.get(feature)
    if (found !== undefined) return found
    const detail = { found: `the number feature ${feature}`, expected: 'a feature of the model' }
    throw refuseAt('/features_info/ctrs', detail)
  })
  const all = list.map((_, i) => i)
  builder.step({ op: 'select@1', in: row, out: 'asked', columns: chosen.map(({ flat }) => flat) })
  builder.step({ op: 'cast@1', in: 'asked', out: 'singles', to: 'f32' })
  builder.step({
    op: 'bin@1',
    in: 'singles',
    out: 'above',
    columns: all,
    offsets: builder.coefficient('above.offsets', Int32Array.of(0, ...all.map((i) => i + 1))),
    edges: builder.coefficient(
      'above.edges',
      Float64Array.from(list, ({ border }) => border),
    ),
    upperEdge: 'inside',
  })
  const values = Float64Array.from(chosen, ({ missingIsAbove }) => Number(missingIsAbove))
  const out = builder.step({
    op: 'impute@1',
    in: 'above',
    out: 'bits',
    columns: all,
    values: builder.coefficient('above.missing', values),
  })
  const keys = [...asked.keys()]
  return { out, placeOf: (feature, border) => keys.indexOf(`${feature} ${border}`) }
}

function placeOf(
  element: Element,
  { hashes, flags }: StatisticParts,
  above: AboveColumns | undefined,
): number {
  const flagsAt = hashes?.width ?? 0
  switch (element.kind) {
    case 'category':
      return hashes?.placeOf(element.feature) ?? 0
    case 'equals':
      return flagsAt + (flags?.placeOf(element.feature, element.value) ?? 0)
    case 'above':
      return flagsAt + (flags?.width ?? 0) + (above?.placeOf(element.feature, element.border) ?? 0)
  }
}

function offsetsOf(lists: readonly ArrayLike<unknown>[]): Int32Array {
  let end = 0
  return Int32Array.of(0, ...lists.map((list) => (end += list.length)))
}

/** Low word, high word of each. */
function wordsOf(hashes: BigUint64Array): Uint32Array {
  return Uint32Array.from({ length: 2 * hashes.length }, (_, i) => {
    const hash = hashes[i >> 1] as bigint // i is below twice the length
    return Number(i % 2 === 0 ? hash & 0xffffffffn : hash >> 32n)
  })
}
