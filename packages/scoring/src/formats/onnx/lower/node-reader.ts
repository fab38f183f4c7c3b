import { shown } from '../../../shown.ts'
import { refuseAt } from '../../refuse-at.ts'
import { decodeTensor } from '../decode-tensor.ts'
import type { OnnxAttribute, OnnxNode } from '../types.ts'
import type { Lowering } from './lowering.ts'
import { type NotNative, notNative } from './not-native.ts'
import type { ColumnsValue, ConstantValue, Value } from './value.ts'

/** The attributes of a kind, which may share its member with others. */
type OfKind<K> = OnnxAttribute extends infer A
  ? A extends { readonly kind: infer Kinds }
    ? K extends Kinds
      ? A
      : never
    : never
  : never

/** What is no tensor of rows. */
const others: Readonly<Record<Exclude<Value['kind'], 'columns'>, string>> = {
  constant: 'the same for every row',
  shape: 'the same for every row',
  turned: 'rows behind another dimension',
  texts: 'texts to be cut into words',
  tokens: 'words of texts',
}

/** A node with its attributes and the values of its inputs, as an operator reads them. */
export class NodeReader {
  readonly node: OnnxNode
  /** Version of the set of operators that the node's operator is of. */
  readonly opset: number
  readonly #lowering: Lowering

  constructor(node: OnnxNode, opset: number, lowering: Lowering) {
    this.node = node
    this.opset = opset
    this.#lowering = lowering
  }

  get inputCount(): number {
    return this.node.inputs.length
  }

  /** The value of an input; undefined where an optional one is absent. */
  find(index: number): Value | undefined {
    const name = this.node.inputs[index]
    return name === undefined || name === '' ? undefined : this.#lowering.values.get(name)
  }

  input(index: number): Value {
    const value = this.find(index)
    if (value !== undefined) return value
    throw this.corrupt(`input/${index}`, 'nothing', 'an input')
  }

  /** An input that differs from row to row. */
  columns(index = 0): ColumnsValue {
    const value = this.input(index)
    if (value.kind === 'columns') return value
    throw this.refuse(`input ${index} that is ${others[value.kind]}`, 'an input of rows')
  }

  /** Such an input of numbers. */
  numberColumns(index = 0): ColumnsValue {
    const value = this.columns(index)
    if (value.element !== 'string') return value
    throw this.corrupt(`input/${index}`, 'texts', 'numbers')
  }

  /** An input that is the same for every row. */
  constant(index: number): ConstantValue {
    const value = this.input(index)
    if (value.kind === 'constant') return value
    throw this.refuse(`input ${index} that differs from row to row`, 'a constant')
  }

  /** Whole numbers of a constant input, such as axes; undefined where it is absent. */
  integers(index: number): readonly number[] | undefined {
    if (this.find(index) === undefined) return undefined
    return [...this.#checked(this.constant(index).numbers, `input/${index}`)]
  }

  output(index: number, value: Value): void {
    const name = this.node.outputs[index]
    if (name !== undefined && name !== '') this.#lowering.values.set(name, value)
  }

  has(key: string): boolean {
    return this.node.attributes.has(key)
  }

  float(key: string, otherwise?: number): number {
    const found = this.#find(key, 'float')
    if (found !== undefined) return found.value
    if (otherwise !== undefined) return otherwise
    throw this.corrupt(`attribute/${key}`, 'nothing', 'a number')
  }

  int(key: string, otherwise?: number): number {
    const found = this.#find(key, 'int')
    const value = found?.value ?? otherwise
    if (value !== undefined && Number.isSafeInteger(value)) return value
    throw this.corrupt(`attribute/${key}`, shown(value), 'a whole number')
  }

  text(key: string, otherwise: string): string {
    return this.#find(key, 'string')?.value ?? otherwise
  }

  /** One of a closed list of texts. */
  choice<T extends string>(key: string, otherwise: T, choices: readonly T[]): T {
    const text = this.text(key, otherwise)
    const found = choices.find((choice) => choice === text)
    if (found !== undefined) return found
    throw this.corrupt(`attribute/${key}`, shown(text), choices.join(', '))
  }

  /** A list of singles, absent: none. */
  floats(key: string): Float64Array {
    return this.#find(key, 'floats')?.values ?? new Float64Array()
  }

  /** A list of whole numbers, absent: none. */
  ints(key: string): readonly number[] {
    return [...this.wholes(key)]
  }

  /** As {@link ints}, for long lists. */
  wholes(key: string): Float64Array {
    return this.#checked(this.#find(key, 'ints')?.values ?? new Float64Array(), `attribute/${key}`)
  }

  texts(key: string): readonly string[] {
    return this.#find(key, 'strings')?.values ?? []
  }

  /** A tensor attribute; undefined where it is absent. */
  tensor(key: string): ConstantValue | undefined {
    const found = this.#find(key, 'tensor')
    if (found === undefined) return undefined
    const { tensor } = found
    const values = decodeTensor(tensor)
    if (values === undefined) {
      throw this.refuse(`numbers of the type ${tensor.element} in ${key}`, 'another type')
    }
    return {
      kind: 'constant',
      element: tensor.element,
      dims: tensor.dims,
      ...(values.kind === 'texts'
        ? { numbers: new Float64Array(), texts: values.values }
        : { numbers: values.values }),
    }
  }

  /** The numbers of `key`, or of `key_as_tensor`, which may be doubles. */
  weights(key: string): Float64Array {
    const tensor = this.tensor(`${key}_as_tensor`)
    return tensor === undefined || tensor.numbers.length === 0 ? this.floats(key) : tensor.numbers
  }

  /** What of the node is beyond the op graph. */
  refuse(found: string, expected: string): NotNative {
    return notNative(this.node, found, expected)
  }

  /** What no runtime could make sense of. */
  corrupt(part: string, found: string, expected: string) {
    return refuseAt(`${this.node.place}/${part}`, { found, expected })
  }

  #find<K extends OnnxAttribute['kind']>(key: string, kind: K): OfKind<K> | undefined {
    const found = this.node.attributes.get(key)
    if (found === undefined) return undefined
    // An attribute of the kind that was asked for.
    if (found.kind === kind) return found as OfKind<K>
    throw this.corrupt(`attribute/${key}`, `an attribute of the kind ${found.kind}`, kind)
  }

  #checked(numbers: Float64Array, part: string): Float64Array {
    const bad = numbers.find((number) => !Number.isInteger(number))
    if (bad === undefined) return numbers
    throw this.corrupt(part, String(bad), 'whole numbers')
  }
}
