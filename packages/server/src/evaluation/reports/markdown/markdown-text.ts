/** Text in Markdown, so that nothing in it formats, links, mentions or breaks a table. */
export function plain(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(turning, '\uFFFD')
    .replace(/[\\`*_{}[\]<>|~$]/g, '\\$&')
    .replace(/^(>|[#+-](?=\s))/, '\\$1')
    .replace(/^(\d+)([.)])(?=\s)/, '$1\\$2')
    .replace(/&/g, '&amp;')
    .replace(/(?<!\w)([@#])(?=\w)/g, `$1${wordJoiner}`)
    .replace(/:\/\//g, `:${wordJoiner}//`)
}

/** A name as code, also within a table. */
export function code(text: string): string {
  const clean = text
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(turning, '\uFFFD')
  const longest = Math.max(0, ...[...clean.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const pad = clean === '' || clean.startsWith('`') || clean.endsWith('`') ? ' ' : ''
  // A bar ends a cell unless a backslash stands before it; two backslashes are one, and do not count.
  const cell = clean.replaceAll('\\|', `\\${wordJoiner}|`).replaceAll('|', '\\|')
  return `${fence}${pad}${cell}${pad}${fence}`
}

/** A table of cells that are Markdown already; the first row heads the columns. */
export function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n')
}

/** What would reverse the words around it: embeddings, overrides and isolates. */
const turning = /[\u202A-\u202E\u2066-\u2069]/g

/** Invisible, and keeps a sign from being taken for a mention, an issue or an address. */
const wordJoiner = '\u2060'
