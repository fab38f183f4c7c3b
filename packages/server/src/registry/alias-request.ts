import { Problem } from '../platform/problem.ts'
import { judgeAlias } from './policy.ts'

export interface AliasRequest {
  readonly model: string
  readonly alias: string
  readonly version: number
  /** The version it must hold now; 0: none; `undefined`: any. */
  readonly expected?: number | undefined
}

/** @throws Problem `name-reserved`, `name-invalid` */
export function refuseAlias(alias: string): void {
  switch (judgeAlias(alias)) {
    case undefined:
      return
    case 'reserved':
      throw new Problem('name-reserved', `"${alias}" is set by the route, not by hand.`, {
        hint: 'Choose another alias; ratchet promote decides which version is champion.',
      })
    case 'malformed':
      throw new Problem(
        'name-invalid',
        `"${alias}" is no alias; expected 1 to 64 letters, digits, dots, dashes or underscores, and not digits alone.`,
      )
  }
}

export function aliasConflict({ model, alias, expected }: AliasRequest, found: number): Problem {
  const said = (version: number) => (version === 0 ? 'no version' : `version ${version}`)
  return new Problem(
    'revision-conflict',
    `${model}@${alias} holds ${said(found)}; the request expected ${said(expected ?? 0)}.`,
    { hint: 'Look at it again and repeat the request with what it holds now.' },
  )
}
