import { shown } from '../../../shown.ts'
import { refuseAt } from '../../refuse-at.ts'
import type { OnnxGraph, OnnxTensor } from '../types.ts'

/** Adds an initialiser under its name. @throws Refusal when the name is empty or taken */
export function addInitializer(tensor: OnnxTensor, into: Map<string, OnnxTensor>): void {
  if (tensor.name === '' || into.has(tensor.name)) {
    const found = tensor.name === '' ? 'no name' : `the name ${shown(tensor.name)} a second time`
    throw refuseAt(`${tensor.place}/name`, { found, expected: 'a name for each initialiser' })
  }
  into.set(tensor.name, tensor)
}

/**
 * Every name is given once, and every value that a node reads is an input, an initialiser, or made by
 * a node before it: so there is no cycle. @throws Refusal
 */
export function checkGraph(graph: OnnxGraph, place: string): void {
  const known = new Set(graph.initializers.keys())
  for (const [i, { name }] of graph.inputs.entries()) {
    add(known, name, `${place}/input/${i}`)
  }
  const made = new Set(graph.nodes.flatMap(({ outputs }) => outputs))
  for (const node of graph.nodes) {
    for (const [i, name] of node.inputs.entries()) {
      if (name === '' || known.has(name)) continue
      const later = made.has(name) ? ', which only a later node makes' : ', which nothing makes'
      throw refuseAt(`${node.place}/input/${i}`, {
        found: `${shown(name)}${later}`,
        expected: 'an input, an initialiser or the output of a node before',
      })
    }
    for (const [i, name] of node.outputs.entries()) {
      if (name !== '') add(known, name, `${node.place}/output/${i}`)
    }
  }
  for (const [i, { name }] of graph.outputs.entries()) {
    if (known.has(name)) continue
    const found = `${shown(name)}, which nothing makes`
    throw refuseAt(`${place}/output/${i}`, { found, expected: 'a value of the graph' })
  }
  if (graph.outputs.length > 0) return
  throw refuseAt(`${place}/output`, { found: 'no output', expected: 'at least one' })
}

function add(known: Set<string>, name: string, place: string): void {
  if (known.has(name)) {
    const found = `the name ${shown(name)} a second time`
    throw refuseAt(place, { found, expected: 'a name for each value' })
  }
  known.add(name)
}
