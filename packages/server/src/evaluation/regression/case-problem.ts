import { findNearestName } from '@ratchet-ml/scoring'
import { Problem } from '../../platform/problem.ts'
import type { CaseWorld, FoundCase } from './types.ts'

type Path = readonly (string | number)[]

/** A fault of a case, with its place in the file. */
export function caseProblem(found: FoundCase, path: Path, detail: string, hint?: string): Problem {
  const place = `${found.file}, line ${found.lineOf(...path)}, case ${JSON.stringify(found.said.name)}`
  return new Problem('test-file-invalid', `${place}: ${detail}`, hint === undefined ? {} : { hint })
}

/** A name that there is not, with the nearest that there is. */
export function unknownName(
  found: FoundCase,
  path: Path,
  what: string,
  name: string,
  known: Iterable<string>,
): Problem {
  const names = [...known]
  const near = findNearestName(name, names)
  const listed = names.slice(0, 20).join(', ')
  const hint = near === undefined ? `There are: ${listed || 'none'}.` : `Did you mean ${near}?`
  return caseProblem(found, path, `there is no ${what} ${JSON.stringify(name)}.`, hint)
}

/** @throws Problem when the contract has no such field, whose value would be ignored */
export function checkField(found: FoundCase, path: Path, name: string, world: CaseWorld): void {
  const names = world.contract.inputs.map((field) => field.name)
  if (!names.includes(name)) throw unknownName(found, path, 'field', name, names)
}
