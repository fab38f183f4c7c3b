import { shortened } from '../../shown.ts'
import type { OnnxGraph, OnnxValueInfo } from '../onnx/types.ts'
import { refuseAt } from '../refuse-at.ts'
import { isReal } from './tensors.ts'

/**
 * The output that is the answer: the one that was named, else the only one of real numbers.
 *
 * @throws Refusal `model-unsupported` where none or several could be it
 */
export function chooseOutput({ outputs }: OnnxGraph, named: string | undefined): OnnxValueInfo {
  const names = outputs.map(({ name }) => shortened(name)).join(', ')
  if (named !== undefined) {
    const found = outputs.find(({ name }) => name === named)
    if (found !== undefined) return found
    throw refuseAt(
      '/graph/outputs',
      { found: `no output ${shortened(named)}`, expected: `one of ${names}` },
      'model-unsupported',
    )
  }
  const real = outputs.filter(({ type }) => type.kind === 'tensor' && isReal(type.element))
  const [only] = real
  if (only !== undefined && real.length === 1) return only
  const isMapped = outputs.some(({ type }) => type.kind === 'sequence' || type.kind === 'map')
  throw refuseAt(
    '/graph/outputs',
    {
      found: `the outputs ${names}, ${real.length} of them tensors of real numbers`,
      expected: 'one of them, the answer',
      hint: isMapped
        ? 'Export the model so that it answers probabilities as a tensor, as with options={"zipmap": False} of skl2onnx.'
        : 'Name the answer, such as --answer NAME.',
    },
    'model-unsupported',
  )
}

/** How the numbers of an output came to be. */
export type Ending = 'softmax' | 'sigmoid' | 'other'

/** Operators that change no number, but its type. */
export const passingOps: ReadonlySet<string> = new Set([
  ...['Cast', 'Flatten', 'Identity', 'Reshape', 'Squeeze', 'Transpose', 'Unsqueeze'],
])

/** What the last operator says about the numbers of an output, beyond those that change none. */
export function endingOf({ nodes }: OnnxGraph, output: string): Ending {
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)))
  let maker = makers.get(output)
  while (maker !== undefined && passingOps.has(maker.op)) {
    maker = makers.get(maker.inputs[0] ?? '')
  }
  if (maker?.domain === '' && maker.op === 'Softmax') return 'softmax'
  return maker?.domain === '' && maker.op === 'Sigmoid' ? 'sigmoid' : 'other'
}
