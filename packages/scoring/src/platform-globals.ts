/** The parts of the web platform that browsers, Node and edge runtimes all have. */

interface Decoder {
  decode(bytes?: Uint8Array): string
}

/** WebAssembly memory, which grows in pages of 64 kB. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

interface Platform {
  readonly atob: (base64: string) => string
  readonly WebAssembly: {
    readonly Memory: new (size: { readonly initial: number }) => WasmMemory
    readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
    readonly Instance: new (module: object, imports: object) => { readonly exports: unknown }
  }
  readonly TextEncoder: new () => {
    encode(text: string): Uint8Array<ArrayBuffer>
    encodeInto(text: string, into: Uint8Array): { readonly read: number; readonly written: number }
  }
  readonly TextDecoder: new (
    label: 'utf-8',
    options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
  ) => Decoder
  readonly crypto: {
    readonly subtle?: { digest(name: 'SHA-256', bytes: Uint8Array): Promise<ArrayBuffer> }
  }
}

// These globals are in no ECMAScript library file, and the DOM's types are not wanted here.
const platform = globalThis as unknown as Platform

const encoder = new platform.TextEncoder()
const decoder = new platform.TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text)
}

/** Writes the UTF-8 of as much of a text as has room. @returns how many bytes that is */
export function encodeUtf8Into(text: string, into: Uint8Array): number {
  return encoder.encodeInto(text, into).written
}

/** The text of UTF-8 bytes, a leading byte order mark kept; `undefined` when they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

/**
 * SHA-256 by the platform, off the calling thread where it can.
 *
 * @throws Error in a page that is not a secure context, where browsers withhold it
 */
export async function sha256Bytes(bytes: Uint8Array): Promise<Uint8Array> {
  const subtle = platform.crypto.subtle
  if (subtle === undefined) {
    throw new Error('SHA-256 is not available here: serve the page over HTTPS or from localhost')
  }
  return new Uint8Array(await subtle.digest('SHA-256', bytes))
}

/** @throws Error when the text is not base64 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = platform.atob(text)
  return Uint8Array.from({ length: binary.length }, (_, i) => binary.charCodeAt(i))
}

export function createWasmMemory(pages: number): WasmMemory {
  return new platform.WebAssembly.Memory({ initial: pages })
}

/** A compiled WebAssembly module. */
export type WasmModule = object

export function compileWasm(bytes: Uint8Array<ArrayBuffer>): WasmModule {
  return new platform.WebAssembly.Module(bytes)
}

/** The exports of a WebAssembly module that imports nothing but its memory. */
export function instantiateWasm(module: WasmModule, memory: WasmMemory): unknown {
  return new platform.WebAssembly.Instance(module, { env: { memory } }).exports
}
