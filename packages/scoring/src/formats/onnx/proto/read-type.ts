import type { OnnxDimension, OnnxType, OnnxValueInfo } from '../types.ts'
import { toElement } from './read-tensor.ts'
import type { WireReader } from './wire-reader.ts'

/** ValueInfoProto: the name and type of an input or output. */
export function readValueInfo(reader: WireReader): OnnxValueInfo {
  let name = ''
  let type: OnnxType = { kind: 'other' }
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field.number === 1) name = reader.text(field, 'name')
    else if (field.number === 2) type = readType(reader.message(field, 'type'))
    else reader.skip(field)
  }
  if (name !== '') return { name, type }
  throw reader.refuse({ found: 'an empty name', expected: 'the name of a value' })
}

function readType(reader: WireReader): OnnxType {
  let type: OnnxType = { kind: 'other' }
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field.number === 1) type = readTensorType(reader.message(field, 'tensor_type'))
    else if (field.number === 4) type = readSequence(reader.message(field, 'sequence_type'))
    else if (field.number === 5) type = readMap(reader.message(field, 'map_type'))
    else reader.skip(field)
  }
  return type
}

function readTensorType(reader: WireReader): OnnxType {
  let element: number | undefined
  let shape: readonly OnnxDimension[] | undefined
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field.number === 1) element = reader.integer(field)
    else if (field.number === 2) shape = readShape(reader.message(field, 'shape'))
    else reader.skip(field)
  }
  return {
    kind: 'tensor',
    element: toElement(element ?? 0, reader.place),
    ...(shape !== undefined && { shape }),
  }
}

function readShape(reader: WireReader): readonly OnnxDimension[] {
  const shape: OnnxDimension[] = []
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field.number === 1) shape.push(readDimension(reader.message(field, `dim/${shape.length}`)))
    else reader.skip(field)
  }
  return shape
}

function readDimension(reader: WireReader): OnnxDimension {
  let dimension: OnnxDimension
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field.number === 1) dimension = reader.integer(field)
    else if (field.number === 2) dimension = reader.text(field, 'dim_param') || undefined
    else reader.skip(field)
  }
  // Some exporters write -1 for what they do not know.
  if (typeof dimension !== 'number' || dimension >= 0) return dimension
  if (dimension === -1) return undefined
  throw reader.refuse({ found: String(dimension), expected: 'a length of zero or more' })
}

function readSequence(reader: WireReader): OnnxType {
  let of: OnnxType = { kind: 'other' }
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field.number === 1) of = readType(reader.message(field, 'elem_type'))
    else reader.skip(field)
  }
  return { kind: 'sequence', of }
}

function readMap(reader: WireReader): OnnxType {
  let key = 0
  let value: OnnxType = { kind: 'other' }
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field.number === 1) key = reader.integer(field)
    else if (field.number === 2) value = readType(reader.message(field, 'value_type'))
    else reader.skip(field)
  }
  return { kind: 'map', key: toElement(key, reader.place), value }
}
