// Many callers, each with a connection of its own, who do not wait for each other: requests at a rate beyond
// what can be answered. Who finds none of the connections free goes away unheard: its wait would be the
// generator's doing, and not that of the server.
import { connect, type Socket } from 'node:net'
import { setImmediate, setInterval, setTimeout } from 'node:timers/promises'
import { createRandom } from '@ratchet-ml/stats'

export interface FloodOrder {
  readonly url: string
  readonly path: string
  /** Sent in turn. */
  readonly bodies: readonly string[]
  /** Lines of further headers, each with its line end. */
  readonly headers?: string
  /** Requests a second. */
  readonly floodRate: number
  readonly connections: number
  readonly ms: number
  /** At random times (Poisson) and each at its own, for which the generator spins; otherwise every millisecond. */
  readonly isRandom?: boolean
  /** A 200 is good within so many milliseconds of when it was sent. */
  readonly deadlineMs: number
}

export interface FloodReport {
  readonly sent: number
  /** Requests for which no connection was free. */
  readonly unsent: number
  /** 200s within the deadline. */
  readonly good: number
  readonly byStatus: Readonly<Record<string, number>>
  readonly seconds: number
  /** Of the 200s, from when they were sent. */
  readonly p50Ms: number
  readonly p99Ms: number
  readonly refusedP50Ms: number
  readonly refusedP99Ms: number
  /** CPU time that the generator spent, of what one core has. */
  readonly ownShare: number
  /** The first refusal. */
  readonly sample: string
}

interface Told {
  readonly good: number[]
  readonly refused: number[]
  readonly byStatus: Record<string, number>
  sample: string
}

export async function flood(order: FloodOrder): Promise<FloodReport> {
  const { bodies, floodRate, connections, ms, deadlineMs } = order
  const requests = bodies.map((body) => requestOf(order, body))
  const told: Told = { good: [], refused: [], byStatus: {}, sample: '' }
  const free: Caller[] = []
  const callers: Caller[] = []
  const rest = (caller: Caller) => void free.push(caller)
  let [sent, unsent] = [0, 0]
  const offer = () => {
    const request = requests[sent % requests.length] as Buffer // at least one body
    const caller = free.pop() ?? (callers.length < connections ? open() : undefined)
    if (caller === undefined) unsent++
    else {
      sent++
      caller.send(request)
    }
  }
  const open = () => {
    const caller = new Caller(order.url, told, rest)
    callers.push(caller)
    return caller
  }
  for (let i = 0; i < connections; i++) free.push(open())
  await Promise.all(free.map((caller) => caller.ready))
  const cpu = process.cpuUsage()
  const begun = performance.now()
  if (order.isRandom === true) await atRandom(floodRate, begun + ms, offer)
  else await everyMs(floodRate, begun + ms, () => sent + unsent, offer)
  const seconds = (performance.now() - begun) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const good = told.good.filter((one) => one <= deadlineMs).length
  const until = performance.now() + 3000
  while (callers.some(({ isBusy }) => isBusy) && performance.now() < until) {
    await setTimeout(20)
  }
  const unanswered = callers.filter(({ isBusy }) => isBusy).length
  if (unanswered > 0) told.byStatus['unanswered'] = unanswered
  for (const caller of callers) caller.close()
  return {
    ...{ sent, unsent, good, byStatus: told.byStatus, seconds, sample: told.sample },
    ...{ p50Ms: at(told.good, 0.5), p99Ms: at(told.good, 0.99) },
    ...{ refusedP50Ms: at(told.refused, 0.5), refusedP99Ms: at(told.refused, 0.99) },
    ownShare: (user + system) / 1e6 / seconds,
  }
}

async function everyMs(
  rate: number,
  until: number,
  offered: () => number,
  offer: () => void,
): Promise<void> {
  const begun = performance.now()
  for await (const _ of setInterval(1)) {
    const now = Math.min(performance.now(), until)
    const wanted = Math.floor(((now - begun) * rate) / 1000)
    while (offered() < wanted) offer()
    if (now === until) return
  }
}

/** The same times in every run. */
async function atRandom(rate: number, until: number, offer: () => void): Promise<void> {
  const random = createRandom(20261121)
  let next = performance.now()
  while (next < until) {
    while (performance.now() < next) await setImmediate()
    offer()
    next -= (Math.log(1 - random.nextFloat()) * 1000) / rate
  }
}

/** One connection, on which one request is under way at most. */
class Caller {
  readonly ready: Promise<void>
  isBusy = false
  readonly #socket: Socket
  readonly #told: Told
  readonly #rest: (caller: Caller) => void
  #sentAt = 0
  #head = ''
  #left = 0

  constructor(url: string, told: Told, rest: (caller: Caller) => void) {
    const { hostname, port } = new URL(url)
    this.#told = told
    this.#rest = rest
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true })
    this.ready = new Promise((resolve) => this.#socket.once('connect', () => resolve()))
    this.#socket.on('data', (chunk) => this.#take(chunk))
    this.#socket.on('error', () => {})
    this.#socket.on('close', () => this.#broken())
  }

  send(request: Buffer): void {
    this.isBusy = true
    this.#head = ''
    this.#sentAt = performance.now()
    this.#socket.write(request)
  }

  close(): void {
    this.#socket.removeAllListeners('close')
    this.#socket.destroy()
  }

  #take(chunk: Buffer): void {
    if (this.#head !== '') this.#left -= chunk.length
    else {
      const text = chunk.toString('latin1', 0, 600)
      const bodyAt = text.indexOf('\r\n\r\n') + 4
      this.#head = text
      this.#left = bodyAt + Number(/content-length: (\d+)/i.exec(text)?.[1]) - chunk.length
    }
    if (this.#left <= 0) this.#settle()
  }

  #settle(): void {
    const ms = performance.now() - this.#sentAt
    const status = this.#head.slice(9, 12)
    const { good, refused, byStatus } = this.#told
    byStatus[status] = (byStatus[status] ?? 0) + 1
    if (status === '200') good.push(ms)
    else {
      refused.push(ms)
      this.#told.sample ||= this.#head
    }
    this.isBusy = false
    this.#rest(this)
  }

  #broken(): void {
    if (this.isBusy) this.#told.byStatus['broken'] = (this.#told.byStatus['broken'] ?? 0) + 1
    this.isBusy = false
  }
}

function requestOf({ url, path, headers = '' }: FloodOrder, body: string): Buffer {
  const length = Buffer.byteLength(body)
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: ${new URL(url).host}\r\nContent-Type: application/json\r\n${headers}Content-Length: ${length}\r\n\r\n${body}`,
  )
}

function at(values: number[], share: number): number {
  values.sort((a, b) => a - b)
  return values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN
}
