import { type GraphTensor, graphElements } from '../../ir/graph-step.ts'
import { shortened } from '../../shown.ts'
import type { ElementType, OnnxDimension, OnnxType, OnnxValueInfo } from '../onnx/types.ts'
import { refuseAt } from '../refuse-at.ts'

/** Dimensions beyond the rows that the person who imports has stated, by tensor. */
export type StatedShapes = ReadonlyMap<string, readonly number[]>

/** A tensor of the graph as an engine is asked for it. */
export interface DescribedTensor extends GraphTensor {
  /** Whether its first dimension is free, so that it can count rows. */
  readonly rows: 'many' | 'one'
}

/**
 * What a tensor of the graph holds for one row. Its first dimension counts rows: free, or 1.
 *
 * @throws Refusal `model-unsupported` for what is no tensor of numbers, or has a dimension that neither
 * the graph nor the person has stated
 */
export function describeTensor(
  { name, type }: OnnxValueInfo,
  kind: 'inputs' | 'outputs',
  stated: StatedShapes,
): DescribedTensor {
  const place = `/graph/${kind}/${shortened(name)}`
  if (type.kind !== 'tensor') {
    throw unsupported(place, `${describeType(type)}, no tensor`, 'tensors of numbers')
  }
  const element = graphElements.find((one) => one === type.element)
  if (element === undefined) {
    const expected = `one of ${graphElements.join(', ')}`
    throw unsupported(place, `elements of type ${type.element}`, expected)
  }
  const shape = type.shape?.map(sizeOf)
  const [first, ...rest] = shape ?? []
  const isSingle = shape?.length === 0
  if (isSingle || (typeof first === 'number' && first !== 1)) {
    const found = `the shape ${describeShape(shape ?? [])}`
    throw unsupported(place, found, 'a first dimension that counts rows: free, or 1')
  }
  const rows = first === 1 ? 'one' : 'many'
  return { name, element, shape: settle(shape && rest, stated.get(name), name, place), rows }
}

/** What writes 0 or -1 means a size that it does not know. */
function sizeOf(dimension: OnnxDimension): OnnxDimension {
  return typeof dimension === 'number' && dimension < 1 ? undefined : dimension
}

function settle(
  declared: readonly OnnxDimension[] | undefined,
  stated: readonly number[] | undefined,
  name: string,
  place: string,
): readonly number[] {
  if (stated !== undefined) {
    const fits =
      declared === undefined ||
      (declared.length === stated.length &&
        declared.every((length, i) => typeof length !== 'number' || length === stated[i]))
    if (fits) return stated
    const expected = `${describeShape(declared ?? [])} without the rows, as the graph has it`
    throw unsupported(place, `the stated shape ${describeShape(stated)}`, expected)
  }
  const open = declared?.findIndex((length) => typeof length !== 'number')
  // None is open: all are numbers.
  if (declared !== undefined && open === -1) return declared as readonly number[]
  const found = `the shape ${declared === undefined ? 'of any number of dimensions' : describeShape(declared)} without the rows`
  throw refuseAt(
    place,
    {
      found,
      expected: 'a number for every dimension but the rows',
      hint: `State the shape of a row, such as --shape ${name}=${(declared ?? [3, 32, 32]).map((one) => (typeof one === 'number' ? one : 8)).join('x')}, or export the model with fixed sizes.`,
    },
    'model-unsupported',
  )
}

function describeShape(shape: readonly OnnxDimension[]): string {
  return `[${shape.map((length) => length ?? '?').join(', ')}]`
}

function describeType(type: OnnxType): string {
  switch (type.kind) {
    case 'tensor':
      return `a tensor of ${type.element}`
    case 'sequence':
      return 'a sequence'
    case 'map':
      return 'a map'
    case 'other':
      return 'an optional or sparse value'
  }
}

function unsupported(place: string, found: string, expected: string) {
  return refuseAt(place, { found, expected }, 'model-unsupported')
}

/** Whether its numbers may be any: answers of a model are not whole. */
export function isReal(element: ElementType): boolean {
  return element === 'float' || element === 'double'
}
