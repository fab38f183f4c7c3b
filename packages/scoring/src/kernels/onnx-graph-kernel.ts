import type { OnnxGraphStep } from '../ir/graph-step.ts'
import { needsEngine } from '../ir/ops/onnx-graph.ts'
import type { Kernel } from './kernel.ts'

/** No kernel runs a graph. */
export const onnxGraphKernel: Kernel<OnnxGraphStep> = {
  compile: () => {
    throw needsEngine()
  },
}
