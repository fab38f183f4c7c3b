/** Visible ASCII, not too long: can go into a header, a log line and a label without harm. */
const harmless = /^[\x21-\x7e]{1,128}$/

/**
 * The caller's own name for a request, as it can be given back; `undefined` when there is none or
 * it is no harmless one. It never takes the place of the id that predictions and records have.
 */
export function callerRequestId(
  header: string | readonly string[] | undefined,
): string | undefined {
  return typeof header === 'string' && harmless.test(header) ? header : undefined
}
