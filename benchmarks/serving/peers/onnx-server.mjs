// node:http, JSON.parse and onnxruntime-node: what a Node.js programmer writes in an hour.
import { createServer } from 'node:http'
import { InferenceSession, Tensor } from 'onnxruntime-node'

const options = { intraOpNumThreads: 1, interOpNumThreads: 1 }
const session = await InferenceSession.create(process.argv[2], options)
const [input] = session.inputNames
const probabilities = session.outputNames.at(-1)

const server = createServer({ keepAliveTimeout: 72_000 }, (req, res) => {
  const chunks = []
  req.on('data', (chunk) => chunks.push(chunk))
  req.on('end', async () => {
    const { rows } = JSON.parse(Buffer.concat(chunks).toString())
    const data = Float32Array.from(rows.flatMap((row) => Object.values(row)))
    const tensor = new Tensor('float32', data, [rows.length, data.length / rows.length])
    const { data: shares } = (await session.run({ [input]: tensor }))[probabilities]
    const predictions = rows.map((_, i) => ({ probability: [shares[2 * i], shares[2 * i + 1]] }))
    const body = JSON.stringify({ predictions })
    res.writeHead(200, ['Content-Type', 'application/json', 'Content-Length', body.length])
    res.end(body)
  })
})

server.listen(Number(process.argv[3]), '127.0.0.1')
