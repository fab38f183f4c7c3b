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

/** A text of at most 80 characters, so that hostile input cannot flood a message. */
export function shortened(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 77).toWellFormed()}...`
}
