import { corrupt } from '../corrupt.ts'
import { numbersOf, type OnnxGraphStep } from './graph-step.ts'
import { getOp } from './op-table.ts'
import type { Program, Step } from './types.ts'

/** A program around an ONNX graph: what an engine has to do, and what comes after it. */
export interface SplitGraph {
  readonly step: OnnxGraphStep
  /** From the numbers of the graph's output, as its input, to the answers. */
  readonly rest: Program
}

/**
 * Takes a program apart that hands its whole row to a graph and goes on from the graph's output alone.
 *
 * @returns undefined for a program without a graph
 * @throws Refusal `package-corrupt` for a graph that stands anywhere else
 */
export function splitGraph(program: Program): SplitGraph | undefined {
  const at = program.steps.findIndex(({ op }) => op === 'onnxGraph@1')
  if (at < 0) return undefined
  const [input, step, ...after] = program.steps
  if (input === undefined || step?.op !== 'onnxGraph@1') {
    throw corrupt(`program.json#/steps/${at}`, 'a graph', 'it as the second step')
  }
  const stray = after.findIndex((one) => readsBeside(one, input.out))
  if (stray >= 0 || Object.values(program.outputs).includes(input.out)) {
    const place = stray < 0 ? 'program.json#/outputs' : `program.json#/steps/${stray + 2}`
    throw corrupt(place, 'something beside the graph', 'only what comes of its output')
  }
  const start = { op: 'input@1', out: step.out, width: numbersOf(step.output) } as const
  return { step, rest: { ...program, steps: [start, ...after] } }
}

function readsBeside(step: Step, row: string): boolean {
  return step.op === 'onnxGraph@1' || getOp(step.op).inputs(step).includes(row)
}
