import type { Contract, TensorInput } from './types.ts'

/** The name of the field that holds an element of a tensor, counted row-major. */
export function elementName({ name }: Pick<TensorInput, 'name'>, element: number): string {
  return `${name}.${element}`
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
export function placeTensors({ inputs, tensors = [] }: Contract): readonly PlacedTensor[] {
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
