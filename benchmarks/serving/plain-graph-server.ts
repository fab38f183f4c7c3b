// node:http, JSON.parse and onnxruntime-node in one thread: what a Node.js programmer writes in an hour. Its
// argument is the ONNX file, whose one input is `image` and whose one output is logits.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'

interface Runtime {
  readonly InferenceSession: { create(bytes: Uint8Array, options: object): Promise<Session> }
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => object
}

interface Session {
  run(feeds: object): Promise<{ readonly logits: { readonly data: Float32Array } }>
}

const library: string = 'onnxruntime-node' // in a lock file of its own
const require = createRequire(new URL('../../tools/onnxruntime/package.json', import.meta.url))
const { InferenceSession, Tensor } = require(library) as Runtime
const options = { intraOpNumThreads: 1, interOpNumThreads: 1 }
const session = await InferenceSession.create(readFileSync(process.argv[2] ?? ''), options)

const server = createServer({ keepAliveTimeout: 72_000 }, (req, res) => {
  const chunks: Buffer[] = []
  req.on('data', (chunk: Buffer) => chunks.push(chunk))
  req.on('end', async () => {
    const { rows } = JSON.parse(Buffer.concat(chunks).toString()) as {
      readonly rows: readonly { readonly image: readonly number[][][] }[]
    }
    const data = Float32Array.from(rows.flatMap(({ image }) => image.flat(2)))
    const image = new Tensor('float32', data, [rows.length, 1, 8, 8])
    const { logits } = await session.run({ image })
    const predictions = rows.map((_, i) => ({
      probability: softmax(logits.data.slice(3 * i, 3 * i + 3)),
    }))
    const body = JSON.stringify({ predictions })
    res.writeHead(200, ['Content-Type', 'application/json', 'Content-Length', String(body.length)])
    res.end(body)
  })
})

function softmax(logits: Float32Array): readonly number[] {
  const powers = [...logits].map(Math.exp)
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`)
})
