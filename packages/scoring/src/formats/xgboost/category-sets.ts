import type { Forest } from './forest.ts'
import type { Section } from './section.ts'

/** Codes from here on are no categories to XGBoost (OutOfRangeCat). */
const categoryEnd = 0x1000000
/** Words of all sets, 64 MB: a single listed code of 8 digits costs half a million. */
const mostWords = 1 << 24
const mostInteger = 0x7fffffff

/** Which nodes of a tree test categories, and which categories. */
export interface CategoryNodes {
  /** The set of a node, by its position in the file's lists; `undefined` for other nodes. */
  setOf(node: number): number | undefined
  readonly starts: Float64Array
  readonly sizes: Float64Array
  readonly categories: Float64Array
}

const none: CategoryNodes = {
  setOf: () => undefined,
  starts: new Float64Array(),
  sizes: new Float64Array(),
  categories: new Float64Array(),
}

/** Reads the lists of categories; files before 1.3 have none. @throws Refusal naming the entry */
export function readCategoryNodes(section: Section, nodeCount: number): CategoryNodes {
  if (!section.has('split_type')) return none
  const types = section.integers('split_type', { minimum: 0, maximum: 1 }, nodeCount)
  const within = { minimum: 0, maximum: nodeCount - 1 }
  const nodes = section.integers('categories_nodes', within)
  const any = { minimum: 0, maximum: mostInteger }
  const starts = section.integers('categories_segments', any, nodes.length)
  const sizes = section.integers('categories_sizes', { ...any, minimum: 1 }, nodes.length)
  const range = { minimum: 0, maximum: categoryEnd - 1 }
  const categories = section.integers('categories', range)
  const sets = new Map<number, number>()
  for (const [i, node] of nodes.entries()) {
    if (types[node] !== 1 || (i > 0 && node <= (nodes[i - 1] as number))) {
      const expected = 'the nodes with split_type 1, ascending'
      throw section.refuse(`categories_nodes/${i}`, { found: String(node), expected })
    }
    const end = (starts[i] as number) + (sizes[i] as number)
    if (end > categories.length) {
      const expected = `at most ${categories.length}, the length of categories`
      throw section.refuse(`categories_sizes/${i}`, { found: `an end at ${end}`, expected })
    }
    sets.set(node, i)
  }
  checkTotal(section, sizes, categories.length)
  const lacking = types.findIndex((type, node) => type === 1 && !sets.has(node))
  if (lacking >= 0) {
    const detail = { found: '1', expected: '0, as categories_nodes does not list this node' }
    throw section.refuse(`split_type/${lacking}`, detail)
  }
  return { setOf: (node) => sets.get(node), starts, sizes, categories }
}

/** Sets do not overlap: a list that many nodes shared would be worked through once for each. */
function checkTotal(section: Section, sizes: Float64Array, length: number): void {
  const total = sizes.reduce((sum, size) => sum + size, 0)
  if (total <= length) return
  const expected = `${length}, the length of categories`
  throw section.refuse('categories_sizes', { found: `${total} entries in all`, expected })
}

/** Appends a set to the forest. @returns its index there */
export function appendCategorySets(
  { setWords, setEnds }: Forest,
  section: Section,
  { starts, sizes, categories }: CategoryNodes,
  set: number,
): number {
  const start = starts[set] as number
  const listed = categories.subarray(start, start + (sizes[set] as number))
  const largest = listed.reduce((most, category) => Math.max(most, category), 0)
  const words = Math.floor(largest / 32) + 1
  if (setWords.length + words > mostWords) {
    const found = `category ${largest} after ${setWords.length} words of sets`
    const detail = { found, expected: `at most ${mostWords} words` }
    throw section.refuse(`categories_segments/${set}`, detail, 'model-unsupported')
  }
  const first = setWords.extend(words)
  for (let i = 0; i < words; i++) setWords.set(first + i, 0)
  for (const category of listed) {
    const at = first + (category >>> 5)
    setWords.set(at, setWords.at(at) | (1 << (category & 31)))
  }
  setEnds.push(setWords.length)
  return setEnds.length - 1
}
