import { Refusal } from '../refusals.ts'

/** The refusal of package bytes that say what they should not. */
export function corrupt(place: string, found: string, expected: string, hint?: string): Refusal {
  const detail = { code: 'package-corrupt', place, found: shortened(found), expected } as const
  return new Refusal(hint === undefined ? detail : { ...detail, hint })
}

/** A text of at most 80 characters, so that hostile input cannot flood a message. */
export function shortened(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 77).toWellFormed()}...`
}
