import type { WasmMemory } from '../../platform-globals.ts'
import { freshMemory, type MemoryPool } from './memory-pool.ts'

/** What the kernels of one model read and write: their memory, or a copy of it to be sent elsewhere. */
export type ForestMemory = WasmMemory | Uint8Array<ArrayBuffer>

/** A copy that may go to another thread. */
export function copyMemory(memory: ForestMemory): Uint8Array<ArrayBuffer> {
  return memory instanceof Uint8Array ? memory.slice() : new Uint8Array(memory.buffer.slice(0))
}

/** The memory itself; of a copy, memory of the pool with the same in it, and the copy is let go. */
export function openMemory(memory: ForestMemory, pool: MemoryPool = freshMemory): WasmMemory {
  if (!(memory instanceof Uint8Array)) return memory
  const opened = pool.take(memory.byteLength)
  new Uint8Array(opened.buffer).set(memory)
  memory.buffer.transfer(0)
  return opened
}

/** Doubles of a memory that was not given back. */
export function checkOpen(doubles: Float64Array): void {
  if (doubles.length > 0) return
  throw new RangeError('The model was closed: its memory was given back.')
}
