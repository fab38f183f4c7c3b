import { answerKindOf } from '../contract/answer-kind.ts'
import type { Coefficients, Program } from '../ir/types.ts'
import type { ExpectedAnswers, LinkedAnswers } from '../package/types.ts'
import { interpret, type RowAnswers } from '../reference/interpreter.ts'
import { copyRows } from '../rows/row-texts.ts'

/** The answers to encoded rows by the reference interpreter. */
export function interpretRows(
  program: Program,
  coefficients: Coefficients,
  rows: Float64Array,
  count: number,
): ExpectedAnswers {
  const width = count === 0 ? 0 : rows.length / count
  const answers = Array.from({ length: count }, (_, i) =>
    interpret(program, coefficients, copyRows(rows, i * width, (i + 1) * width)),
  )
  const raw = joined(answers, program.outputs['raw'])
  const linked = linkedAnswerOf(program)
  return {
    rawWidth: raw.width,
    raw: raw.values,
    ...(linked !== undefined && {
      linked: { output: linked.kind, ...joined(answers, program.outputs[linked.name]) },
    }),
  }
}

/** The output that the link makes of the margins, by name and kind; none where the answer is the margins. */
export function linkedAnswerOf({
  outputs,
}: Program): { readonly name: string; readonly kind: LinkedAnswers['output'] } | undefined {
  const { probability } = outputs
  if (probability !== undefined) return { name: 'probability', kind: 'probability' }
  const name = Object.keys(outputs).find((output) => answerKindOf(output) === 'value')
  if (name === undefined || outputs[name] === outputs['raw']) return undefined
  return { name, kind: 'value' }
}

function joined(answers: readonly RowAnswers[], name = '') {
  const rows = answers.map((answer) => answer.get(name) ?? new Float64Array())
  const width = rows[0]?.length ?? 0
  const values = new Float64Array(rows.length * width)
  for (const [i, row] of rows.entries()) values.set(row, i * width)
  return { width, values }
}
