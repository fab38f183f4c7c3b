import type { ModelBuilder } from '../../ir/builder.ts'
import type { ColumnParts } from './column-parts.ts'
import type { Element } from './ctrs.ts'
import type { KnownCategory } from './levels.ts'

/** A block of columns made of the codes of categories. */
export interface CategoryColumns {
  readonly out: string
  readonly width: number
  /** Which column is that of a feature, or of one of its categories. */
  placeOf(feature: number, value?: number): number | undefined
}

/** Of every category that is asked for by itself: 1 where a row has it, else 0. */
export function categoryFlags(
  builder: ModelBuilder,
  row: string,
  parts: ColumnParts,
): CategoryColumns | undefined {
  const asked = new Map<string, { readonly feature: number; readonly value: number }>()
  const ask = (feature: number, value: number) =>
    asked.set(`${feature} ${value}`, { feature, value })
  for (const split of parts.splits) {
    if (split.kind === 'category') ask(split.feature, split.value)
  }
  for (const { elements } of parts.ctrs.tables) {
    for (const element of elements.filter(isEquals)) ask(element.feature, element.value)
  }
  const columns = [...asked.values()].map(({ feature, value }) => ({
    feature,
    entries: codesOf(parts, feature)
      .filter(({ hash }) => hash === value)
      .map(({ code }) => [code, 1] as const),
  }))
  const out = mapColumns(builder, row, parts, { name: 'flags', columns, other: 0 })
  const keys = [...asked.keys()]
  if (out === undefined) return undefined
  return { out, width: keys.length, placeOf: (f, value) => keys.indexOf(`${f} ${value}`) }
}

/** Of every feature that combinations are made of: the hash of a row's category, NaN if unseen. */
export function categoryHashes(
  builder: ModelBuilder,
  row: string,
  parts: ColumnParts,
): CategoryColumns | undefined {
  const elements = parts.ctrs.tables.flatMap((table) => table.elements)
  const combined = elements.flatMap((one) => (one.kind === 'category' ? [one.feature] : []))
  const features = [...new Set(combined)].sort((a, b) => a - b)
  const columns = features.map((feature) => ({
    feature,
    entries: codesOf(parts, feature).map(({ code, hash }) => [code, hash] as const),
  }))
  const out = mapColumns(builder, row, parts, { name: 'hashes', columns, other: Number.NaN })
  if (out === undefined) return undefined
  return { out, width: features.length, placeOf: (feature) => features.indexOf(feature) }
}

function isEquals(element: Element): element is Element & { kind: 'equals' } {
  return element.kind === 'equals'
}

function codesOf(
  { categories }: ColumnParts,
  feature: number,
): readonly (KnownCategory & { readonly code: number })[] {
  return (categories.get(feature) ?? []).map((category, code) => ({ ...category, code }))
}

interface Mapping {
  readonly name: string
  readonly columns: readonly {
    readonly feature: number
    /** Code and number, by climbing code. */
    readonly entries: readonly (readonly [number, number])[]
  }[]
  readonly other: number
}

function mapColumns(
  builder: ModelBuilder,
  row: string,
  { features }: ColumnParts,
  { name, columns, other }: Mapping,
): string | undefined {
  if (columns.length === 0) return undefined
  const entries = columns.flatMap((column) => column.entries)
  let end = 0
  const ends = columns.map((column) => {
    end += column.entries.length
    return end
  })
  const others = () => new Float64Array(columns.length).fill(other)
  return builder.step({
    op: 'ordinalMap@1',
    in: row,
    out: name,
    columns: columns.map(({ feature }) => features.categories.get(feature)?.flat ?? 0),
    offsets: builder.coefficient(`${name}.offsets`, Int32Array.of(0, ...ends)),
    keys: builder.coefficient(
      `${name}.keys`,
      Float64Array.from(entries, ([code]) => code),
    ),
    values: builder.coefficient(
      `${name}.values`,
      Float64Array.from(entries, ([, value]) => value),
    ),
    fallback: builder.coefficient(`${name}.fallback`, others()),
    missing: builder.coefficient(`${name}.missing`, others()),
  })
}
