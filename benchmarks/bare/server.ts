// What node:http itself costs: drains the body and answers the bytes it was started with.
import { createServer } from 'node:http'

const body = Buffer.from(process.argv[2] ?? '{}')
const headers = ['Content-Type', 'application/json', 'Content-Length', String(body.length)]

const server = createServer({ keepAliveTimeout: 72_000 }, (req, res) => {
  req.resume()
  req.on('end', () => {
    res.writeHead(200, headers)
    res.end(body)
  })
})

server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.')
  console.log(JSON.stringify({ url: `http://127.0.0.1:${address.port}` }))
})
