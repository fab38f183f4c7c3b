import { Refusal, type RefusalCode } from '../refusals.ts'
import { shortened } from '../shown.ts'

/** What stands at a place of the file, what should, and what to do about it. */
export interface Finding {
  readonly found: string
  readonly expected: string
  readonly hint?: string
}

/** The refusal of a value, named by its JSON pointer. */
export function refuseAt(
  place: string,
  { found, expected, hint }: Finding,
  code: RefusalCode = 'model-corrupt',
): Refusal {
  const detail = {
    code,
    place: shortened(place, 400),
    found: shortened(found || 'nothing'),
    expected,
  }
  return new Refusal(hint === undefined ? detail : { ...detail, hint })
}
