import type { Level } from '../../../contract/types.ts'
import { type Lowering, widthOf } from '../lower/lowering.ts'
import type { NodeReader } from '../lower/node-reader.ts'
import type { ColumnsValue } from '../lower/value.ts'
import type { Ngrams } from '../text/read-ngrams.ts'
import { levelIndex } from './mapping.ts'

/** Columns of one step. */
const mostColumns = 100_000

/**
 * How often n-grams stand in the columns of a row: every column is compared with every token, then each
 * n-gram is looked for at each place, and its places are added up.
 */
export function countInColumns(
  node: NodeReader,
  lowering: Lowering,
  x: ColumnsValue,
  ngrams: Ngrams,
): string {
  const width = widthOf(x)
  if (x.shape.length !== 1) throw node.refuse(`rows of ${x.shape.length} dimensions`, 'one')
  const tokens = [...new Set(ngrams.all.flatMap((ngram) => ngram.tokens))]
  const odd = tokens.find((token) => (typeof token === 'string') !== (x.element === 'string'))
  if (odd !== undefined) {
    throw node.corrupt('attribute/pool', `the token ${odd}`, `tokens of the type ${x.element}`)
  }
  const placesOfEach = width * Math.min(ngrams.skips + 1, width)
  if (Math.max(ngrams.all.length * placesOfEach, width * tokens.length) > mostColumns) {
    const found = `${ngrams.all.length} n-grams in ${width} columns`
    throw node.refuse(found, `at most ${mostColumns} comparisons`)
  }
  const places = placesOf(ngrams, width)
  if (places.length === 0) throw node.refuse(`n-grams longer than ${width} columns`, 'shorter ones')
  const isToken = compared(lowering, x, tokens)
  const numbers = new Map(tokens.map((token, i) => [token, i]))
  const at = (column: number, token: Level) => {
    return column * tokens.length + (numbers.get(token) as number)
  }
  const isThere = together(
    lowering,
    isToken,
    width * tokens.length,
    places.map(({ columns, tokens: own }) =>
      own.map((token, i) => at(columns[i] as number, token)),
    ),
  )
  const sums: number[][] = Array.from({ length: ngrams.columns }, () => [])
  for (const [i, { column }] of places.entries()) sums[column]?.push(i)
  const counts = added(lowering, isThere, places.length, sums)
  if (!ngrams.isBinary) return counts
  return lowering.step({ op: 'threshold@1', in: counts, bound: 0, orEqual: false })
}

/** An n-gram at a place of the row. */
interface Place {
  readonly column: number
  readonly tokens: readonly Level[]
  readonly columns: readonly number[]
}

/** From every column on, with as many columns between neighbours as may be; one token has no neighbour. */
function placesOf({ all, skips }: Ngrams, width: number): readonly Place[] {
  return all.flatMap(({ tokens, column }) =>
    Array.from({ length: tokens.length === 1 ? 1 : Math.min(skips + 1, width) }, (_, skip) => {
      const reach = (tokens.length - 1) * (skip + 1)
      return Array.from({ length: Math.max(0, width - reach) }, (_unused, start) => ({
        ...{ column, tokens },
        columns: tokens.map((_token, i) => start + i * (skip + 1)),
      }))
    }).flat(),
  )
}

/** 1 where a column is a token, tokens of a column side by side. */
function compared(lowering: Lowering, x: ColumnsValue, tokens: readonly Level[]): string {
  const width = widthOf(x)
  const pairs = Array.from({ length: width }, (_, column) =>
    tokens.map((token) => {
      const levels = x.levels?.[column]
      return levels === undefined ? Number(token) : (levelIndex(levels, String(token)) ?? -1)
    }),
  ).flat()
  return lowering.step({
    ...{ op: 'combine@1', in: lowering.exact(x), by: 'equal', round: 'no' },
    left: pairs.map((_, i) => Math.floor(i / tokens.length)),
    right: pairs.map((_, i) => width + i),
    constants: lowering.numbers(Float64Array.from(pairs)),
  })
}

/** 1 where all columns of a list are. */
function together(
  lowering: Lowering,
  name: string,
  width: number,
  lists: readonly (readonly number[])[],
): string {
  const longest = lists.reduce((most, list) => Math.max(most, list.length), 1)
  let all = lowering.select(
    name,
    width,
    lists.map((list) => list[0] as number),
  )
  for (let i = 1; i < longest; i++) {
    all = lowering.step({
      ...{ op: 'combine@1', in: lowering.concat([all, name]), by: 'and', round: 'no' },
      left: lists.map((_, k) => k),
      // A list that has ended stays what it is.
      right: lists.map((list, k) => (i < list.length ? lists.length + (list[i] as number) : k)),
    })
  }
  return all
}

/** Sums of lists of columns; none: zero. */
function added(
  lowering: Lowering,
  name: string,
  width: number,
  lists: readonly (readonly number[])[],
): string {
  let [sums, groups, own] = [name, lists, width]
  do {
    const pairs = groups.map((list) =>
      Array.from({ length: Math.max(1, Math.ceil(list.length / 2)) }, (_, i) => [
        list[2 * i] ?? own,
        list[2 * i + 1] ?? own,
      ]),
    )
    let next = 0
    const flat = pairs.flat()
    sums = lowering.step({
      ...{ op: 'combine@1', in: sums, by: 'add', round: 'no' },
      left: flat.map(([left]) => left as number),
      right: flat.map(([, right]) => right as number),
      constants: lowering.numbers(Float64Array.of(0)),
    })
    groups = pairs.map((list) => list.map(() => next++))
    own = flat.length
  } while (groups.some((list) => list.length > 1))
  return sums
}
