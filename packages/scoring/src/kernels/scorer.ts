import { type Contract, featuresOf } from '../contract/types.ts'
import { corrupt } from '../corrupt.ts'
import type { Coefficients, Program } from '../ir/types.ts'
import { validateModel } from '../ir/validate.ts'
import { interpret } from '../reference/interpreter.ts'
import { textsOf } from '../rows/row-texts.ts'
import type { Scorer } from '../scorer-types.ts'
import { type AnswerPlan, allocateAnswers, checkRoom, copyAnswers, planAnswers } from './answers.ts'
import type { BlockMemory } from './block-memory.ts'
import { type Compiled, compileProgram } from './compile.ts'
import { copyNumbers } from './copy-numbers.ts'
import { type LaidOutModel, layOutModel } from './lay-out-model.ts'
import { planValues } from './plan-values.ts'

/** `kernels`: compiled into tables for the kernels. `reference`: the interpreter, slow, the same bits. */
export interface ScorerOptions {
  readonly engine?: Scorer['engine']
}

/** At least, where layouts do not want more. */
const blockRows = 64
/** Blocks of very wide values are cut down, so that a scorer's memory stays in proportion. */
const mostBlockNumbers = 1 << 20

/**
 * Makes a model ready to answer. The model is validated first, so that scoring itself needs no
 * checks and cannot fail on any row.
 *
 * @throws Refusal `package-corrupt` when program, coefficients and contract contradict each other
 */
export function createScorer(
  program: Program,
  coefficients: Coefficients,
  contract: Contract,
  { engine = 'kernels' }: ScorerOptions = {},
): Scorer {
  if (engine === 'kernels') return scorerOf(layOutModel(program, coefficients), contract)
  const widthOf = validateModel(program, coefficients)
  const compiled = compileReference(program, coefficients, widthOf)
  return bind(compiled, planAnswers(program, contract, widthOf), { contract, engine, blockSize: 1 })
}

/**
 * Makes a model ready to answer that was laid out before, here or in another thread.
 *
 * @param memory shared with other scorers of this thread; its own unless given
 * @throws Refusal `package-corrupt` when the model and the contract contradict each other
 */
export function scorerOf(model: LaidOutModel, contract: Contract, memory?: BlockMemory): Scorer {
  const { program, widths } = model
  const values = planValues(model)
  const widest = Math.max(1, ...[...values.written].map((name) => widths.get(name) ?? 1))
  const rows = Math.max(blockRows, ...[...model.layouts.values()].map(({ shift }) => 1 << shift))
  const blockSize = Math.max(1, Math.min(rows, Math.floor(mostBlockNumbers / widest)))
  // Every output of a validated program is one of its values.
  const plan = planAnswers(program, contract, (name) => widths.get(name) as number)
  const compiled = compileProgram(model, values, blockSize, memory)
  return bind(compiled, plan, { contract, engine: 'kernels', blockSize })
}

/** @param settings `blockSize`: rows that the program is run on at one time */
function bind(
  compiled: Compiled,
  plan: AnswerPlan,
  { contract, engine, blockSize }: Pick<Scorer, 'contract' | 'engine'> & { blockSize: number },
): Scorer {
  const featureCount = featuresOf(contract).length
  if (compiled.input.width !== featureCount) {
    const found = `${compiled.input.width} features`
    throw corrupt('program.json#/steps/0/width', found, `${featureCount}, as in the contract`)
  }
  const hasTexts = contract.inputs.some(({ role, type }) => role === 'feature' && type === 'text')
  return {
    contract,
    featureCount,
    engine,
    allocate: (capacity) => allocateAnswers(plan, capacity),
    score: (input, count, into) => {
      checkRows(input, count, featureCount)
      checkRoom(plan, into, count)
      if (hasTexts) compiled.texts.current = textsOf(input)
      for (let first = 0; first < count; first += blockSize) {
        const some = Math.min(blockSize, count - first)
        copyNumbers(input, first * featureCount, compiled.input.data, 0, some * featureCount)
        compiled.run(some)
        copyAnswers(plan, { block: compiled.block, into }, first, some)
      }
      into.count = count
    },
  }
}

function checkRows(rows: Float64Array, count: number, featureCount: number): void {
  if (Number.isInteger(count) && count >= 0 && count * featureCount <= rows.length) return
  const expected = `at most ${Math.floor(rows.length / Math.max(1, featureCount))}`
  throw new RangeError(`${count} rows to score, expected ${expected}.`)
}

/** The interpreter in the clothes of a compiled program of one row. */
function compileReference(
  program: Program,
  coefficients: Coefficients,
  widthOf: (name: string) => number,
): Compiled {
  const blocks = new Map(
    program.steps.map(({ out }) => {
      const width = widthOf(out)
      return [out, { width, data: new Float64Array(width) }]
    }),
  )
  const block = (name: string) => {
    const found = blocks.get(name)
    if (found === undefined) throw new RangeError(`No value is called ${name}.`)
    return found
  }
  // The first step of a validated program is its input.
  const input = block((program.steps[0] as Program['steps'][number]).out)
  const texts: Compiled['texts'] = { current: undefined }
  return {
    ...{ input, texts, block },
    run: () => {
      const answers = interpret(program, coefficients, input.data, texts.current)
      for (const [name, { data }] of blocks) data.set(answers.get(name) ?? [])
    },
  }
}
