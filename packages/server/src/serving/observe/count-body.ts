import type { ServerResponse } from 'node:http'

/**
 * Counts the bytes of a reply's body from now on. Its declared length would not do: node:http forgets
 * headers that go straight to `writeHead`, and streams declare none.
 */
export function countBody(res: ServerResponse): () => number {
  if (res.req.method === 'HEAD') return () => 0
  let count = 0
  for (const name of ['write', 'end'] as const) {
    const original: (...args: never[]) => unknown = res[name]
    const value = (...args: never[]) => {
      count += sizeOf(args[0], args[1])
      return Reflect.apply(original, res, args)
    }
    Object.defineProperty(res, name, { value, configurable: true, writable: true })
  }
  return () => count
}

function sizeOf(chunk: unknown, encoding: unknown): number {
  if (chunk instanceof Uint8Array) return chunk.byteLength
  if (typeof chunk !== 'string') return 0
  return Buffer.byteLength(chunk, encoding === 'latin1' ? 'latin1' : 'utf8')
}
