import type { Level } from '../../../contract/types.ts'
import type { NodeReader } from '../lower/node-reader.ts'

/** What TfIdfVectorizer counts. */
export interface Ngrams {
  readonly all: readonly Ngram[]
  /** Columns of the answer; those that no n-gram has are zero. */
  readonly columns: number
  readonly smallest: number
  readonly largest: number
  /** Most tokens between two neighbours of an n-gram. */
  readonly skips: number
  /** Whether it is in the row, and not how often. */
  readonly isBinary: boolean
  /** By column; absent: all are 1. */
  readonly weights?: Float64Array
}

export interface Ngram {
  readonly tokens: readonly Level[]
  readonly column: number
}

/** The n-grams of the sizes that are asked for; others in the pool are not counted. */
export function readNgrams(node: NodeReader): Ngrams {
  const texts = node.texts('pool_strings')
  const pool: readonly Level[] = texts.length > 0 ? texts : node.ints('pool_int64s')
  const columnsOfAll = node.ints('ngram_indexes')
  const [smallest, largest] = [node.int('min_gram_length'), node.int('max_gram_length')]
  const skips = node.int('max_skip_count')
  if (!(smallest >= 1 && largest >= smallest && skips >= 0)) {
    const found = `sizes ${smallest} to ${largest}, ${skips} between`
    throw node.corrupt('attribute', found, 'sizes from 1 on, and none below 0 between')
  }
  const ngrams = cut(node, pool)
  if (ngrams.length !== columnsOfAll.length) {
    const found = `${columnsOfAll.length} indexes`
    throw node.corrupt('attribute/ngram_indexes', found, `${ngrams.length}, one for each n-gram`)
  }
  const bad = columnsOfAll.find((column) => !(column >= 0 && column < ngrams.length))
  if (bad !== undefined) throw node.refuse(`the column ${bad}`, `0 to ${ngrams.length - 1}`)
  const all = ngrams
    .map((tokens, i) => ({ tokens, column: columnsOfAll[i] as number }))
    .filter(({ tokens }) => tokens.length >= smallest && tokens.length <= largest)
  if (new Set(all.map(({ tokens }) => JSON.stringify(tokens))).size < all.length) {
    throw node.corrupt('attribute/pool', 'an n-gram twice', 'each n-gram once')
  }
  const columns = columnsOfAll.reduce((most, column) => Math.max(most, column + 1), 0)
  const mode = node.choice('mode', '', ['TF', 'IDF', 'TFIDF', ''])
  if (mode === '') throw node.corrupt('attribute/mode', 'nothing', 'TF, IDF or TFIDF')
  const weights = mode === 'TF' ? undefined : weightsOf(node, columnsOfAll, columns)
  return {
    ...{ all, columns, smallest, largest, skips, isBinary: mode === 'IDF' },
    ...(weights && { weights }),
  }
}

/** The pool, n-gram by n-gram: those of one token, then those of two, … */
function cut(node: NodeReader, pool: readonly Level[]): readonly (readonly Level[])[] {
  const starts = node.ints('ngram_counts')
  return starts.flatMap((start, i) => {
    const [size, end] = [i + 1, starts[i + 1] ?? pool.length]
    if (!(start >= 0 && end >= start && end <= pool.length) || (end - start) % size !== 0) {
      const found = `tokens ${start} to ${end}`
      throw node.corrupt(`attribute/ngram_counts/${i}`, found, `n-grams of ${size} within the pool`)
    }
    return Array.from({ length: (end - start) / size }, (_, k) =>
      pool.slice(start + k * size, start + (k + 1) * size),
    )
  })
}

/** The weight of each column's n-gram. */
function weightsOf(
  node: NodeReader,
  columnOf: readonly number[],
  columns: number,
): Float64Array | undefined {
  const weights = node.floats('weights')
  if (weights.length === 0) return undefined
  const bad = weights.find((weight) => !Number.isFinite(weight))
  if (bad !== undefined) throw node.refuse(`the weight ${bad}`, 'finite weights')
  if (weights.length !== columnOf.length) {
    const found = `${weights.length} weights`
    throw node.corrupt('attribute/weights', found, `${columnOf.length}, one for each n-gram`)
  }
  const made = new Float64Array(columns)
  for (const [i, column] of columnOf.entries()) made[column] = weights[i] as number
  return made
}
