import { Agent, createServer, type IncomingMessage, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** A reply on its way through the proxy. */
export interface Passing {
  status: number
  headers: Record<string, string>
  body: Buffer
  readonly method: string
  readonly path: string
}

/** One thing that a server may do wrong. */
export interface Mutation {
  readonly name: string
  readonly change?: (passing: Passing) => void | Promise<void>
  /** Takes what HTTP forbids, as old servers do. */
  readonly isLenient?: boolean
  /** Answers one request of a connection only. */
  readonly isDeaf?: boolean
}

const isInfer = ({ path, status }: Passing) => /\/infer(\?|$)/.test(path) && status === 200
/** Replaces parts of the replies that are meant. */
function when(isMeant: (one: Passing) => boolean, change: Partial<Passing>) {
  return (one: Passing): void => {
    if (isMeant(one)) Object.assign(one, change)
  }
}

const isRefusal = ({ status }: Passing) => status >= 400 && status < 500
const isDescription = ({ path, method }: Passing) => method === 'GET' && !/stats|config/.test(path)

/** Changes the JSON of a reply, also where tensors in binary stand behind it. */
function withJson(passing: Passing, change: (json: Record<string, unknown>) => unknown): void {
  const length = Number(passing.headers['inference-header-content-length'] ?? passing.body.length)
  try {
    const json = JSON.parse(passing.body.subarray(0, length).toString())
    const changed = Buffer.from(JSON.stringify(change(json) ?? json))
    passing.body = Buffer.concat([changed, passing.body.subarray(length)])
    if (length !== passing.body.length && passing.headers['inference-header-content-length']) {
      passing.headers['inference-header-content-length'] = String(changed.length)
    }
  } catch {
    // No JSON: nothing to be changed.
  }
}

type Output = Record<string, unknown> & { data?: unknown[]; shape?: number[] }

function onOutputs(change: (output: Output, index: number, all: Output[]) => void) {
  return (passing: Passing) => {
    if (!isInfer(passing)) return
    withJson(passing, (json) => {
      const outputs = json['outputs'] as Output[]
      for (const [i, output] of outputs.entries()) change(output, i, outputs)
    })
  }
}

/** What has been seen of servers in the wild, and what may yet be. */
export const mutations: readonly Mutation[] = [
  {
    name: 'answers bad requests with 500',
    change: when(isRefusal, { status: 500 }),
  },
  {
    name: 'answers bad requests with 200',
    change: when(isRefusal, { status: 200 }),
  },
  {
    name: 'has another shape of errors',
    change: (one) => {
      if (isRefusal(one)) withJson(one, (json) => ({ detail: json['error'] }))
    },
  },
  {
    name: 'has no JSON in its errors',
    change: when(isRefusal, { body: Buffer.from('Bad Request') }),
  },
  {
    name: 'repeats what was sent',
    change: (one) => {
      if (isRefusal(one)) withJson(one, (json) => ({ error: `${json['error']} hunter2-7391` }))
    },
  },
  {
    name: 'has empty bodies',
    change: when(isDescription, { body: Buffer.alloc(0) }),
  },
  {
    name: 'declares text',
    change: (one) => {
      one.headers['content-type'] = 'text/plain'
    },
  },
  {
    name: 'is not ready',
    change: when((one) => /ready|live/.test(one.path), { status: 503 }),
  },
  {
    name: 'is slow',
    change: async (one) => {
      if (/live/.test(one.path)) await wait(120)
      // A body of such a size was compressed; others need not wait.
      if (/compressed/.test(String(one.headers['x-asked']))) await wait(3100)
    },
  },
  {
    name: 'names another model',
    change: (one) => withJson(one, (json) => ({ ...json, name: 'x', model_name: 'x' })),
  },
  {
    name: 'has numbers for versions',
    change: (one) =>
      withJson(one, (json) => ({
        ...json,
        versions: [1],
        model_version: 1,
        version: 1,
        extensions: [1],
      })),
  },
  {
    name: 'lists no tensors',
    change: (one) => withJson(one, (json) => ({ ...json, inputs: [], platform: 1 })),
  },
  {
    name: 'lists no outputs',
    change: (one) => {
      if (isDescription(one)) withJson(one, (json) => ({ ...json, outputs: [] }))
    },
  },
  { name: 'does not echo ids', change: (one) => withJson(one, (json) => ({ ...json, id: 'x' })) },
  {
    name: 'answers no outputs',
    change: (one) => void (isInfer(one) && withJson(one, (json) => ({ ...json, outputs: [] }))),
  },
  {
    name: 'answers all outputs in one order',
    change: (one) => {
      if (isInfer(one))
        withJson(one, (json) => ({
          ...json,
          outputs: [...(json['outputs'] as unknown[])].reverse(),
        }))
    },
  },
  {
    name: 'answers an output too many',
    change: (one) => {
      if (isInfer(one))
        withJson(one, (json) => ({
          ...json,
          outputs: [...(json['outputs'] as unknown[]), { name: 'more' }],
        }))
    },
  },
  {
    name: 'forgets rows',
    change: onOutputs((output) => {
      output.data?.pop()
      if (output.shape) output.shape[0] = 1
    }),
  },
  {
    name: 'has names that are none',
    change: onOutputs((output) => {
      output['name'] = 7
    }),
  },
  { name: 'answers otherwise each time', change: noise() },
  {
    name: 'has other datatypes',
    change: onOutputs((output) => {
      output['datatype'] = 'FP8'
    }),
  },
  {
    name: 'knows no versions',
    change: (one) => {
      if (!one.path.includes('/versions/')) return
      one.status = 501
      one.body = Buffer.from('{"error":"no versions"}')
    },
  },
  {
    name: 'refuses everything',
    change: (one) => {
      if (!/infer|repository/.test(one.path) || one.status !== 200) return
      one.status = 400
      one.body = Buffer.from('{"error":"no"}')
    },
  },
  {
    name: 'breaks on odd values',
    change: (one) => {
      if (!/infer/.test(one.path)) return
      one.status = 500
      one.body = Buffer.from('{"error":"Internal Server Error"}')
    },
  },
  {
    name: 'tells no lengths',
    change: (one) => void delete one.headers['inference-header-content-length'],
  },
  {
    name: 'has statistics that stand still',
    change: (one) => {
      if (!one.path.includes('/stats')) return
      withJson(one, () => ({ model_stats: [{ name: 'flights', inference_count: 7 }] }))
    },
  },
  {
    name: 'has no statistics',
    change: when((one) => /stats|config/.test(one.path), { body: Buffer.from('{}') }),
  },
  {
    name: 'has an empty index',
    change: when((one) => one.path.includes('/index'), { body: Buffer.from('[]') }),
  },
  {
    name: 'loads nothing',
    change: when((one) => one.path.endsWith('/load'), { status: 500 }),
  },
  { name: 'says no verbs that it takes', change: (one) => void delete one.headers['allow'] },
  { name: 'takes what HTTP forbids', isLenient: true, change: when(isRefusal, { status: 200 }) },
  { name: 'answers once', isDeaf: true },
]

/** Numbers that are never the same. */
function noise() {
  let count = 0
  return onOutputs((output) => {
    if (output.data !== undefined) output.data = output.data.map((one) => `${one}${count++}`)
    else if (output['parameters']) output['name'] = `${output['name']}${count++}`
  })
}

export interface Proxy {
  readonly url: string
  close(): Promise<void>
}

/** A server that asks another and does one thing wrong. */
export async function startProxy(target: string, mutation: Mutation): Promise<Proxy> {
  const server = createServer(
    {
      maxHeaderSize: mutation.isLenient ? 1 << 20 : 1 << 14,
      insecureHTTPParser: mutation.isLenient === true,
      requireHostHeader: mutation.isLenient !== true,
    },
    (req, res) => {
      const parts: Buffer[] = []
      req.on('data', (part: Buffer) => parts.push(part))
      req.on('error', () => {})
      req.on('end', async () => {
        const passing = await pass(target, req, Buffer.concat(parts))
        await mutation.change?.(passing)
        const { status, headers, body } = passing
        if (mutation.isDeaf) res.shouldKeepAlive = false
        res.writeHead(status, { ...headers, 'content-length': body.length })
        res.end(body)
      })
    },
  )
  if (mutation.isLenient)
    server.on('clientError', (_error, socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'),
    )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close: () => closeServer(server) }
}

const agent = new Agent({ keepAlive: true })

/** Asks the real server in the same words; what it cannot pass on, it answers well. */
function pass(target: string, req: IncomingMessage, body: Buffer): Promise<Passing> {
  const { method = 'GET', url = '/' } = req
  const { hostname, port, host } = new URL(target)
  const { 'transfer-encoding': _, expect: _expect, connection: _connection, ...kept } = req.headers
  const passed = Object.entries(kept).filter(([name]) => /^[\w-]+$/.test(name))
  const headers = { ...Object.fromEntries(passed), host, 'content-length': String(body.length) }
  return new Promise((resolve) => {
    const fallback = { status: 200, headers: {}, body: Buffer.from('{}'), method, path: url }
    const sent = request({ hostname, port, method, path: url, headers, agent }, (reply) => {
      const parts: Buffer[] = []
      reply.on('data', (part: Buffer) => parts.push(part))
      reply.on('end', () => {
        const own = Object.entries(reply.headers).map(([name, value]) => [name, String(value)])
        const all = Object.fromEntries(
          own.filter(
            ([name]) => !/^(connection|keep-alive|transfer-encoding|date)$/.test(name ?? ''),
          ),
        )
        if (req.headers['content-encoding']) all['x-asked'] = 'compressed'
        resolve({
          status: reply.statusCode ?? 0,
          headers: all,
          body: Buffer.concat(parts),
          method,
          path: url,
        })
      })
    })
    sent.on('error', () => resolve(fallback))
    sent.end(body)
  })
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
