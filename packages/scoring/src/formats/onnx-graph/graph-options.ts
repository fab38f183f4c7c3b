import type { Level } from '../../contract/types.ts'
import type { StatedShapes } from './tensors.ts'

/** What the file cannot say about a graph, and the person who imports it can. */
export interface GraphOptions {
  /** What the numbers of its output are. */
  readonly task?: 'classification' | 'regression'
  /** The classes, in the order of the output. */
  readonly classes?: readonly Level[]
  /** What makes probabilities of the numbers: `none` where they are such. */
  readonly link?: 'none' | 'softmax' | 'sigmoid'
  /** Of one row, by tensor. */
  readonly shape?: StatedShapes
  /** The output that is the answer. */
  readonly answer?: string
}
