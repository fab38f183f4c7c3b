import { readInfer } from '../v2/read-infer.ts'
import type { Asked, Call } from './call.ts'
import { readLines } from './read-lines.ts'
import { readPredict } from './read-predict.ts'
import type { Reading } from './reading.ts'

/**
 * Reads a body up to its rows, which are checked by the endpoint's contract when they are encoded.
 * @throws Problem about the body
 */
export function readCall(reading: Reading, call: Call): Asked {
  if (call.protocol === 'v2') return readInfer(reading, call)
  return call.form === 'json' ? readPredict(reading, call) : readLines(reading, call)
}
