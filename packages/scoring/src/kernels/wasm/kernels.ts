import { decodeBase64, instantiateWasm, type WasmMemory } from '../../platform-globals.ts'
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
  scoreRowsByWalks(forest: Address, rowCount: number): void
  scoreRowByWalks(forest: Address): void
}

/** Engines keep one compiled copy of these bytes, however many models use them. */
export function createKernels(memory: WasmMemory): Kernels {
  // The exports of tools/kernels/assembly/index.ts.
  return instantiateWasm(decodeBase64(kernelBytes), memory) as Kernels
}
