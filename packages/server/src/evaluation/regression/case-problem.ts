import type { SaidRow, TestRow } from '@ratchet-ml/protocol'
import { elementName, findNearestName, placeTensors } from '@ratchet-ml/scoring'
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

/** The row with the tensors that it has whole as the fields of their elements, which cases change one by one. */
export function withElements(
  found: FoundCase,
  path: Path,
  row: SaidRow,
  world: CaseWorld,
): TestRow {
  const tensors = new Map(placeTensors(world.contract).map((tensor) => [tensor.name, tensor]))
  const entries = Object.entries(row).flatMap(([name, value]): [string, TestRow[string]][] => {
    if (!Array.isArray(value)) return [[name, value]]
    const tensor = tensors.get(name)
    if (tensor === undefined) {
      throw unknownName(found, [...path, name], 'tensor', name, tensors.keys())
    }
    const elements = elementsIn(value, tensor.shape)
    if (elements !== undefined) return elements.map((one, i) => [elementName(tensor, i), one])
    const detail = `${name} must be numbers in arrays of the shape [${tensor.shape.join(', ')}].`
    throw caseProblem(found, [...path, name], detail)
  })
  return Object.fromEntries(entries)
}

function elementsIn(value: unknown, shape: readonly number[]): readonly number[] | undefined {
  const [length, ...rest] = shape
  if (length === undefined) return typeof value === 'number' ? [value] : undefined
  if (!Array.isArray(value) || value.length !== length) return undefined
  const parts = value.map((part) => elementsIn(part, rest))
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined
}

/** @throws Problem when the contract has no such field, whose value would be ignored */
export function checkField(found: FoundCase, path: Path, name: string, world: CaseWorld): void {
  const names = world.contract.inputs.map((field) => field.name)
  if (!names.includes(name)) throw unknownName(found, path, 'field', name, names)
}
