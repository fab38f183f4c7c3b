// A thread of the pool that compare.ts measures.
import { parentPort } from 'node:worker_threads'
import { answerPool } from '@ratchet-ml/scoring/pool'

if (parentPort !== null) {
  const port = parentPort
  answerPool({
    post: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
  })
}
