// What a refusal costs on node:http at least: answers 429 by the head, without a look at the body.
import { createServer } from 'node:http'

const body = JSON.stringify({ code: 'overloaded', detail: 'x'.repeat(200) })
const headers = ['Content-Type', 'application/json', 'Content-Length', String(body.length)]

const server = createServer({ keepAliveTimeout: 72_000 }, (req, res) => {
  res.writeHead(429, headers)
  res.end(body, 'latin1')
  req.resume()
})

server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.')
  console.log(JSON.stringify({ url: `http://127.0.0.1:${address.port}` }))
})
