/** A text as SQL writes it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A name as SQL writes it. */
export function named(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Files as a list of SQL. */
export function listed(paths: readonly string[]): string {
  return `[${paths.map(quoted).join(', ')}]`
}

/** A time of microseconds since 1970 UTC as SQL has it. */
export function instant(micros: number): string {
  return `make_timestamptz(${Math.trunc(micros)}::BIGINT)`
}
