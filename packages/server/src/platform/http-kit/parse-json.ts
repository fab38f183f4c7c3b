import { Problem } from '../problem.ts'

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

/** Engines quote the text in their messages; only the position is taken over, where there is one. */
function placeOf(error: unknown, text: string): string {
  const message = error instanceof Error ? error.message : ''
  const position = /position (\d+)/.exec(message)?.[1]
  if (position !== undefined) return ` from character ${position} on`
  return message.includes('end of JSON') ? `: it ends after ${text.length} characters` : ''
}
