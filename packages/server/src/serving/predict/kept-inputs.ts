import type { Contract } from '@ratchet-ml/scoring'
import type { InputOf } from '../log/types.ts'
import type { RowSource } from './row-source.ts'

/** What the rows of a request have in fields that do not reach the model: one value a row, by field. */
export type KeptInputs = ReadonlyMap<string, readonly unknown[]>

/** Keeps what records of the log take from the rows as they came, so that the rows can be let go. */
export function keepInputs(source: RowSource, contract: Contract): KeptInputs {
  const kept = contract.inputs.filter(({ role }) => role !== 'feature' && role !== 'carried')
  const valuesOf = (name: string) =>
    Array.from({ length: source.count }, (_, row) => source.inputOf(row, name))
  return new Map(kept.map(({ name }) => [name, valuesOf(name)]))
}

export function inputOfKept(kept: KeptInputs): InputOf {
  return (row, name) => kept.get(name)?.[row]
}
