import { Buffer } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AddressInfo, Server as NetServer } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { bodyOfProblem } from '../platform/http-kit/problem-body.ts'
import { statusOf } from '../platform/http-kit/status.ts'
import { Problem } from '../platform/problem.ts'
import { createHostCheck, isLoopback } from './host-check.ts'
import {
  createListener,
  type HostLimits,
  type Listener,
  replaceTls,
  type TlsMaterial,
} from './listener.ts'
import type { HotHandler } from './predict/hot-handler.ts'

export interface HostOptions {
  readonly hot: HotHandler
  /** Answers everything that the hot handler leaves. */
  readonly fallback: (req: IncomingMessage, res: ServerResponse) => void
  /** 127.0.0.1 unless told. */
  readonly host?: string
  /** 0 picks a free one. */
  readonly port: number
  /** Has to be said before other machines may reach the server. */
  readonly insecure?: boolean
  /** Turns readiness off, before anything else when the server stops. */
  readonly beginDraining: () => void
  /** See the first request of whatever comes; true: it is answered. In this order. */
  readonly before?: readonly Before[]
  readonly limits?: Partial<HostLimits>
  /** Speak HTTPS. */
  readonly tls?: TlsMaterial
}

/** Looks at a request before anybody else; true when it has answered it. */
export type Before = (req: IncomingMessage, res: ServerResponse) => boolean

export interface Host {
  readonly url: string
  readonly port: number
  /**
   * Stops without breaking a request: readiness goes off and replies close their connections; once
   * nobody has sent a request for `noticeMs`, or after half of `deadlineMs`, nothing new is accepted,
   * and what is being answered is answered. After `deadlineMs` connections that are left are cut.
   *
   * @returns how many connections were cut
   */
  stop(deadlineMs?: number, noticeMs?: number): Promise<number>
  /**
   * Uses another certificate from the next connection on.
   * @throws Error when it is none, or not that of the key; then the old one stays
   */
  reloadTls(material: TlsMaterial): void
}

/**
 * Opens the port.
 * @throws Problem `host-insecure` or `port-in-use`
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const { host = '127.0.0.1', port, insecure = false } = options
  if (!isLoopback(host) && !insecure) throw insecureHost(host)
  const drain: Drain = { isOn: false, lastWorkMs: 0 }
  const { before = [] } = options
  const server = createListener(options.limits, options.tls)
  const connections = countConnections(server)
  await listen(server, host, port)
  const bound = (server.address() as AddressInfo).port // a TCP server that listens has a port
  const isExpected = createHostCheck(host, bound)
  server.on('request', (req, res) => {
    if (drain.isOn) noteWhileDraining(drain, req, res)
    if (!isExpected(req.headers.host)) refuseHost(req, res, bound)
    else if (before.length > 0 && before.some((look) => look(req, res))) return
    else if (!options.hot(req, res)) options.fallback(req, res)
  })
  server.on('clientError', answerMalformed)
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    port: bound,
    stop: async (deadlineMs = 10_000, noticeMs = 250) => {
      if (drain.isOn) return 0
      drain.isOn = true
      options.beginDraining()
      await untilQuiet(drain, noticeMs, deadlineMs / 2)
      return close(server, connections, deadlineMs)
    },
    reloadTls: (material) => replaceTls(server, material),
  }
}

interface Drain {
  isOn: boolean
  /** When the last request came that was no probe. */
  lastWorkMs: number
}

function noteWhileDraining(drain: Drain, req: IncomingMessage, res: ServerResponse): void {
  res.shouldKeepAlive = false
  if (req.method === 'POST') drain.lastWorkMs = performance.now()
}

/** Callers who have noticed send nothing any more; a balancer may take its time to notice. */
async function untilQuiet(drain: Drain, noticeMs: number, mostMs: number): Promise<void> {
  const begun = performance.now()
  drain.lastWorkMs = begun
  let leftMs = noticeMs
  while (leftMs > 0) {
    await wait(leftMs)
    const now = performance.now()
    leftMs = Math.min(drain.lastWorkMs + noticeMs, begun + mostMs) - now
  }
}

function listen(server: Listener, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(problemOfListen(error, host, port))
    server.once('error', fail)
    server.listen({ host, port, backlog: 1024 }, () => {
      server.off('error', fail)
      resolve()
    })
  })
}

function problemOfListen(error: NodeJS.ErrnoException, host: string, port: number): unknown {
  if (error.code === 'EADDRINUSE') {
    return new Problem('port-in-use', `Port ${port} of ${host} is in use by another program.`, {
      hint: 'Choose another with --port, or --port 0 for any free one.',
      cause: error,
    })
  }
  if (error.code !== 'EADDRNOTAVAIL' && error.code !== 'ENOTFOUND' && error.code !== 'EACCES') {
    return error
  }
  return new Problem('config-invalid', `The server cannot listen at ${host}, port ${port}.`, {
    hint: 'The host must be an address of this machine, and the port one that you may open.',
    cause: error,
  })
}

function insecureHost(host: string): Problem {
  return new Problem(
    'host-insecure',
    `At ${host} the server would be reachable from other machines, and it has no access control.`,
    { hint: 'Leave --host out to stay on 127.0.0.1, or add --insecure.' },
  )
}

interface Connections {
  open: number
}

function countConnections(server: Listener): Readonly<Connections> {
  const connections: Connections = { open: 0 }
  const onClose = () => {
    connections.open--
  }
  server.on('connection', (socket) => {
    connections.open++
    socket.once('close', onClose)
  })
  return connections
}

async function close(
  server: Listener,
  connections: Readonly<Connections>,
  deadlineMs: number,
): Promise<number> {
  const closed = new Promise<'closed'>((resolve) => {
    // The HTTP server's own close cuts idle connections at once; here they are asked first.
    NetServer.prototype.close.call(server, () => resolve('closed'))
  })
  server.closeIdleConnections()
  const late = new AbortController()
  const first = await Promise.race([
    closed,
    wait(deadlineMs, 'late' as const, { signal: late.signal }).catch(() => 'closed' as const),
  ])
  late.abort()
  const cut = first === 'late' ? connections.open : 0
  server.closeAllConnections()
  server.close()
  await closed
  return cut
}

/** Requests that a page of another site sent by pointing its own name here. */
function refuseHost(req: IncomingMessage, res: ServerResponse, port: number): void {
  const problem = new Problem(
    'host-header-refused',
    'The Host header names another machine than this one.',
    { hint: `Ask for http://127.0.0.1:${port} or http://localhost:${port}.` },
  )
  const body = JSON.stringify(bodyOfProblem(problem))
  res.shouldKeepAlive = false
  res.writeHead(statusOf(problem.code), {
    'Content-Type': 'application/problem+json',
    'Content-Length': Buffer.byteLength(body),
  })
  res.end(body)
  req.resume()
}

/** Bytes that are no HTTP, or too many headers, or a request that took too long to arrive. */
function answerMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request'
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
