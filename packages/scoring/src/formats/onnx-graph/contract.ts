import { outputsOfTask } from '../../contract/outputs-of-task.ts'
import { elementName } from '../../contract/tensor-inputs.ts'
import type { Contract, Field, Level, Task, Tolerance } from '../../contract/types.ts'
import { type GraphElement, type GraphTensor, numbersOf } from '../../ir/graph-step.ts'
import { rangeOf } from './spoiling.ts'

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
