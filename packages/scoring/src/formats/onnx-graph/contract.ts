import { outputsOfTask } from '../../contract/outputs-of-task.ts'
import { largestFloat } from '../../contract/range-text.ts'
import { elementName } from '../../contract/tensor-inputs.ts'
import type { Contract, Field, Level, Range, Task, Tolerance } from '../../contract/types.ts'
import { type GraphElement, type GraphTensor, numbersOf } from '../../ir/graph-step.ts'

/** What a contract needs beside the tensors of its graph. */
export interface GraphTask {
  readonly task: Task
  readonly classes: readonly Level[] | number
  readonly targets: number
  readonly missing: Tolerance
  /** Of an input, by its name: how many numbers from 0 on it may be, where the graph says. */
  readonly vocabulary: (input: string) => number | undefined
}

/**
 * The contract of a graph: a feature for every number that it takes, and its tensors, so that a row may
 * have them as arrays. Engines on other machines differ in the last bits of singles.
 */
export function graphContract(inputs: readonly GraphTensor[], about: GraphTask): Contract {
  const { task, classes, targets } = about
  const tensors = inputs.filter(({ shape }) => !isSingle(shape))
  return {
    task,
    inputs: inputs.flatMap((input) => fieldsOf(input, about)),
    ...(tensors.length > 0 && {
      tensors: tensors.map(({ name, shape }) => ({ name, shape })),
    }),
    extra: 'ignore',
    outputs: outputsOfTask(task, { classes, targets }),
    ...(typeof classes !== 'number' && { classes }),
    numeric: {
      raw: { relative: 1e-4, absolute: 1e-5 },
      ...{ linkUlp: 0, linkAbsolute: 1e-5, linkType: 'f32' },
    },
  }
}

/** One number a row has the tensor's own name. */
function isSingle(shape: readonly number[]): boolean {
  return shape.every((length) => length === 1)
}

function fieldsOf(tensor: GraphTensor, { missing, vocabulary }: GraphTask): readonly Field[] {
  const { name, element, shape } = tensor
  const isReal = element === 'float' || element === 'double'
  // A whole number and a truth value have nothing that says missing.
  const tolerance = isReal ? missing : 'refuse'
  const range = rangeOf(element, tolerance, vocabulary(name))
  const field: Omit<Field, 'name'> = {
    ...{ role: 'feature', type: typeOf(element), missing: tolerance },
    ...(range && { range }),
  }
  if (isSingle(shape)) return [{ name, ...field }]
  const count = numbersOf(tensor)
  return Array.from({ length: count }, (_, i) => ({ name: elementName(tensor, i), ...field }))
}

function typeOf(element: GraphElement): Field['type'] {
  if (element === 'bool') return 'boolean'
  return element === 'float' || element === 'double' ? 'number' : 'integer'
}

/** Where a missing value spoils the answer, so does one that is not finite. */
function rangeOf(
  element: GraphElement,
  missing: Tolerance,
  vocabulary: number | undefined,
): Range | undefined {
  if (element === 'bool') return undefined
  if (element === 'float' || element === 'double') {
    return missing === 'accept' ? undefined : ranges[element]
  }
  return vocabulary === undefined ? ranges[element] : { minimum: 0, maximum: vocabulary - 1 }
}

/** What numbers of a type may be; whole ones of 64 bits are bounded by what a double holds. */
const ranges: Partial<Record<GraphElement, Range>> = {
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
