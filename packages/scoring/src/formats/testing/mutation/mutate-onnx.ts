import type { Random } from '@ratchet-ml/stats'
import { boundaryNumbers, fewTimes, oneOf } from './boundary-numbers.ts'

/** A protobuf message: its fields in order. */
type Message = Field[]

interface Field {
  readonly number: number
  readonly type: 0 | 1 | 2 | 5
  value: bigint | Uint8Array | Message
  /** Whole numbers one after the other. */
  readonly isPacked?: boolean
}

/** By field of a message, what the bytes of the field are: a message, or packed whole numbers. */
interface Schema {
  readonly [field: number]: Schema | 'integers'
}

const tensor: Schema = { 1: 'integers', 5: 'integers', 7: 'integers' }
const attribute: Schema = { 5: tensor, 8: 'integers' }
const type: Schema = { 1: { 2: { 1: {} } } }
const value: Schema = { 2: type }
const graph: Schema = { 1: { 5: attribute }, 5: tensor, 11: value, 12: value }
const model: Schema = { 7: graph, 8: {}, 14: {} }

/** An ONNX model after one or a few changes of what its messages say. */
export function mutateOnnx(
  bytes: Uint8Array,
  random: Random,
): { readonly bytes: Uint8Array; readonly how: string } {
  const document = decode(bytes, model)
  let how = ''
  for (let times = fewTimes(random); times > 0; times--) {
    const all = messagesOf(document).filter((message) => message.length > 0)
    if (all.length === 0) break
    how = oneOf(random, Object.keys(changes))
    changes[how]?.(oneOf(random, all), random, all)
  }
  return { bytes: encode(document), how }
}

const wholeNumbers = boundaryNumbers.filter((text) => /^-?\d+$/.test(text))

type Change = (message: Message, random: Random, all: readonly Message[]) => void

const changes: Readonly<Record<string, Change>> = {
  'field dropped': (message, random) => {
    message.splice(random.nextBelow(message.length), 1)
  },
  'field twice': (message, random) => {
    const at = random.nextBelow(message.length)
    message.splice(at, 0, copyOf(message[at] as Field))
  },
  'fields swapped': (message, random) => {
    const [a, b] = [random.nextBelow(message.length), random.nextBelow(message.length)]
    const [one, other] = [message[a] as Field, message[b] as Field]
    message[a] = other
    message[b] = one
  },
  'field of another message': (message, random, all) => {
    message[random.nextBelow(message.length)] = copyOf(oneOf(random, oneOf(random, all)))
  },
  'number changed': (message, random) => {
    const numbers = message.filter(({ type: kind }) => kind === 0)
    if (numbers.length > 0) oneOf(random, numbers).value = aNumber(random)
  },
  'list changed': (message, random) => {
    const lists = message.filter(({ isPacked }) => isPacked)
    if (lists.length === 0) return
    const list = oneOf(random, lists)
    const items = integersOf(list.value as Uint8Array)
    if (items.length > 0) items[random.nextBelow(items.length)] = aNumber(random)
    list.value = Uint8Array.from(items.flatMap((item) => [...varint(item)]))
  },
  'bytes changed': (message, random) => {
    const some = message.filter(({ value: held }) => held instanceof Uint8Array && held.length > 0)
    if (some.length === 0) return
    const one = oneOf(random, some)
    const copy = Uint8Array.from(one.value as Uint8Array)
    copy[random.nextBelow(copy.length)] = random.nextBelow(256)
    one.value = copy
  },
  'bytes cut': (message, random) => {
    const some = message.filter(({ value: held }) => held instanceof Uint8Array && held.length > 0)
    if (some.length === 0) return
    const one = oneOf(random, some)
    const held = one.value as Uint8Array
    one.value = held.subarray(0, random.nextBelow(held.length))
  },
  'text of another': (message, random, all) => {
    const texts = (from: Message) => from.filter(({ value: held }) => held instanceof Uint8Array)
    const [own, others] = [texts(message), texts(oneOf(random, all))]
    if (own.length > 0 && others.length > 0) oneOf(random, own).value = oneOf(random, others).value
  },
}

function aNumber(random: Random): bigint {
  return BigInt.asUintN(64, BigInt(oneOf(random, wholeNumbers)))
}

function messagesOf(message: Message): readonly Message[] {
  const inner = message.flatMap(({ value: held }) => (Array.isArray(held) ? messagesOf(held) : []))
  return [message, ...inner]
}

function copyOf(field: Field): Field {
  const { value: held } = field
  return { ...field, value: Array.isArray(held) ? held.map(copyOf) : held }
}

/** Of a sound file: nothing is checked. */
function decode(bytes: Uint8Array, schema: Schema): Message {
  const message: Message = []
  let at = 0
  const next = () => {
    let [number, shift] = [0n, 0n]
    for (;;) {
      const byte = bytes[at++] as number
      number |= BigInt(byte & 0x7f) << shift
      shift += 7n
      if (byte < 0x80) return number
    }
  }
  while (at < bytes.length) {
    const key = Number(next())
    const [number, kind] = [key >> 3, (key & 7) as Field['type']]
    if (kind === 0) message.push({ number, type: kind, value: next() })
    else {
      const length = kind === 2 ? Number(next()) : kind === 1 ? 8 : 4
      const held = bytes.subarray(at, at + length)
      at += length
      const inner = kind === 2 ? schema[number] : undefined
      const isMessage = inner !== undefined && inner !== 'integers'
      message.push({
        ...{ number, type: kind, value: isMessage ? decode(held, inner) : held },
        ...(inner === 'integers' && { isPacked: true }),
      })
    }
  }
  return message
}

function integersOf(bytes: Uint8Array): bigint[] {
  const numbers: bigint[] = []
  let [number, shift] = [0n, 0n]
  for (const byte of bytes) {
    number |= BigInt(byte & 0x7f) << shift
    shift += 7n
    if (byte >= 0x80) continue
    numbers.push(number)
    number = 0n
    shift = 0n
  }
  return numbers
}

function encode(message: Message): Uint8Array {
  return Buffer.concat(
    message.flatMap(({ number, type: kind, value: held }) => {
      const key = varint(BigInt(number * 8 + kind))
      if (typeof held === 'bigint') return [key, varint(held)]
      const bytes = Array.isArray(held) ? encode(held) : held
      return kind === 2 ? [key, varint(BigInt(bytes.length)), bytes] : [key, bytes]
    }),
  )
}

function varint(number: bigint): Uint8Array {
  const bytes: number[] = []
  let rest = number
  do {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    bytes.push(rest > 0n ? low | 0x80 : low)
  } while (rest > 0n)
  return Uint8Array.from(bytes)
}
