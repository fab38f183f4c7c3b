import { largestFloat } from '../../contract/range-text.ts'
import type { Range, Tolerance } from '../../contract/types.ts'
import { type ElementType, fractional, type OnnxGraph } from '../onnx/types.ts'

/** Operators for which NaN is a missing value, and not a number that spoils all others. */
const missingOps = [
  'Imputer',
  'IsNaN',
  'TreeEnsembleClassifier',
  'TreeEnsembleRegressor',
  'TreeEnsemble',
]

/** Whether a graph may mean something by a missing value, which else spoils what it answers. */
export function readsMissing({ nodes }: OnnxGraph): boolean {
  return nodes.some(({ op }) => missingOps.includes(op))
}

/** What numbers of a type may be; whole ones of 64 bits are bounded by what a double holds. */
const ranges: Partial<Record<ElementType, Range>> = {
  float16: { minimum: -65_504, maximum: 65_504 },
  float: { minimum: -largestFloat, maximum: largestFloat },
  double: { minimum: -Number.MAX_VALUE, maximum: Number.MAX_VALUE },
  int8: { minimum: -128, maximum: 127 },
  int16: { minimum: -32_768, maximum: 32_767 },
  int32: { minimum: -2_147_483_648, maximum: 2_147_483_647 },
  uint8: { minimum: 0, maximum: 255 },
  uint16: { minimum: 0, maximum: 65_535 },
  uint32: { minimum: 0, maximum: 4_294_967_295 },
  uint64: { minimum: 0 },
}

/**
 * What a number of an input may be. Where a missing value spoils the answer, so does one that is not finite
 * in the input's type. A whole number is one of its type, or of the `vocabulary` that it chooses from: 0 on.
 */
export function rangeOf(
  element: ElementType,
  missing: Tolerance,
  vocabulary?: number,
): Range | undefined {
  if (fractional.includes(element)) return missing === 'accept' ? undefined : ranges[element]
  if (element === 'bool' || vocabulary === undefined) return ranges[element]
  return { minimum: 0, maximum: vocabulary - 1 }
}
