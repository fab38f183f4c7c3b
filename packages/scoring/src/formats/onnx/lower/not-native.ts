import { shortened } from '../../../shown.ts'
import type { OnnxNode, OnnxObstacle } from '../types.ts'

/** Thrown where a model needs something that the op graph does not have; never leaves this folder. */
export class NotNative extends Error {
  readonly obstacle: OnnxObstacle

  constructor(obstacle: OnnxObstacle) {
    super(`${obstacle.place}: found ${obstacle.found}, expected ${obstacle.expected}`)
    this.name = 'NotNative'
    this.obstacle = obstacle
  }
}

/** What of a node is beyond the op graph. */
export function notNative(node: OnnxNode, found: string, expected: string): NotNative {
  return new NotNative({
    op: nameOfOp(node),
    node: shortened(node.name || (node.outputs.find((name) => name !== '') ?? '')),
    place: node.place,
    found: shortened(found, 200),
    expected,
  })
}

/** `Conv`, or `ai.onnx.ml.Scaler`. */
export function nameOfOp({ domain, op }: Pick<OnnxNode, 'domain' | 'op'>): string {
  return shortened(domain === '' ? op : `${domain}.${op}`)
}
