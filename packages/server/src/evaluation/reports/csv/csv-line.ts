/** Text that a spreadsheet would run as a formula begins with an apostrophe. */
export function safeText(text: string): string {
  return /^[=+@\t\r]|^-(?!\d)/.test(text) ? `'${text}` : text
}

/** A line of CSV as RFC 4180 has it. */
export function lineOf(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
