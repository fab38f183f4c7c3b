import {
  compileWasm,
  decodeBase64,
  instantiateWasm,
  type WasmMemory,
  type WasmModule,
} from '../../platform-globals.ts'
import { kernelBytes } from './kernel-bytes.ts'

/** Place of a byte in the memory of the kernels. */
export type Address = number

/**
 * The ways to score a forest, each with the record of a forest laid out for it (`writeForest`). They
 * leave the sums of the rows where the record says, and check nothing: records are made from validated
 * models only. What each computes is told in tools/kernels/assembly.
 */
export interface Kernels {
  scoreRowsByMasks(forest: Address, rowCount: number): void
  scoreRowByLanes(forest: Address): void
  scoreRowsByRanks(forest: Address, rowCount: number): void
  scoreRowByRanks(forest: Address): void
  scoreRowsByWalks(forest: Address, rowCount: number): void
  scoreRowByWalks(forest: Address): void
}

/** Made for the first model with trees, and used by all after it. */
let kernels: WasmModule | undefined

export function createKernels(memory: WasmMemory): Kernels {
  kernels ??= compileWasm(decodeBase64(kernelBytes))
  // The exports of tools/kernels/assembly/index.ts.
  return instantiateWasm(kernels, memory) as Kernels
}
