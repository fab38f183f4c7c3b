import type { OnnxAttribute, OnnxGraph, OnnxNode } from '../types.ts'
import { readTensor } from './read-tensor.ts'
import type { WireReader } from './wire-reader.ts'

/** Reads a graph that is the attribute of a node. */
export type ReadGraph = (reader: WireReader) => OnnxGraph

/** NodeProto: an operator with the names of what it reads and makes. */
export function readNode(reader: WireReader, readGraph: ReadGraph): OnnxNode {
  const [inputs, outputs]: [string[], string[]] = [[], []]
  const attributes = new Map<string, OnnxAttribute>()
  let [name, op, domain] = ['', '', '']
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field.number === 1) inputs.push(reader.text(field, `input/${inputs.length}`))
    else if (field.number === 2) outputs.push(reader.text(field, `output/${outputs.length}`))
    else if (field.number === 3) name = reader.text(field, 'name')
    else if (field.number === 4) op = reader.text(field, 'op_type')
    else if (field.number === 5) {
      const at = reader.message(field, `attribute/${attributes.size}`)
      const attribute = readAttribute(at, readGraph)
      if (attributes.has(attribute.name)) {
        const found = `the attribute ${attribute.name} a second time`
        throw at.refuse({ found, expected: 'each attribute once' })
      }
      attributes.set(attribute.name, attribute.value)
    } else if (field.number === 7) domain = reader.text(field, 'domain')
    else reader.skip(field)
  }
  if (op === '') throw reader.refuse({ found: 'no op_type', expected: 'the name of an operator' })
  const set = domain === 'ai.onnx' ? '' : domain
  return { name, op, domain: set, inputs, outputs, attributes, place: reader.place }
}

/** AttributeProto.AttributeType, of those that are read. */
const kinds: Readonly<Record<number, OnnxAttribute['kind']>> = {
  ...{ 1: 'float', 2: 'int', 3: 'string', 4: 'tensor', 5: 'graph' },
  ...{ 6: 'floats', 7: 'ints', 8: 'strings' },
}

/** AttributeProto. Its field `type` decides which of the values counts, as the format wants it. */
function readAttribute(reader: WireReader, readGraph: ReadGraph) {
  const [floats, ints, strings]: [number[], number[], string[]] = [[], [], []]
  let [name, type, float, int, text] = ['', 0, 0, 0, '']
  let tensor: OnnxAttribute = { kind: 'other' }
  let graph: OnnxAttribute = { kind: 'other' }
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field.number === 1) name = reader.text(field, 'name')
    else if (field.number === 2) float = reader.float(field)
    else if (field.number === 3) int = reader.integer(field)
    else if (field.number === 4) text = reader.text(field, 's')
    else if (field.number === 5) {
      tensor = { kind: 'tensor', tensor: readTensor(reader.message(field, 't')) }
    } else if (field.number === 6) {
      graph = { kind: 'graph', graph: readGraph(reader.message(field, 'g')) }
    } else if (field.number === 7) reader.floats(field, 4, floats)
    else if (field.number === 8) reader.integers(field, ints)
    else if (field.number === 9) strings.push(reader.text(field, `strings/${strings.length}`))
    else if (field.number === 20) type = reader.integer(field)
    else reader.skip(field)
  }
  if (name === '') throw reader.refuse({ found: 'an empty name', expected: 'a name' })
  const values: Readonly<Record<OnnxAttribute['kind'], () => OnnxAttribute>> = {
    float: () => ({ kind: 'float', value: float }),
    int: () => ({ kind: 'int', value: int }),
    string: () => ({ kind: 'string', value: text }),
    tensor: () => tensor,
    graph: () => graph,
    floats: () => ({ kind: 'floats', values: Float64Array.from(floats) }),
    ints: () => ({ kind: 'ints', values: Float64Array.from(ints) }),
    strings: () => ({ kind: 'strings', values: strings }),
    other: () => ({ kind: 'other' }),
  }
  return { name, value: values[kinds[type] ?? 'other']() }
}
