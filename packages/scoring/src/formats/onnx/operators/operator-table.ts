import type { Operators } from '../lower/operator.ts'
import { activationOperators } from './activations.ts'
import { arithmeticOperators } from './arithmetic.ts'
import { castOperators } from './casts.ts'
import { categoryOperators } from './categories.ts'
import { choosingOperators } from './choosing.ts'
import { columnOperators } from './columns.ts'
import { constantOperators } from './constants.ts'
import { joiningOperators } from './joining.ts'
import { layoutOperators } from './layout.ts'
import { linearOperators } from './linear.ts'
import { neighborOperators } from './neighbors.ts'
import { ngramOperators } from './ngrams.ts'
import { reduceOperators } from './reduce.ts'
import { svmOperators } from './svm.ts'
import { textOperators } from './texts.ts'
import { treeOperators } from './trees.ts'

/** Every operator that has a place in the op graph; those of ai.onnx by their name alone. */
export const operatorTable: Operators = {
  ...activationOperators,
  ...arithmeticOperators,
  ...castOperators,
  ...categoryOperators,
  ...choosingOperators,
  ...columnOperators,
  ...constantOperators,
  ...joiningOperators,
  ...layoutOperators,
  ...linearOperators,
  ...neighborOperators,
  ...ngramOperators,
  ...reduceOperators,
  ...svmOperators,
  ...textOperators,
  ...treeOperators,
}
