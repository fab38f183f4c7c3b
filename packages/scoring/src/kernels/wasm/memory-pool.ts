import { createWasmMemory, type WasmMemory } from '../../platform-globals.ts'

export const pageBytes = 65_536

/** Lends memory to models, one after the other. */
export interface MemoryPool {
  /** At least `bytes` bytes, with anything in them. */
  take(bytes: number): WasmMemory
  /** Takes memory back; what still sees it has none from now on. */
  give(memory: WasmMemory): void
}

/**
 * Keeps up to `mostIdle` memories for whoever asks next: an engine frees memory only when it collects all
 * its garbage, and both the waiting and the freeing cost more than using it again.
 */
export function createMemoryPool(mostIdle: number): MemoryPool {
  const idle: WasmMemory[] = []
  return {
    take: (bytes) => {
      const pages = Math.ceil(bytes / pageBytes)
      const memory = idle.pop() ?? createWasmMemory(pages)
      const lacking = pages - memory.buffer.byteLength / pageBytes
      if (lacking > 0) memory.grow(lacking)
      return memory
    },
    give: (memory) => {
      memory.grow(0) // ends every view of it
      if (idle.length < mostIdle) idle.push(memory)
    },
  }
}

/** Makes what nobody gives back. */
export const freshMemory: MemoryPool = createMemoryPool(0)
