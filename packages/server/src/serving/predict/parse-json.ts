import { Problem } from '../../platform/problem.ts'

/**
 * The value of a JSON text.
 * @throws Problem `body-malformed`, with the place and without a word of the text
 */
export function parseJson(text: string, parse: (text: string) => unknown = JSON.parse): unknown {
  try {
    return parse(text)
  } catch (error) {
    throw new Problem('body-malformed', `The body is not JSON${placeOf(error, text)}.`, {
      hint: text === '' ? 'The body is empty: send a JSON object.' : 'Send one JSON object.',
    })
  }
}

/** Engines quote the text in their messages; only the position is taken over. */
function placeOf(error: unknown, text: string): string {
  const position = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined
  if (position !== undefined) return ` from character ${position} on`
  return `: it has ${text.length} characters and does not end as JSON does`
}
