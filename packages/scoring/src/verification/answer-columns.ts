import type { Contract, Field } from '../contract/types.ts'
import { answerColumnsOf } from '../outputs/csv-writer.ts'
import { Refusal } from '../refusals.ts'
import type { AnswerShape } from './answer-fields.ts'

/** How CSV holds rows with answers: more columns, under the names that answers have in CSV. */
export interface AnswerColumns {
  /** The contract with the answers' columns, as text. */
  readonly contract: Contract
  /** A record of all columns as NDJSON would have it. */
  toLine(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>
}

/** @throws Refusal where a field of the contract has the name of an answer */
export function answerColumns(contract: Contract, shape: AnswerShape): AnswerColumns {
  const raw = Array.from({ length: shape.rawWidth }, (_, k) => `raw.${k}`)
  const { name: output, linked: { width = 0 } = {} } = shape
  const linked = answerColumnsOf(output, width, contract)
  const names = [...raw, 'raw', ...linked]
  const taken = contract.inputs.find(({ name }) => names.includes(name))
  if (taken !== undefined) {
    throw new Refusal({
      code: 'row-unreadable',
      place: 'the CSV header',
      found: `the feature ${taken.name}, which is also the name of an answer`,
      expected: 'columns that cannot be confused',
      hint: 'Write the rows as NDJSON.',
    })
  }
  const fields = names.map(
    (name): Field => ({ name, role: 'carried', type: 'text', missing: 'accept' }),
  )
  return {
    contract: { ...contract, extra: 'ignore', inputs: [...contract.inputs, ...fields] },
    toLine: (record) => {
      const has = (name: string) => Object.hasOwn(record, name)
      const valuesOf = (columns: readonly string[]) =>
        columns.length > 0 && columns.every(has) ? columns.map((name) => record[name]) : undefined
      const answers = valuesOf(linked)
      return {
        inputs: record,
        raw: has('raw') ? record['raw'] : valuesOf(raw),
        ...(answers && { outputs: { [output]: answers } }),
      }
    },
  }
}
