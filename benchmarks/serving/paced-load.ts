// Requests at a steady rate over keep-alive connections: an open loop, so that a slow server does not slow
// its own measurement down.
import { connect, type Socket } from 'node:net'

export interface PacedOrder {
  readonly url: string
  readonly path: string
  readonly body: string
  /** Lines of further headers, each with its line end. */
  readonly headers?: string
  /** Requests a second. */
  readonly rate: number
  /** Connections opened at most; requests that find none free wait for one, and the clock runs. */
  readonly connections: number
  readonly ms: number
  /** A 200 counts as good only within so many milliseconds of when it was due. */
  readonly deadlineMs: number
}

export interface PacedReport {
  readonly offered: number
  /** Replies by status; 0: the connection broke. */
  readonly byStatus: Readonly<Record<string, number>>
  /** 200s within the deadline. */
  readonly good: number
  readonly seconds: number
  /** Of the 200s, from when they were due. */
  readonly p50Ms: number
  readonly p99Ms: number
  /** Of the refusals, from when they were sent. */
  readonly refusedP50Ms: number
  readonly refusedP99Ms: number
  /** Replies of the first refusals and failures, to read. */
  readonly samples: readonly string[]
}

export async function pace(order: PacedOrder): Promise<PacedReport> {
  const { hostname, port, host } = new URL(order.url)
  const head = `POST ${order.path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n${order.headers ?? ''}Content-Length: ${Buffer.byteLength(order.body)}\r\n\r\n`
  const request = Buffer.from(head + order.body)
  const free: Socket[] = []
  const due: number[] = []
  const [answered, refused]: [number[], number[]] = [[], []]
  const byStatus: Record<string, number> = {}
  const samples: string[] = []
  let [open, offered, pending, good] = [0, 0, 0, 0]
  const begun = performance.now()

  const settle = (status: number, text: string, dueAt: number, sentAt: number) => {
    const now = performance.now()
    byStatus[status] = (byStatus[status] ?? 0) + 1
    if (status === 200) {
      answered.push(now - dueAt)
      if (now - dueAt <= order.deadlineMs) good++
    } else {
      refused.push(now - sentAt)
      if (samples.length < 3) samples.push(text.slice(0, 600))
    }
    pending--
  }
  const send = (socket: Socket, dueAt: number) => {
    const sentAt = performance.now()
    socket.write(request)
    readReply(socket, (status, text, isUsable) => {
      settle(status, text, dueAt, sentAt)
      if (!isUsable) {
        open--
        socket.destroy()
      } else {
        const next = due.shift()
        if (next === undefined) free.push(socket)
        else send(socket, next)
      }
    })
  }
  const offer = (dueAt: number) => {
    offered++
    pending++
    const socket = free.pop()
    if (socket !== undefined) send(socket, dueAt)
    else if (open < order.connections) {
      open++
      const fresh = connect({ host: hostname, port: Number(port), noDelay: true })
      fresh.on('error', () => {})
      send(fresh, dueAt)
    } else due.push(dueAt)
  }

  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const elapsed = performance.now() - begun
      const wanted = Math.floor((Math.min(elapsed, order.ms) * order.rate) / 1000)
      while (offered < wanted) offer(begun + (offered * 1000) / order.rate)
      const isOver = elapsed > order.ms && (pending === 0 || elapsed > order.ms + 15_000)
      if (!isOver) return
      clearInterval(timer)
      resolve()
    }, 1)
  })
  for (const socket of free) socket.destroy()
  const seconds = Math.min(performance.now() - begun, order.ms) / 1000
  if (pending > 0) byStatus['unanswered'] = pending
  return {
    ...{ offered, byStatus, good, seconds, samples },
    ...{ p50Ms: at(answered, 0.5), p99Ms: at(answered, 0.99) },
    ...{ refusedP50Ms: at(refused, 0.5), refusedP99Ms: at(refused, 0.99) },
  }
}

function at(values: number[], share: number): number {
  values.sort((a, b) => a - b)
  return values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN
}

function readReply(
  socket: Socket,
  done: (status: number, text: string, isUsable: boolean) => void,
): void {
  let text = ''
  const end = (status: number, isUsable: boolean) => {
    socket.off('data', onData)
    socket.off('close', onClose)
    done(status, text, isUsable)
  }
  const onData = (chunk: Buffer) => {
    text += chunk.toString('latin1')
    const bodyAt = text.indexOf('\r\n\r\n')
    if (bodyAt === -1) return
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? Number.NaN)
    if (text.length < bodyAt + 4 + length) return
    end(Number(text.slice(9, 12)), !/\r\nconnection: close\r\n/i.test(text.slice(0, bodyAt + 2)))
  }
  const onClose = () => end(0, false)
  socket.on('data', onData)
  socket.on('close', onClose)
}
