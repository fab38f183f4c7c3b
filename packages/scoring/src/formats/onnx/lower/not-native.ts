import { shortened } from '../../../shown.ts'
import type { OnnxNode, OnnxObstacle } from '../types.ts'

/** Thrown where a model needs something that the op graph does not have; never leaves this folder. */
export class NotNative extends Error {
  readonly obstacle: OnnxObstacle

  constructor(obstacle: OnnxObstacle) {
    super(`${obstacle.place}: found ${obstacle.found}, expected ${obstacle.expected}`)
    this.name = 'NotNative'
    // Names and numbers of the file are shown as they may be.
    this.obstacle = {
      ...obstacle,
      node: shortened(obstacle.node),
      found: shortened(obstacle.found, 120),
    }
  }
}

/** What of a node is beyond the op graph. */
export function notNative(node: OnnxNode, found: string, expected: string): NotNative {
  return new NotNative({
    op: nameOfOp(node),
    node: node.name || (node.outputs.find((name) => name !== '') ?? ''),
    place: node.place,
    found,
    expected,
  })
}

/** `Conv`, or `ai.onnx.ml.Scaler`. */
export function nameOfOp({ domain, op }: Pick<OnnxNode, 'domain' | 'op'>): string {
  return shortened(domain === '' ? op : `${domain}.${op}`)
}
