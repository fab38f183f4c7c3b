import { createWasmMemory, type WasmMemory } from '../../platform-globals.ts'

/** What the kernels of one model read and write: their memory, or a copy of it to be sent elsewhere. */
export type ForestMemory = WasmMemory | Uint8Array<ArrayBuffer>

const pageBytes = 65_536

/** A copy that may go to another thread. */
export function copyMemory(memory: ForestMemory): Uint8Array<ArrayBuffer> {
  return memory instanceof Uint8Array ? memory.slice() : new Uint8Array(memory.buffer.slice(0))
}

/** The memory itself; that of a copy is made and filled. */
export function openMemory(memory: ForestMemory): WasmMemory {
  if (!(memory instanceof Uint8Array)) return memory
  const opened = createWasmMemory(Math.ceil(memory.byteLength / pageBytes))
  new Uint8Array(opened.buffer).set(memory)
  return opened
}
