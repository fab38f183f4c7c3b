import type { LogRecordView, TestCase, TestRow, Tolerance } from '@ratchet-ml/protocol'
import type { Contract, Field } from '@ratchet-ml/scoring'
import { Problem } from '../../platform/problem.ts'

export interface Harvest {
  readonly record: LogRecordView
  readonly contract: Contract
  readonly name: string
  readonly because: string
  /** What the answer must be; else what it was. */
  readonly expect: Readonly<Record<string, unknown>> | undefined
  /** Where other machines answer in other last digits. */
  readonly tolerance?: Tolerance
}

type Expected = NonNullable<TestCase['golden']>[number]['expect']

/**
 * A golden case from a record of the prediction log.
 * @throws Problem `prediction-not-found` when the record holds no row, or not all of it
 */
export function caseOfRecord(harvest: Harvest): TestCase {
  const { record, contract, name, because, expect, tolerance } = harvest
  const { predictionId, endpoint, versionDigest, recordedTime } = record
  if (record.kind !== 'answered' || predictionId === undefined) {
    const detail = `The request ${record.requestId} was ${record.kind}, so no row of it is recorded.`
    throw new Problem('prediction-not-found', detail)
  }
  return {
    name,
    because,
    ...(tolerance && { tolerance }),
    from: {
      prediction: predictionId,
      endpoint,
      ...(versionDigest !== undefined && { version: versionDigest }),
      recorded: recordedTime,
    },
    golden: [
      { row: rowOf(record, contract), expect: (expect as Expected) ?? answerOf(record, contract) },
    ],
  }
}

function rowOf(record: LogRecordView, contract: Contract): TestRow {
  const entries = contract.inputs.flatMap((field): [string, TestRow[string]][] => {
    const value = recorded(record, field)
    if (value === undefined && field.role === 'feature') throw lacking(record, field.name)
    if (value === undefined) return []
    if (isHashed(field, value)) throw lacking(record, field.name, 'only a hash of it is')
    return [[field.name, value]]
  })
  return Object.fromEntries(entries)
}

function recorded(record: LogRecordView, { name, role }: Field): TestRow[string] | undefined {
  switch (role) {
    case 'feature':
      return record.features[name]
    case 'unit':
      return record.unit
    case 'segment':
      return record.segments[name]
    case 'time':
      return record.eventTime
    case 'carried':
      return undefined
  }
}

/** A hash is 32 hexadecimal digits, where the field holds something else. */
function isHashed({ type, levels }: Field, value: TestRow[string]): boolean {
  if (typeof value !== 'string' || !/^[0-9a-f]{32}$/.test(value)) return false
  return type === 'category' ? levels?.includes(value) !== true : true
}

function answerOf({ outputs, raw }: LogRecordView, { outputs: fields }: Contract): Expected {
  const answers = { ...outputs, ...(raw.length > 0 && { raw }) }
  const known = [...fields.map(({ name }) => name), 'raw']
  const entries = Object.entries(answers).filter(([name]) => known.includes(name))
  for (const [name, value] of entries) {
    const isNumber = name === 'label' || [value].flat().every((one) => typeof one === 'number')
    if (isNumber) continue
    const detail = `The recorded ${name} is ${JSON.stringify(value)}, which no answer can be compared with.`
    throw new Problem('usage', detail, { hint: 'Say what it must be with --expect JSON.' })
  }
  return Object.fromEntries(entries) as Expected // as was just looked at
}

function lacking(record: LogRecordView, field: string, why = 'its value is'): Problem {
  const id = record.predictionId ?? record.requestId
  const lacks = why === 'its value is' ? 'its value is not in the log' : `${why} in the log`
  return new Problem(
    'prediction-not-found',
    `The row of ${id} cannot be had again: of ${field}, ${lacks}.`,
    {
      hint: 'The log leaves it out or hashes it, as ratchet.yaml or the contract says. Write the case by hand.',
    },
  )
}
