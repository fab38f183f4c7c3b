import { limits } from '../../ir/limits.ts'
import { Forest } from './forest.ts'
import type { Header } from './header.ts'
import { type Line, type LineScanner, refuseLine } from './lines.ts'
import { appendTree } from './tree.ts'
import { readTreeBlock } from './tree-block.ts'

/** Reads the trees up to the line `end of trees`. @throws Refusal naming the line */
export function readTrees(scanner: LineScanner, header: Header): Forest {
  const forest = new Forest()
  const guard = new SizeGuard(header)
  let line: Line = header.next
  while (scanner.text(line) !== 'end of trees') {
    checkHeading(scanner, line, forest.roots.length)
    guard.check(line, forest.roots.length)
    appendTree(forest, scanner, readTreeBlock(scanner, line), header.featureNames.length)
    checkCost(line, forest.comparisons)
    line = nextHeading(scanner)
  }
  guard.checkCount(line, forest.roots.length)
  if (forest.roots.length % header.treesPerIteration !== 0) {
    const expected = `a multiple of num_tree_per_iteration, ${header.treesPerIteration}`
    throw refuseLine(line, '', { found: `${forest.roots.length} trees`, expected })
  }
  return forest
}

function nextHeading(scanner: LineScanner): Line {
  for (;;) {
    const line = scanner.next()
    if (line === undefined) {
      const detail = { found: 'the end of the file', expected: '"Tree=" or "end of trees"' }
      throw refuseLine(scanner.atEnd(), '', detail)
    }
    if (line.start < line.end) return line
  }
}

function checkHeading(scanner: LineScanner, line: Line, tree: number): void {
  const expected = `Tree=${tree}`
  const found = scanner.text(line)
  if (found !== expected) throw refuseLine(line, '', { found, expected: `"${expected}"` })
  if (tree < limits.trees) return
  const detail = { found: `tree ${tree}`, expected: `at most ${limits.trees} trees` }
  throw refuseLine(line, '', detail, 'model-unsupported')
}

function checkCost(line: Line, comparisons: number): void {
  if (comparisons <= limits.comparisonsPerRow) return
  const found = `${comparisons} comparisons for one row up to this tree`
  const expected = `at most ${limits.comparisonsPerRow}`
  throw refuseLine(line, '', { found, expected }, 'model-unsupported')
}

/** LightGBM jumps from tree to tree by `tree_sizes`: the sizes must be true. */
class SizeGuard {
  readonly #sizes: Header['treeSizes']
  #expectedStart: number

  constructor({ treeSizes, next }: Header) {
    this.#sizes = treeSizes
    this.#expectedStart = next.start
  }

  check(line: Line, tree: number): void {
    if (this.#sizes === undefined) return
    const size = this.#sizes.sizes[tree]
    if (line.start === this.#expectedStart && size !== undefined) {
      this.#expectedStart += size
      return
    }
    throw refuseLine(line, '', {
      found: `tree ${tree} at byte ${line.start}`,
      expected: size === undefined ? 'no more trees' : `it at byte ${this.#expectedStart}`,
      hint: 'tree_sizes and the trees disagree: the file was edited or its line ends were changed',
    })
  }

  checkCount(line: Line, trees: number): void {
    if (this.#sizes === undefined || this.#sizes.sizes.length === trees) return
    const expected = `${this.#sizes.sizes.length}, as tree_sizes says`
    throw refuseLine(line, '', { found: `${trees} trees`, expected })
  }
}
