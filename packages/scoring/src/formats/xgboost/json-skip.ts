import { mostLevels, type Path } from './document.ts'

const quote = 34
const backslash = 92

/**
 * The byte behind a JSON value that nobody asked for. Brackets must pair up and texts must end; what
 * stands between them is not looked at.
 *
 * @throws Refusal when the file ends first, or brackets do not pair up
 */
export function skipJsonValue(bytes: Uint8Array, start: number, path: Path): number {
  const open: number[] = []
  let at = start
  do {
    const character = bytes[at]
    if (character === undefined) break
    if (character === quote) at = skipText(bytes, at)
    else if (character === 123 || character === 91) open.push(character)
    else if (character === 125 || character === 93) {
      if (open.pop() !== character - 2) {
        const found = JSON.stringify(String.fromCharCode(character))
        throw path.refuse(at, { found, expected: 'the bracket that closes the last one opened' })
      }
    }
    if (open.length > mostLevels) {
      throw path.refuse(at, { found: 'more nesting', expected: `at most ${mostLevels} levels` })
    }
    at += 1
  } while (open.length > 0 || !endsValue(bytes, at, start))
  if (at < bytes.length) return at
  const found = 'the end of the file'
  throw path.refuse(bytes.length, { found, expected: 'the end of a value' }, 'model-truncated')
}

/** The closing quote of a text. */
function skipText(bytes: Uint8Array, start: number): number {
  let at = start + 1
  while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1
  return at
}

/** Whether a value outside all brackets ends before `at`: a bracket or text at once, a word at a comma. */
function endsValue(bytes: Uint8Array, at: number, start: number): boolean {
  const first = bytes[start]
  if (first === quote || first === 123 || first === 91) return true
  const next = bytes[at]
  return next === 44 || next === 125 || next === 93 || next === undefined
}
