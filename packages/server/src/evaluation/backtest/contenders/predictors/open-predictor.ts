import { openColumn } from './column.ts'
import { openConstant } from './constant.ts'
import { openExpression } from './expression.ts'
import { openNone } from './none.ts'
import { openPackage } from './package.ts'
import { openSeries } from './series.ts'
import type { Predictor, PredictorRecipe, PredictorWorld } from './types.ts'

/**
 * Makes what answers from the plain data that went to a worker. Whoever asks for the same package
 * often keeps its predictor.
 *
 * @throws Problem `package-corrupt` and its kin, `data-column-missing`, `data-unreadable`,
 * `expression-invalid`, `contract-incompatible`
 */
export async function openPredictor(
  recipe: PredictorRecipe,
  world: PredictorWorld,
): Promise<Predictor> {
  switch (recipe.kind) {
    case 'package':
      return await openPackage(recipe, world)
    case 'constant':
      return openConstant(recipe, world)
    case 'expression':
      return openExpression(recipe, world)
    case 'column':
      return openColumn(recipe, world)
    case 'series':
      return openSeries(recipe, world)
    case 'none':
      return openNone()
  }
}
