// A pool's thread as Node.js has it, for the test that starts one.
import { parentPort } from 'node:worker_threads'
import { answerPool } from '../answer-pool.ts'

const port = parentPort
if (port === null) throw new Error('this is for a worker')
answerPool({
  post: (message) => port.postMessage(message),
  onMessage: (listener) => void port.on('message', listener),
})
