/** Where an answer stands in a block of answers (`Scored`), whatever the contract calls it. */
export type AnswerKind = 'label' | 'probability' | 'value'

/**
 * The kind of an output: a `cluster` is an index as a `label` is, and `score` and `distance` are
 * numbers as a `value` is. A contract has at most one output of a kind.
 */
export function answerKindOf(name: string): AnswerKind | undefined {
  return kinds.get(name)
}

const kinds: ReadonlyMap<string, AnswerKind> = new Map([
  ['label', 'label'],
  ['cluster', 'label'],
  ['probability', 'probability'],
  ['value', 'value'],
  ['score', 'value'],
  ['distance', 'value'],
] as const)
