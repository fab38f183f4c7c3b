import { encodeUtf8 } from '../../../platform-globals.ts'

/** A field of a protobuf message: a whole number, a text, bytes, or a message. */
export type ProtoField = readonly [number, number | string | Uint8Array | ProtoMessage]
export type ProtoMessage = readonly ProtoField[]

/** The bytes of a message. */
export function encodeProto(message: ProtoMessage): Uint8Array {
  const bytes = message.flatMap(([number, value]) => {
    if (typeof value === 'number') return [...varint(number * 8), ...varint(value)]
    const held = typeof value === 'string' ? encodeUtf8(value) : value
    const inner = held instanceof Uint8Array ? held : encodeProto(held)
    return [...varint(number * 8 + 2), ...varint(inner.length), ...inner]
  })
  return Uint8Array.from(bytes)
}

/** Numbers below 2^53; negative ones as two's complement of 64 bits. */
function varint(value: number): readonly number[] {
  let rest = BigInt.asUintN(64, BigInt(value))
  const bytes: number[] = []
  do {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    bytes.push(rest > 0n ? low | 0x80 : low)
  } while (rest > 0n)
  return bytes
}

/** Of ValueInfoProto: rows of so many columns of a type (1: float). */
export function valueInfo(name: string, columns: number, element = 1): ProtoMessage {
  const shape: ProtoMessage = [
    [1, [[2, 'N']]],
    [1, [[1, columns]]],
  ]
  const tensor: ProtoMessage = [
    [1, element],
    [2, shape],
  ]
  return [
    [1, name],
    [2, [[1, tensor]]],
  ]
}

export function node(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
): ProtoMessage {
  return [
    ...inputs.map((name): ProtoField => [1, name]),
    ...outputs.map((name): ProtoField => [2, name]),
    [4, op],
  ]
}

/** Of NodeProto: an attribute of a whole number, of a text, or of a list of one of both. */
export function attribute(
  name: string,
  value: number | string | readonly number[] | readonly string[],
): ProtoField {
  const list = typeof value === 'object' ? value : [value]
  const isList = typeof value === 'object'
  const isOfTexts = typeof list[0] === 'string'
  const [field, type] = isOfTexts ? (isList ? [9, 8] : [4, 3]) : isList ? [8, 7] : [3, 2]
  return [5, [[1, name], ...list.map((one): ProtoField => [field, one]), [20, type]]]
}

/** Of TensorProto: floats in bytes. */
export function floatTensor(name: string, dims: readonly number[], numbers: readonly number[]) {
  const bytes = new Uint8Array(Float32Array.from(numbers).buffer)
  const lengths = dims.map((length): ProtoField => [1, length])
  return [...lengths, [2, 1], [8, name], [9, bytes]] as const
}

/** A model of a graph, whose input is `x` with two columns and whose output `y`, unless it says others. */
export function aModel(
  parts: ProtoMessage,
  ends: ProtoMessage = [
    [11, valueInfo('x', 2)],
    [12, valueInfo('y', 2)],
  ],
): ProtoMessage {
  return [
    [1, 8],
    [7, [...parts, ...ends]],
    [8, [[2, 17]]],
  ]
}
