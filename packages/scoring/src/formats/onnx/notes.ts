import type { Note } from '../imported.ts'
import type { InputColumns } from './lower/inputs.ts'
import type { Lowered } from './lower/lower-graph.ts'
import type { OnnxModel } from './types.ts'

/** A fault of a producer that is known, and the operators by which a file shows that it may have it. */
interface KnownFault {
  readonly producer: RegExp
  readonly ops: readonly string[]
  readonly text: string
}

const faults: readonly KnownFault[] = [
  {
    producer: /^skl2onnx$/i,
    ops: ['TreeEnsembleClassifier', 'TreeEnsembleRegressor', 'TreeEnsemble'],
    text: 'skl2onnx drops the side to which trees of scikit-learn send missing values: rows with a missing value may be answered wrongly, by up to 0.6 of a probability.',
  },
  {
    producer: /^skl2onnx$/i,
    ops: ['TopK'],
    text: 'k nearest neighbours with distance weights were wrong in most models of skl2onnx that were tried.',
  },
  {
    producer: /^skl2onnx$/i,
    ops: ['Tokenizer'],
    text: 'skl2onnx cuts texts otherwise than scikit-learn, unless token_pattern was a set of letters such as [a-z]{2,}: words end at every letter beyond ASCII (é, ß, ж), words of one letter come between those of an n-gram, spaces among characters stay as many as they are. Small letters are found one by one (İ, Σ at the end), and sublinear_tf becomes log(1 + n). Many real texts are answered wrongly.',
  },
  {
    producer: /^skl2onnx$/i,
    ops: ['ArgMin', 'CumSum'],
    text: 'Isotonic calibration was wrong in half of the models of skl2onnx that were tried.',
  },
  {
    producer: /^(?:OnnxMLTools|skl2onnx)$/i,
    ops: ['TreeEnsembleClassifier', 'TreeEnsembleRegressor', 'TreeEnsemble'],
    text: 'Thresholds were rounded to singles by the converter: a value right beside one may go the other way than in the source library.',
  },
]

const unknownNote: Note = {
  code: 'unknown-accepted',
  features: [],
  text: 'A OneHotEncoder with zeros = 0 refuses unknown categories; here such numbers are all zeros. Bound them with a range in the contract.',
}

/** What a person should know that the file cannot say, and what is known of its producer. */
export function collectNotes(model: OnnxModel, { inputs, lowering }: Lowered): readonly Note[] {
  const { producer, graph } = model
  const ops = new Set(graph.nodes.map(({ op }) => op))
  const known = faults
    .filter((fault) => fault.producer.test(producer.name) && fault.ops.some((op) => ops.has(op)))
    .map(({ text }): Note => ({ code: 'producer-fault', features: [], text: toText(model, text) }))
  const unknown = lowering.acceptsUnknown ? [unknownNote] : []
  return [...known, ...linkNotes(model), ...unknown, wantsAnswers(model), ...inputNotes(inputs)]
}

function toText({ producer }: OnnxModel, text: string): string {
  return `The file was written by ${producer.name} ${producer.version}. ${text}`
}

const linkedRegressors: ReadonlySet<string> = new Set(['TreeEnsembleRegressor', 'LinearRegressor'])

/** onnxruntime answers such models without the transform. */
function linkNotes({ graph }: OnnxModel): readonly Note[] {
  const isLinked = graph.nodes.some(({ op, attributes }) => {
    const post = attributes.get('post_transform')
    const targets = attributes.get(op === 'LinearRegressor' ? 'targets' : 'n_targets')
    const isOne = targets === undefined || (targets.kind === 'int' && targets.value === 1)
    return linkedRegressors.has(op) && isOne && post?.kind === 'string' && post.value !== 'NONE'
  })
  if (!isLinked) return []
  const text =
    'The post_transform of a regressor with one target is applied; onnxruntime up to 1.31 leaves LOGISTIC and SOFTMAX out there, so that its answers differ.'
  return [{ code: 'producer-fault', features: [], text }]
}

function wantsAnswers({ producer }: OnnxModel): Note {
  const from = producer.name === '' ? 'a producer that it does not name' : producer.name
  const isOfScikitLearn = producer.name === '' || /^(?:OnnxMLTools|skl2onnx)$/i.test(producer.name)
  const better = isOfScikitLearn
    ? '; an estimator of scikit-learn is better exported with ratchet exporter python'
    : ''
  const text = `The file is a conversion by ${from}: the verification rows show that Ratchet runs the graph, not that the graph answers as the trained model does. Import it with --expected and rows answered by the source library${better}.`
  return { code: 'source-answers-wanted', features: [], text }
}

function inputNotes(inputs: readonly InputColumns[]): readonly Note[] {
  const unnamed = inputs.filter(({ name, fieldNames }) => fieldNames[0] === `${name}[0]`)
  const guessed = inputs.filter(({ isGuessed }) => isGuessed)
  const notes: Note[] = unnamed.map(({ name, fieldNames }) => ({
    code: 'feature-names-unknown',
    features: [],
    text: `The file does not name the columns of ${name}: they are called ${fieldNames[0]} to ${fieldNames.at(-1)}, unless the metadata feature_names lists ${fieldNames.length} names.`,
  }))
  for (const { name, fieldNames } of guessed) {
    const text = `The file does not say how many columns ${name} has: ${fieldNames.length}, as its operators need.`
    notes.push({ code: 'feature-count-guessed', features: [], text })
  }
  return notes
}
