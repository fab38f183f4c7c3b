const quote = 34
const backslash = 92
const openBrace = 123
const closeBrace = 125
const openBracket = 91
const closeBracket = 93
const comma = 44
const colon = 58
const space = 32

/**
 * Where an object of a JSON text has a key that it had before, which parsers let pass and the last one of
 * which they keep (RFC 8259, section 4: what then holds is unpredictable).
 *
 * @param text parsed without error
 * @param keyCount how many keys the parsed value has; with fewer than all of them the search takes longer
 * @returns the JSON pointer of the first such key
 */
export function findRepeatedKey(text: string, keyCount: number): string | undefined {
  return countKeys(text) === keyCount ? undefined : searchObjects(text)
}

/**
 * How many keys are written; more where a text looks like one, and NaN where that cannot be told by a look
 * at the colons. Outside of texts a quote stands before a colon, or space.
 */
function countKeys(text: string): number {
  let count = 0
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) {
    const before = text.charCodeAt(at - 1)
    if (before === quote) count++
    else if (before <= space) return Number.NaN
  }
  return count
}

/** An object or an array that is open. */
interface Open {
  /** Of an object. */
  readonly keys: Set<string> | undefined
  /** The last key, or the index. */
  at: string | number
}

function searchObjects(text: string): string | undefined {
  const open: Open[] = []
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    const inner = open.at(-1)
    if (unit === openBrace) open.push({ keys: new Set(), at: '' })
    else if (unit === openBracket) open.push({ keys: undefined, at: 0 })
    else if (unit === closeBrace || unit === closeBracket) open.pop()
    else if (unit === comma && typeof inner?.at === 'number') inner.at++
    else if (unit === quote) {
      const end = endOfText(text, i)
      if (inner?.keys !== undefined && isKey(text, end)) {
        inner.at = JSON.parse(text.slice(i, end)) as string // a JSON text
        if (inner.keys.has(inner.at)) return pointerOf(open)
        inner.keys.add(inner.at)
      }
      i = end - 1
    }
  }
  return undefined
}

/** Looks for the quote that ends a text by search, as most of JSON stands in texts. */
function endOfText(text: string, start: number): number {
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

function isKey(text: string, end: number): boolean {
  let at = end
  while (text.charCodeAt(at) <= space) at++
  return text.charCodeAt(at) === colon
}

function pointerOf(open: readonly Open[]): string {
  const steps = open.map(({ at }) => String(at).replaceAll('~', '~0').replaceAll('/', '~1'))
  return steps.map((step) => `/${step}`).join('')
}
