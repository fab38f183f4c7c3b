import type { Contract, TensorInput } from './types.ts'

/** The name of the field that holds an element of a tensor, counted row-major. */
export function elementName({ name }: Pick<TensorInput, 'name'>, element: number): string {
  return `${name}[${element}]`
}

/** The names of the fields that hold a tensor's elements, in their order. */
export function elementNames(tensor: TensorInput): readonly string[] {
  return Array.from({ length: elementsOf(tensor) }, (_, i) => elementName(tensor, i))
}

/** Which element of a tensor a field of this name would be. */
export function elementOf({ name }: Pick<TensorInput, 'name'>, field: string): number | undefined {
  if (!field.startsWith(`${name}[`) || !field.endsWith(']')) return undefined
  const element = Number(field.slice(name.length + 1, -1))
  return Number.isInteger(element) ? element : undefined
}

/** How many numbers a tensor has for one row. */
export function elementsOf({ shape }: Pick<TensorInput, 'shape'>): number {
  return shape.reduce((product, length) => product * length, 1)
}

/** A tensor among the inputs of its contract. */
export interface PlacedTensor extends TensorInput {
  /** Where its first element stands among the inputs. */
  readonly first: number
  readonly count: number
}

/** The tensors of a contract with their places, in the order of the inputs. */
export function placeTensors({
  inputs,
  tensors = [],
}: Pick<Contract, 'inputs' | 'tensors'>): readonly PlacedTensor[] {
  const slots = new Map(inputs.map(({ name }, slot) => [name, slot]))
  return tensors
    .map((tensor) => ({
      ...tensor,
      // A contract that was parsed has the fields of its tensors.
      first: slots.get(elementName(tensor, 0)) as number,
      count: elementsOf(tensor),
    }))
    .sort((a, b) => a.first - b.first)
}

/** Elements, row-major, as arrays of arrays. */
export function nestElements<T>(elements: readonly T[], shape: readonly number[]): unknown {
  const [length = 1, ...rest] = shape
  if (rest.length === 0) return elements
  const each = elements.length / length
  return Array.from({ length }, (_, i) =>
    nestElements(elements.slice(i * each, (i + 1) * each), rest),
  )
}

/** A value for each input, in their order, by the names that rows have: those of tensors as arrays. */
export function nestInputs<T>(
  contract: Pick<Contract, 'inputs' | 'tensors'>,
  values: readonly T[],
): readonly (readonly [string, unknown])[] {
  const members: (readonly [string, unknown])[] = []
  const tensors = new Map(placeTensors(contract).map((tensor) => [tensor.first, tensor]))
  for (let slot = 0; slot < contract.inputs.length; ) {
    const tensor = tensors.get(slot)
    if (tensor === undefined) members.push([contract.inputs[slot]?.name ?? '', values[slot]])
    else {
      const elements = values.slice(slot, slot + tensor.count)
      members.push([tensor.name, nestElements(elements, tensor.shape)])
    }
    slot += tensor?.count ?? 1
  }
  return members
}
