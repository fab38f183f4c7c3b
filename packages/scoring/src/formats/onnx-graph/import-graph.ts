import type { Level, Task } from '../../contract/types.ts'
import { type GraphTensor, numbersOf } from '../../ir/graph-step.ts'
import type { Imported, Note } from '../imported.ts'
import { readOnnxModel } from '../onnx/proto/read-model.ts'
import type { OnnxGraph } from '../onnx/types.ts'
import { refuseAt } from '../refuse-at.ts'
import { chooseOutput, type Ending, endingOf } from './choose-output.ts'
import { graphContract } from './contract.ts'
import type { GraphOptions } from './graph-options.ts'
import { classProgram, type GraphLink, valueProgram } from './program.ts'
import { describeTensor } from './tensors.ts'
import { vocabularyOf } from './vocabulary.ts'

/** An ONNX file that an engine runs as it is. */
export interface ImportedGraph extends Imported {
  /** The bytes of the file. */
  readonly graph: Uint8Array
}

/** Numbers of a row: each is a column of logs and tables. */
const mostNumbers = 16_384
/** Operators for which NaN is a missing value, and not a number that spoils all others. */
const missingOps = [
  'Imputer',
  'IsNaN',
  'TreeEnsembleClassifier',
  'TreeEnsembleRegressor',
  'TreeEnsemble',
]

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

function readsMissing({ nodes }: OnnxGraph): boolean {
  return nodes.some(({ op }) => missingOps.includes(op))
}

interface GraphAnswers {
  readonly task: Task
  readonly classes: readonly Level[] | number
  readonly link: GraphLink
  readonly notes: readonly Note[]
}

function decideAnswers(width: number, ending: Ending, options: GraphOptions): GraphAnswers {
  const isShares = ending === 'softmax' || (ending === 'sigmoid' && width === 1)
  const isMeant = options.classes !== undefined || options.link !== undefined
  const said = options.task ?? (isMeant ? 'classification' : undefined)
  const kind = said ?? (isShares ? 'classification' : 'regression')
  const notes: Note[] = []
  if (kind === 'regression') {
    if (said === undefined) notes.push(note('task-unknown', taskUnknown))
    return { task: 'regression', classes: 2, link: 'none', notes }
  }
  const count = Math.max(2, width)
  checkClasses(options.classes, count)
  if (options.classes === undefined) notes.push(note('class-names-unknown', classesUnknown(count)))
  const link = options.link ?? (isShares ? 'none' : width === 1 ? 'sigmoid' : 'softmax')
  checkLink(link, width)
  if (options.link === undefined && !isShares) notes.push(note('link-unknown', linkUnknown(link)))
  const task = count === 2 ? 'binary' : 'multiclass'
  return { task, classes: options.classes ?? count, link, notes }
}

const taskUnknown =
  'The graph does not say what its numbers mean: they are answered as `value`. For classes and probabilities, import it with --task classification.'

function classesUnknown(count: number): string {
  return `The graph does not name its classes: they are 0 to ${count - 1}, in the order of its output. Name them with --classes.`
}

function linkUnknown(link: GraphLink): string {
  return `The graph does not end in probabilities, so its numbers are taken for margins, and ${link} makes probabilities of them. Where they are probabilities, import it with --link none.`
}

function note(code: Note['code'], text: string): Note {
  return { code, features: [], text }
}

function checkClasses(classes: readonly Level[] | undefined, count: number): void {
  if (classes === undefined || classes.length === count) return
  const found = `${classes.length} classes`
  throw refuseAt(
    '/graph/outputs',
    { found, expected: `${count}, as the output has` },
    'model-unsupported',
  )
}

/** A softmax of one number is always 1; sigmoids of several are no classes of which one is right. */
function checkLink(link: GraphLink, width: number): void {
  if (link === 'none' || (link === 'sigmoid') === (width === 1)) return
  throw refuseAt(
    '/graph/outputs',
    {
      found: `${link} of ${width} number${width === 1 ? '' : 's'}`,
      expected: width === 1 ? 'sigmoid or none' : 'softmax or none',
      hint: 'Labels that do not exclude each other are no classes: import them with --task regression.',
    },
    'model-unsupported',
  )
}
