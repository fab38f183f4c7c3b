/** A JSON value as a message shows it: short, on one line. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'an object'
  // Cut first, so that a huge text is not written out to show its beginning.
  return typeof value === 'string'
    ? shortened(JSON.stringify(value.slice(0, 81)))
    : shortened(String(value))
}

/**
 * A text of at most 80 characters (or `most`) that a terminal shows as it is: hostile input can
 * neither flood a message nor move the cursor, hide or reorder what stands around it.
 */
export function shortened(text: string, most = 80): string {
  const plain = text.slice(0, most + 1).replace(unprintable, escaped)
  return plain.length <= most ? plain : `${plain.slice(0, most - 3).toWellFormed()}...`
}

/** Control and format characters, line separators, and halves of surrogate pairs. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}
