import { outputsOfTask } from '../../contract/outputs-of-task.ts'
import { elementName } from '../../contract/tensor-inputs.ts'
import type { Contract, Field, Level, Range, Task, Tolerance } from '../../contract/types.ts'
import { type GraphElement, type GraphTensor, numbersOf } from '../../ir/graph-step.ts'

/** What a contract needs beside the tensors of its graph. */
export interface GraphTask {
  readonly task: Task
  readonly classes: readonly Level[] | number
  readonly targets: number
  readonly missing: Tolerance
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
    inputs: inputs.flatMap((input) => fieldsOf(input, about.missing)),
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

function fieldsOf(tensor: GraphTensor, missing: Tolerance): readonly Field[] {
  const { name, element, shape } = tensor
  const kind = { role: 'feature', ...valuesOf(element), missing } as const
  const count = numbersOf(tensor)
  if (isSingle(shape)) return [{ name, ...kind, ...refusedUnless(element, missing) }]
  return Array.from({ length: count }, (_, i) => ({
    ...{ name: elementName(tensor, i), ...kind, ...refusedUnless(element, missing) },
  }))
}

/** A whole number and a truth value have nothing that says missing. */
function refusedUnless(element: GraphElement, missing: Tolerance): Pick<Field, 'missing'> {
  return { missing: element === 'float' || element === 'double' ? missing : 'refuse' }
}

function valuesOf(element: GraphElement): Pick<Field, 'type' | 'range'> {
  if (element === 'float' || element === 'double') return { type: 'number' }
  if (element === 'bool') return { type: 'boolean' }
  const range = ranges[element]
  return { type: 'integer', ...(range && { range }) }
}

/** What whole numbers of a type may be; those of 64 bits are bounded by what a double holds. */
const ranges: Partial<Record<GraphElement, Range>> = {
  int8: { minimum: -128, maximum: 127 },
  int16: { minimum: -32_768, maximum: 32_767 },
  int32: { minimum: -2_147_483_648, maximum: 2_147_483_647 },
  uint8: { minimum: 0, maximum: 255 },
  uint16: { minimum: 0, maximum: 65_535 },
  uint32: { minimum: 0, maximum: 4_294_967_295 },
  uint64: { minimum: 0 },
}
