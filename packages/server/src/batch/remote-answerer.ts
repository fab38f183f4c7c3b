import type { Client } from '@ratchet-ml/client'
import type { Prediction } from '@ratchet-ml/protocol'
import {
  type AnswerKind,
  answerKindOf,
  type Contract,
  featuresOf,
  type Level,
  parseContract,
  type Scored,
} from '@ratchet-ml/scoring'
import { Problem } from '../platform/problem.ts'
import type { Answerer } from './types.ts'

/** Answers by an endpoint of a server, whose contract has checked the rows before they are sent. */
export async function remoteAnswerer(
  client: Client,
  endpoint: string,
  raw: boolean,
): Promise<Answerer> {
  const contract = parseContract((await client.endpoint(endpoint)).contract)
  const features = featuresOf(contract)
  const tensors = contract.tensors ?? []
  const names = [...features, ...tensors].map(({ name }) => name)
  const labels = new Map((contract.classes ?? []).map((level, index) => [level, index]))
  return {
    contract,
    featureCount: features.length,
    allocate: (capacity) => allocate(contract, capacity),
    answer: async ({ records }, into) => {
      if (records.length === 0) return
      const rows = records.map((record) => toRow(record, names))
      const { predictions } = await client.predict(endpoint, { rows, raw })
      if (predictions.length !== rows.length) throw wrongCount(predictions.length, rows.length)
      predictions.forEach((prediction, index) => {
        copyAnswer(prediction, into, index, labels)
      })
    },
  }
}

/** Only what reaches the model is sent, as the doubles it will be. */
function toRow(record: unknown, names: readonly string[]): Record<string, unknown> {
  const row = record as Readonly<Record<string, unknown>> // the reader has accepted it
  return Object.fromEntries(
    names
      .filter((name) => Object.hasOwn(row, name))
      .map((name) => [name, typeof row[name] === 'bigint' ? Number(row[name]) : row[name]]),
  )
}

function allocate(contract: Contract, capacity: number): Scored {
  const widthOf = (kind: AnswerKind) =>
    contract.outputs.find((one) => answerKindOf(one.name) === kind)?.width ?? 0
  const [classes, targets] = [widthOf('probability'), widthOf('value')]
  const rawWidth = contract.task === 'binary' ? 1 : Math.max(classes, targets, 1)
  return {
    count: 0,
    rawWidth,
    raw: new Float64Array(capacity * rawWidth),
    ...(classes > 0 ? { classes, probability: new Float64Array(capacity * classes) } : {}),
    ...(widthOf('label') > 0 ? { label: new Int32Array(capacity) } : {}),
    ...(targets > 0 ? { targets, value: new Float64Array(capacity * targets) } : {}),
  }
}

function copyAnswer(
  { outputs, raw }: Prediction,
  into: Scored,
  index: number,
  labels: ReadonlyMap<Level, number>,
): void {
  for (const [name, found] of Object.entries(outputs)) {
    const kind = answerKindOf(name)
    if (kind === 'label' && into.label !== undefined) {
      into.label[index] = labels.get(found as Level) ?? Number(found)
    }
    if (kind === 'probability') copyNumbers(found, into.probability, into.classes ?? 0, index)
    if (kind === 'value') copyNumbers(found, into.value, into.targets ?? 0, index)
  }
  if (raw !== undefined && raw.length !== into.rawWidth) throw wrongMargins(raw.length)
  copyNumbers(raw, into.raw, into.rawWidth, index)
  into.count = index + 1
}

/** Numbers as JSON has them: those that it lacks come as text. */
function copyNumbers(
  found: unknown,
  into: Float64Array | undefined,
  width: number,
  index: number,
): void {
  if (found === undefined || into === undefined) return
  ;[found].flat().forEach((number, offset) => {
    into[index * width + offset] = Number(number)
  })
}

/** How many margins a model has is not in its contract. */
function wrongMargins(found: number): Problem {
  return new Problem(
    'usage',
    `--raw: the endpoint answers ${found} margins a row, of which a contract says nothing.`,
    {
      hint: 'Leave --raw out, name the package in place of the endpoint, or ask POST /predict with "raw": true.',
    },
  )
}

function wrongCount(found: number, expected: number): Problem {
  return new Problem('internal', `The server answered ${found} rows; ${expected} were sent.`)
}
