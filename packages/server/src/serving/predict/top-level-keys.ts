const quote = 34
const backslash = 92
const comma = 44
const openBrace = 123
const closeBrace = 125
const openBracket = 91
const closeBracket = 93

/**
 * The first key that stands twice at the top level of a JSON object, or `undefined`. The text must
 * have been parsed without error; `known` are the keys that the parsed object has.
 */
export function findRepeatedKey(text: string, known: readonly string[]): string | undefined {
  if (known.every((key) => occursOnce(text, key)) && !text.includes('\\')) return undefined
  const seen = new Set<string>()
  for (const key of topLevelKeys(text)) {
    if (seen.has(key)) return key
    seen.add(key)
  }
  return undefined
}

/**
 * Without escapes, a key that stands twice is written twice. The search leaves out the first quote:
 * quotes are everywhere, and the letters of a key are not.
 */
function occursOnce(text: string, key: string): boolean {
  const written = `${key}"`
  return text.indexOf(written, text.indexOf(written) + 1) === -1
}

function* topLevelKeys(text: string): Generator<string> {
  let depth = 0
  let isKeyNext = false
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === quote) {
      const end = endOfString(text, i)
      if (depth === 1 && isKeyNext) yield JSON.parse(text.slice(i, end)) as string // a JSON string
      isKeyNext = false
      i = end - 1
    } else if (unit === openBrace || unit === openBracket) {
      depth++
      isKeyNext = depth === 1
    } else if (unit === closeBrace || unit === closeBracket) {
      depth--
    } else if (unit === comma && depth === 1) {
      isKeyNext = true
    }
  }
}

/** Looks for the quote that ends a string by search, as most of a text stands in strings. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end + 1
}

/** Whether an odd number of backslashes stands before a quote. */
function isEscaped(text: string, at: number): boolean {
  let slashes = 0
  while (text.charCodeAt(at - 1 - slashes) === backslash) slashes++
  return slashes % 2 === 1
}
