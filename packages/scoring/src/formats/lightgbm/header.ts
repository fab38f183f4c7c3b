import { contractLimits } from '../../contract/contract-shape.ts'
import { maximumTextLength } from '../../contract/shape.ts'
import { decodeUtf8 } from '../../platform-globals.ts'
import { type Line, type LineScanner, refuseLine } from './lines.ts'
import { readInteger } from './numbers.ts'

const versions: readonly string[] = ['v2', 'v3', 'v4']
const mostHeaderLines = 100
const mostClasses = 100_000

/** The lines before the first tree. */
export interface Header {
  readonly classCount: number
  readonly treesPerIteration: number
  readonly featureNames: readonly string[]
  readonly featureInfos: readonly string[]
  /** Absent for a custom objective. */
  readonly objective?: { readonly line: Line; readonly text: string }
  /** A random forest: answers are means over the iterations. */
  readonly averageOutput: boolean
  /** Bytes of each tree, where the file lists them. */
  readonly treeSizes?: { readonly line: Line; readonly sizes: readonly number[] }
  /** The first `Tree=` or `end of trees` line. */
  readonly next: Line
}

/** Reads up to the first tree. @throws Refusal naming the line */
export function readHeader(scanner: LineScanner): Header {
  const first = scanner.next() ?? scanner.atEnd()
  if (scanner.text(first) !== 'tree') {
    throw refuseLine(first, '', { found: scanner.text(first), expected: '"tree"' })
  }
  const { lines, next } = collectLines(scanner)
  const fields = new HeaderFields(scanner, lines, next)
  fields.checkVersion()
  const classCount = fields.integer('num_class', 1, mostClasses)
  const lastFeature = fields.integer('max_feature_idx', 0, contractLimits.inputs - 1)
  return {
    classCount,
    treesPerIteration: lines.has('num_tree_per_iteration')
      ? fields.integer('num_tree_per_iteration', 1, mostClasses)
      : classCount,
    featureNames: fields.featureNames(lastFeature + 1),
    featureInfos: fields.words('feature_infos', lastFeature + 1),
    averageOutput: lines.has('average_output'),
    next,
    ...fields.objective(),
    ...fields.treeSizes(),
  }
}

function collectLines(scanner: LineScanner): { lines: Map<string, Line>; next: Line } {
  const lines = new Map<string, Line>()
  for (let count = 0; count < mostHeaderLines; count++) {
    const line = scanner.next()
    if (line === undefined) break
    const key = scanner.key(line)
    if (key === 'Tree' || key === 'end of trees') return { lines, next: line }
    if (key === '') continue
    if (lines.has(key)) {
      const found = `${key} a second time`
      throw refuseLine(line, '', { found, expected: 'each key once' })
    }
    lines.set(key, line)
  }
  const expected = `"Tree=0" or "end of trees" within ${mostHeaderLines} lines`
  throw refuseLine(scanner.atEnd(), '', { found: 'no tree', expected })
}

/** The header's lines by key, each read in its own way. */
class HeaderFields {
  readonly #scanner: LineScanner
  readonly #lines: ReadonlyMap<string, Line>
  readonly #next: Line

  constructor(scanner: LineScanner, lines: ReadonlyMap<string, Line>, next: Line) {
    this.#scanner = scanner
    this.#lines = lines
    this.#next = next
  }

  checkVersion(): void {
    const line = this.#line('version')
    const found = this.#scanner.text(line)
    if (versions.includes(found)) return
    const expected = `one of ${versions.join(', ')}`
    throw refuseLine(line, 'version', { found, expected }, 'model-unsupported')
  }

  integer(key: string, minimum: number, maximum: number): number {
    return readInteger(this.#scanner, this.#line(key), { what: key, minimum, maximum })
  }

  words(key: string, count: number): string[] {
    const line = this.#line(key)
    const text = decodeUtf8(this.#scanner.bytes.subarray(line.start, line.end))
    if (text === undefined) {
      throw refuseLine(line, key, { found: 'bytes that are not UTF-8', expected: 'UTF-8 text' })
    }
    const words = text.split(' ').filter((word) => word !== '')
    if (words.length === count) return words
    const expected = `${count}, as max_feature_idx says`
    throw refuseLine(line, key, { found: `${words.length} entries`, expected })
  }

  featureNames(count: number): string[] {
    const names = this.words('feature_names', count)
    const line = this.#line('feature_names')
    const seen = new Set<string>()
    for (const name of names) {
      if (seen.has(name)) {
        throw refuseLine(line, '', { found: `${name} twice`, expected: 'each name once' })
      }
      if (name.length > maximumTextLength) {
        const detail = {
          found: `a name of ${name.length} characters`,
          expected: `at most ${maximumTextLength}`,
        }
        throw refuseLine(line, 'feature_names', detail, 'model-unsupported')
      }
      seen.add(name)
    }
    return names
  }

  objective(): Pick<Header, 'objective'> {
    if (!this.#lines.has('objective')) return {}
    const line = this.#line('objective')
    return { objective: { line, text: this.#scanner.text(line) } }
  }

  treeSizes(): Pick<Header, 'treeSizes'> {
    if (!this.#lines.has('tree_sizes')) return {}
    const line = this.#line('tree_sizes')
    const sizes = this.#scanner
      .text(line)
      .split(' ')
      .filter((size) => size !== '')
      .map(Number)
    const wrong = sizes.find((size) => !Number.isSafeInteger(size) || size <= 0)
    if (wrong === undefined) return { treeSizes: { line, sizes } }
    throw refuseLine(line, 'tree_sizes', { found: String(wrong), expected: 'sizes in bytes' })
  }

  #line(key: string): Line {
    const line = this.#lines.get(key)
    if (line !== undefined) return this.#scanner.value(line)
    throw refuseLine(this.#next, '', { found: 'the end of the header', expected: `a line ${key}=` })
  }
}
