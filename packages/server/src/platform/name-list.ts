import { Problem } from './problem.ts'

/**
 * A name and what ends it: quoted as in CSV where it holds a comma or a quote. A text may come from anywhere:
 * no two parts of this that follow each other take the same characters, so it is read in one go.
 */
const item = /(?:\s*"((?:[^"]|"")*)"\s*|([^",]*))(,|$)/y

/**
 * The names of a list of the command line.
 *
 * @param where what holds the list, such as `--carry`
 * @throws Problem `usage` for a quote that stands within a name or is not closed
 */
export function parseNames(text: string, where: string): readonly string[] {
  const names = splitNames(text)
  if (names !== undefined) return names
  throw new Problem('usage', `${where}: found a quote within a name in ${text}.`, {
    hint: 'Quote a name that holds a comma as a whole, quotes in it doubled: "New York, NY",Boston.',
  })
}

/** A name as it stands in such a list, whatever it holds. */
export function quoteName(name: string): string {
  return /[",]/.test(name) || name.trim() !== name ? `"${name.replaceAll('"', '""')}"` : name
}

/**
 * Names separated by commas, spaces around them dropped; a quoted one is as it stands between its quotes.
 * `undefined` when a quote stands within a name or is not closed.
 */
export function splitNames(text: string): readonly string[] | undefined {
  const names: string[] = []
  item.lastIndex = 0
  for (;;) {
    const found = item.exec(text)
    if (found === null) return undefined
    names.push(found[1]?.replaceAll('""', '"') ?? found[2]?.trim() ?? '')
    if (found[3] === '') return names
  }
}
