import type { Contract, Scored } from '@ratchet-ml/scoring'
import type { LogSettings } from '../types.ts'

/** A contract with a field of every role and type. */
export const loggedContract: Contract = {
  task: 'binary',
  inputs: [
    { name: 'distance', role: 'feature', type: 'number', missing: 'accept' },
    { name: 'user', role: 'unit', type: 'text', missing: 'accept' },
    {
      ...{ name: 'carrier', role: 'feature', type: 'category', missing: 'accept' },
      ...{ levels: ['AA', 'DL', 'UA'], unknownLevel: 'accept' },
    },
    { name: 'at', role: 'time', type: 'timestamp', missing: 'accept' },
    { name: 'region', role: 'segment', type: 'text', missing: 'accept' },
    { name: 'night', role: 'feature', type: 'boolean', missing: 'accept' },
    { name: 'seen', role: 'feature', type: 'timestamp', missing: 'accept' },
    { name: 'age', role: 'feature', type: 'integer', missing: 'accept', personal: true },
    { name: 'note', role: 'carried', type: 'text', missing: 'accept' },
  ],
  extra: 'ignore',
  outputs: [
    { name: 'label', type: 'category', width: 1 },
    { name: 'probability', type: 'number', width: 2 },
  ],
  classes: ['on time', 'late'],
  numeric: { raw: 'bit-exact', linkUlp: 2 },
}

export const plainSettings: LogSettings = {
  ...{ durability: 'default', sample: 1, redact: [], hash: [] },
}

/** Answers of a binary model. */
export function binaryAnswers(labels: readonly number[]): Scored {
  const probability = Float64Array.from(labels.flatMap((label) => [1 - label / 4, label / 4]))
  return {
    ...{
      count: labels.length,
      rawWidth: 1,
      raw: Float64Array.from(labels, (label) => label - 0.5),
    },
    ...{ label: Int32Array.from(labels), probability, classes: 2 },
  }
}
