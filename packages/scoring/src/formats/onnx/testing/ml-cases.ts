import { readFileSync } from 'node:fs'
import type { Contract, Field } from '../../../contract/types.ts'
import { createScorer, type ScorerOptions } from '../../../kernels/scorer.ts'
import { Refusal } from '../../../refusals.ts'
import type { Scored } from '../../../scorer-types.ts'
import type { GraphOptions } from '../../onnx-graph/graph-options.ts'
import { importOnnx } from '../import.ts'

/** A tensor of a case: numbers as text, NaN and infinities as Python writes them. */
interface CaseTensor {
  readonly dims: readonly number[]
  readonly numbers?: readonly string[]
  readonly texts?: readonly string[]
}

/** A model of ONNX's own tests of ai.onnx.ml with rows and answers (fixtures/onnx/ml_cases.py). */
export interface MlCase {
  readonly name: string
  readonly model: string
  readonly inputs: Readonly<Record<string, CaseTensor | Readonly<Record<string, number>>>>
  readonly outputs: Readonly<Record<string, CaseTensor>>
}

const folder = new URL('../../../../fixtures/onnx/', import.meta.url)

export function readMlCases(): readonly MlCase[] {
  return readCases('ml-cases.json')
}

/** Node cases of ai.onnx, of operators that are native where they leave rows apart. */
export function readPlainCases(): readonly MlCase[] {
  return readCases('plain-cases.json')
}

/** What onnxruntime's own tests have (fixtures/onnx/runtime_cases.py). */
export function readRuntimeCases(): readonly MlCase[] {
  return readCases('runtime-cases.json')
}

function readCases(file: string): readonly MlCase[] {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8')).cases
}

/** The test function of a case: several of its models may be of one. */
export function functionOf({ name }: MlCase): string {
  return name.replace(/\[.*$/, '').replace(/ \d+$/, '')
}

/** What a case shows: equal answers by both engines, a refusal, or the first difference. */
export function runMlCase(one: MlCase, options: GraphOptions = {}): 'equal' | Refusal | string {
  try {
    return compare(one, options)
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

const engines: readonly ScorerOptions[] = [{ engine: 'reference' }, { engine: 'kernels' }]

function compare({ model, inputs, outputs }: MlCase, options: GraphOptions): 'equal' | string {
  const imported = importOnnx(Buffer.from(model, 'base64'), options)
  const { program, coefficients, contract } = imported
  const { x, rows } = toRows(inputs, contract)
  for (const engine of engines) {
    const scorer = createScorer(program, coefficients, contract, engine)
    const scored = scorer.allocate(rows)
    scorer.score(x, rows, scored)
    for (const [i, [name, tensor]] of Object.entries(outputs).entries()) {
      const isLabel = contract.classes !== undefined && (i === 0 || tensor.texts !== undefined)
      const found = isLabel ? labelsOf(scored, contract) : numbersOf(scored)
      const wanted = tensor.texts ?? (tensor.numbers ?? []).map(toNumber)
      const at = wanted.findIndex((value, k) => !isNear(found[k], value))
      if (found.length !== wanted.length) return `${name}: ${found.length} of ${wanted.length}`
      if (at >= 0) return `${name}[${at}]: ${found[at]}, not ${wanted[at]} (${engine.engine})`
    }
  }
  return 'equal'
}

/** As near as the tests of ONNX themselves ask for. */
function isNear(found: unknown, wanted: number | string): boolean {
  if (typeof found !== 'number' || typeof wanted !== 'number') return found === wanted
  return Object.is(found, wanted) || Math.abs(found - wanted) <= 1e-5 + 1e-5 * Math.abs(wanted)
}

function labelsOf({ label }: Scored, { classes }: Contract): readonly unknown[] {
  return [...(label ?? [])].map((index) => classes?.[index])
}

function numbersOf({ value, probability, raw }: Scored): readonly number[] {
  return [...(value ?? probability ?? raw)]
}

function toRows(inputs: MlCase['inputs'], { inputs: fields }: Contract) {
  const tensors = Object.values(inputs).map((input) =>
    isTensor(input) ? input : toTensor(input, fields),
  )
  const rows = tensors[0]?.dims[0] ?? 0
  const x = new Float64Array(rows * fields.length)
  for (let row = 0; row < rows; row++) {
    const values = tensors.flatMap(({ numbers, texts }) => {
      const all = numbers ?? texts ?? []
      const width = all.length / rows
      return all.slice(row * width, (row + 1) * width)
    })
    x.set(
      fields.map((field, i) => encoded(field, values[i] ?? '')),
      row * fields.length,
    )
  }
  return { x, rows }
}

function isTensor(input: MlCase['inputs'][string]): input is CaseTensor {
  return Array.isArray(input['dims'])
}

/** A dictionary is one row; what it lacks is missing. */
function toTensor(input: Readonly<Record<string, unknown>>, fields: readonly Field[]): CaseTensor {
  const numbers = fields.map(({ name }) => String(input[name] ?? 'nan'))
  return { dims: [1, numbers.length], numbers }
}

function encoded({ levels }: Field, text: string): number {
  if (levels === undefined) return toNumber(text)
  const at = levels.indexOf(text)
  return at < 0 ? Number.NaN : at
}

function toNumber(text: string): number {
  if (text === 'nan') return Number.NaN
  return text.endsWith('inf') ? Number(text.replace('inf', 'Infinity')) : Number(text)
}
