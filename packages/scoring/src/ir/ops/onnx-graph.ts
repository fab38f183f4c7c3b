import { corrupt } from '../../corrupt.ts'
import { Refusal } from '../../refusals.ts'
import { shown } from '../../shown.ts'
import { type GraphTensor, graphElements, numbersOf, type OnnxGraphStep } from '../graph-step.ts'
import { limits } from '../limits.ts'
import { StepFields } from '../step-fields.ts'
import type { Op } from './op.ts'

const mostTensors = 100
const mostDimensions = 32
const longestName = 1000

/** A graph in a file of its own, which only an engine can run. */
export const onnxGraphOp: Op<OnnxGraphStep> = {
  op: 'onnxGraph@1',
  parse: (fields) => ({
    op: 'onnxGraph@1',
    in: fields.name('in'),
    out: fields.name('out'),
    inputs: parseTensors(fields.raw('inputs'), `${fields.place}/inputs`),
    output: parseTensor(fields.raw('output'), `${fields.place}/output`),
    rows: fields.oneOf('rows', ['many', 'one']),
  }),
  inputs: (step) => [step.in],
  coefficients: () => [],
  width: (step, widthOf, place) => {
    const width = step.inputs.reduce((sum, input) => sum + numbersOf(input), 0)
    if (width !== widthOf(step.in)) {
      const expected = `${widthOf(step.in)}, the columns of ${step.in}`
      throw corrupt(`${place}/inputs`, `tensors of ${width} numbers`, expected)
    }
    return numbersOf(step.output)
  },
  validate: () => {},
  execute: () => {
    throw needsEngine()
  },
}

/** What asks for an answer of ours where only an engine has one. */
export function needsEngine(): Refusal {
  return new Refusal({
    code: 'engine-needed',
    place: 'program.json',
    found: 'an ONNX graph that an engine answers, in a process of its own',
    expected: 'a model of Ratchet’s own steps',
    hint: 'Serve it, or ask it with ratchet predict: these start the engine.',
  })
}

function parseTensors(value: unknown, place: string): readonly GraphTensor[] {
  if (!Array.isArray(value) || value.length < 1 || value.length > mostTensors) {
    throw corrupt(place, shown(value), `a list of 1 to ${mostTensors} tensors`)
  }
  const tensors = value.map((item: unknown, i) => parseTensor(item, `${place}/${i}`))
  const names = new Set(tensors.map(({ name }) => name))
  if (names.size === tensors.length) return tensors
  throw corrupt(place, 'a name twice', 'every tensor once')
}

function parseTensor(value: unknown, place: string): GraphTensor {
  const fields = new StepFields(value, place)
  const name = fields.raw('name')
  if (typeof name !== 'string' || name.length < 1 || name.length > longestName) {
    throw corrupt(`${place}/name`, shown(name), `a text of at most ${longestName} characters`)
  }
  const tensor = {
    name,
    element: fields.oneOf('element', graphElements),
    shape: parseShape(fields.raw('shape'), `${place}/shape`),
  }
  fields.end()
  return tensor
}

function parseShape(value: unknown, place: string): readonly number[] {
  const isShape =
    Array.isArray(value) &&
    value.length <= mostDimensions &&
    value.every((length) => Number.isSafeInteger(length) && length >= 1)
  // The elements have just been checked.
  const shape = isShape ? (value as readonly number[]) : []
  if (isShape && numbersOf({ shape }) <= limits.width) return shape
  throw corrupt(place, shown(value), `dimensions of at most ${limits.width} numbers`)
}
