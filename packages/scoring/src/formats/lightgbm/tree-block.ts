import { type Line, type LineScanner, refuseLine } from './lines.ts'

const mostTreeLines = 64

/** The lines of one tree by key. */
export interface TreeBlock {
  readonly heading: Line
  line(key: string): Line
  find(key: string): Line | undefined
}

/** Reads the lines from `Tree=` to the empty line after it. @throws Refusal naming the line */
export function readTreeBlock(scanner: LineScanner, heading: Line): TreeBlock {
  const lines = new Map<string, Line>()
  for (let count = 0; count < mostTreeLines; count++) {
    const line = scanner.next()
    if (line === undefined) {
      const end = scanner.atEnd()
      throw refuseLine(end, '', { found: 'the end of the file', expected: 'the rest of a tree' })
    }
    if (line.start === line.end) return blockOf(scanner, heading, lines)
    const key = scanner.key(line)
    if (lines.has(key)) {
      throw refuseLine(line, '', { found: `${key} a second time`, expected: 'each key once' })
    }
    lines.set(key, line)
  }
  const expected = `an empty line within ${mostTreeLines} lines`
  throw refuseLine(heading, '', { found: 'a tree without an end', expected })
}

function blockOf(scanner: LineScanner, heading: Line, lines: ReadonlyMap<string, Line>): TreeBlock {
  const find = (key: string): Line | undefined => {
    const line = lines.get(key)
    return line === undefined ? undefined : scanner.value(line)
  }
  return {
    heading,
    find,
    line: (key) => {
      const line = find(key)
      if (line !== undefined) return line
      throw refuseLine(heading, scanner.text(heading), {
        found: `no line ${key}=`,
        expected: `a line ${key}=`,
      })
    },
  }
}
