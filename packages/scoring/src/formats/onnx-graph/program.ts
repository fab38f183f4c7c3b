import { type Model, ModelBuilder } from '../../ir/builder.ts'
import { numbersOf, type OnnxGraphStep } from '../../ir/graph-step.ts'

/** How the answers come of the numbers of a graph. */
export type GraphLink = 'none' | 'softmax' | 'sigmoid'

type GraphPart = Pick<OnnxGraphStep, 'inputs' | 'output' | 'rows'>

/** A program that answers the numbers of a graph as they are. */
export function valueProgram(graph: GraphPart): Model {
  const { builder, raw } = begin(graph)
  return builder.build({ raw, value: raw })
}

/**
 * A program that answers probabilities and the label of the largest. One number is the second class's
 * share of two.
 */
export function classProgram(graph: GraphPart, link: GraphLink): Model {
  const { builder, raw } = begin(graph)
  const probability =
    numbersOf(graph.output) === 1 ? twoClasses(builder, raw, link) : linked(builder, raw, link)
  const label = builder.step({ op: 'classify@1', in: probability, out: 'label' })
  return builder.build({ raw, probability, label })
}

function begin(graph: GraphPart): { readonly builder: ModelBuilder; readonly raw: string } {
  const builder = new ModelBuilder()
  const width = graph.inputs.reduce((sum, input) => sum + numbersOf(input), 0)
  const row = builder.step({ op: 'input@1', out: 'row', width })
  const raw = builder.step({ op: 'onnxGraph@1', in: row, out: 'raw', ...graph })
  return { builder, raw }
}

function linked(builder: ModelBuilder, raw: string, link: GraphLink): string {
  if (link === 'none') return raw
  const rest = { divisor: 1, complement: false }
  return builder.step({
    op: 'link@1',
    in: raw,
    out: 'probability',
    link: { kind: 'softmax' },
    ...rest,
  })
}

function twoClasses(builder: ModelBuilder, raw: string, link: GraphLink): string {
  if (link === 'sigmoid') {
    const sigmoid = { kind: 'sigmoid', alpha: 1 } as const
    const rest = { divisor: 1, complement: true }
    return builder.step({ op: 'link@1', in: raw, out: 'probability', link: sigmoid, ...rest })
  }
  const first = builder.step({
    ...{ op: 'multiplyAdd@1', in: raw, out: 'first', columns: [0] },
    factors: builder.coefficient('minus', Float64Array.of(-1)),
    terms: builder.coefficient('one', Float64Array.of(1)),
  })
  return builder.step({ op: 'concat@1', in: [first, raw], out: 'probability' })
}
