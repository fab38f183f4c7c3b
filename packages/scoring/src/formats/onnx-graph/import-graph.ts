import { type GraphTensor, numbersOf } from '../../ir/graph-step.ts'
import type { Imported, Note } from '../imported.ts'
import { readOnnxModel } from '../onnx/proto/read-model.ts'
import { refuseAt } from '../refuse-at.ts'
import { chooseOutput, endingOf } from './choose-output.ts'
import { graphContract } from './contract.ts'
import { decideAnswers } from './decide-answers.ts'
import type { GraphOptions } from './graph-options.ts'
import { classProgram, valueProgram } from './program.ts'
import { readsMissing } from './spoiling.ts'
import { describeTensor } from './tensors.ts'
import { vocabularyOf } from './vocabulary.ts'

/** An ONNX file that an engine runs as it is. */
export interface ImportedGraph extends Imported {
  /** The bytes of the file. */
  readonly graph: Uint8Array
}

/** Numbers of a row: each is a column of logs and tables. */
const mostNumbers = 16_384

/**
 * Describes an ONNX graph to be answered by an engine: what a row must have for its inputs, and what its
 * output means, as far as the file or the person says.
 *
 * @throws Refusal `model-truncated`, `model-corrupt`, or `model-unsupported` for what cannot be described
 */
export function importGraph(bytes: Uint8Array, options: GraphOptions = {}): ImportedGraph {
  const { graph } = readOnnxModel(bytes)
  const { shape: shapes = new Map() } = options
  const inputs = graph.inputs.map((input) => describeTensor(input, 'inputs', shapes))
  const chosen = chooseOutput(graph, options.answer)
  const output = describeTensor(chosen, 'outputs', shapes)
  checkSize('/graph/inputs', inputs)
  checkSize('/graph/outputs', [output])
  const rows = [...inputs, output].some((one) => one.rows === 'one') ? 'one' : 'many'
  const part = { inputs: inputs.map(plain), output: plain(output), rows } as const
  const answers = decideAnswers(numbersOf(output), endingOf(graph, output.name), options)
  const { task, classes, link } = answers
  const isClassifier = task === 'binary' || task === 'multiclass'
  return {
    format: 'onnx',
    importer: { name: 'onnx-graph', version: 1 },
    ...(isClassifier ? classProgram(part, link) : valueProgram(part)),
    contract: graphContract(part.inputs, {
      ...{ task, classes, targets: numbersOf(output) },
      missing: readsMissing(graph) ? 'accept' : 'refuse',
      vocabulary: (input) => vocabularyOf(graph, input),
    }),
    notes: [...answers.notes, preprocessing],
    graph: bytes,
  }
}

const preprocessing: Note = {
  code: 'preprocessing-unknown',
  features: [],
  text: 'The graph is all there is: scaling, tokenising and resizing done before it in training are not in it, unless they were exported with it.',
}

function plain({ name, element, shape }: GraphTensor): GraphTensor {
  return { name, element, shape }
}

function checkSize(place: string, tensors: readonly GraphTensor[]): void {
  const numbers = tensors.reduce((sum, tensor) => sum + numbersOf(tensor), 0)
  if (tensors.length > 0 && numbers <= mostNumbers) return
  throw refuseAt(
    place,
    { found: `${numbers} numbers for a row`, expected: `1 to ${mostNumbers}` },
    'model-unsupported',
  )
}
