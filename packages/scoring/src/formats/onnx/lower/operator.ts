import type { Lowering } from './lowering.ts'
import type { NodeReader } from './node-reader.ts'

/** Puts a node into terms of the op graph. @throws NotNative, or Refusal where the node is damaged */
export type Operator = (node: NodeReader, lowering: Lowering) => void

/** Operators by `domain:Name`. */
export type Operators = Readonly<Record<string, Operator>>
