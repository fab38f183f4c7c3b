import type { OnnxGraph, OnnxNode, OnnxTensor, OnnxValueInfo } from '../types.ts'
import { addInitializer, checkGraph } from './check-graph.ts'
import { readNode } from './read-node.ts'
import { readTensor } from './read-tensor.ts'
import { readValueInfo } from './read-type.ts'
import type { WireReader } from './wire-reader.ts'

/** GraphProto, checked: every name given once, every value made before it is read. */
export function readGraph(reader: WireReader): OnnxGraph {
  const graph = readParts(reader)
  checkGraph(graph, reader.place)
  return graph
}

/** A graph within a graph may read values of those around it, so that its names are not checked. */
function readParts(reader: WireReader): OnnxGraph {
  const nodes: OnnxNode[] = []
  const initializers = new Map<string, OnnxTensor>()
  const [inputs, outputs]: [OnnxValueInfo[], OnnxValueInfo[]] = [[], []]
  let name = ''
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field.number === 1) {
      nodes.push(readNode(reader.message(field, `node/${nodes.length}`), readParts))
    } else if (field.number === 2) name = reader.text(field, 'name')
    else if (field.number === 5) {
      addInitializer(
        readTensor(reader.message(field, `initializer/${initializers.size}`)),
        initializers,
      )
    } else if (field.number === 11) {
      inputs.push(readValueInfo(reader.message(field, `input/${inputs.length}`)))
    } else if (field.number === 12) {
      outputs.push(readValueInfo(reader.message(field, `output/${outputs.length}`)))
    } else reader.skip(field)
  }
  const given = inputs.filter((input) => !initializers.has(input.name))
  return { name, nodes, initializers, inputs: given, outputs }
}
