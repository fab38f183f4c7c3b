import { columnAnswers } from './column-answers.ts'
import type { Predictor, PredictorRecipe, PredictorWorld } from './types.ts'

/** Says what a column of the row says, such as the score that a person gave. */
export function openColumn(
  { column: name, gives }: Extract<PredictorRecipe, { kind: 'column' }>,
  world: PredictorWorld,
): Predictor {
  const info = world.columns.find((candidate) => candidate.name === name)
  if (info === undefined) throw new TypeError(`the data have no column ${name}`)
  const answers = columnAnswers(info, gives, world)
  return {
    gives: answers.gives,
    predict(block) {
      const column = block.batch.columns.get(name)
      if (column === undefined) throw new TypeError(`the batch has no column ${name}`)
      return answers.read(column, block)
    },
  }
}
