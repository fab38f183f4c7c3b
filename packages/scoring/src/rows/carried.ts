/**
 * The named members of a row, in the order of the names, as they came: absent ones are left out.
 * Names that the contract does not know can be carried too.
 */
export function carriedOf(
  record: unknown,
  names: readonly string[],
): Readonly<Record<string, unknown>> {
  if (typeof record !== 'object' || record === null) return {}
  const row = record as Readonly<Record<string, unknown>>
  // fromEntries defines own members, so that even __proto__ is plain data.
  return Object.fromEntries(
    names.flatMap((name) => (Object.hasOwn(row, name) ? [[name, row[name]]] : [])),
  )
}

/** JSON of a carried value; bigint is written in its digits. */
export function carriedJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'bigint' ? rawNumber(member) : member,
  )
  return text ?? 'null'
}

/** A value that `JSON.stringify` writes as these digits (ECMAScript 2026, JSON.rawJSON). */
function rawNumber(value: bigint): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(String(value))
}
