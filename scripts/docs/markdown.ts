/** A page that says it is generated. */
export function generated(title: string, lines: readonly string[]): string {
  const notice = '<!-- Made by `npm run docs`; change the source instead. -->'
  return `${[`# ${title}`, '', notice, '', ...lines].join('\n').trimEnd()}\n`
}

/** A Markdown table; pipes in cells are escaped. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}
