import { createAnswerWriter, type RowFormat } from '@ratchet-ml/scoring'
import { blockRows } from './answer-rows.ts'
import type { Answerer, BlockAnswerer, PredictOptions } from './types.ts'

/** The lines of `ratchet predict`. */
export function answerByModel(
  answerer: Answerer,
  to: RowFormat,
  options: PredictOptions,
): BlockAnswerer {
  const scored = answerer.allocate(blockRows)
  const writer = createAnswerWriter(answerer.contract, scored.rawWidth, to, options)
  return {
    header: writer.header,
    fault: writer.fault,
    answer: async (rows) => {
      await answerer.answer(rows, scored)
      return (index) => writer.row(scored, index, rows.records[index])
    },
  }
}
