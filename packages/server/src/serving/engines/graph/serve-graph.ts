import { Worker } from 'node:worker_threads'
import { failureOf } from '../failure-of.ts'
import { GraphEngine } from './graph-engine.ts'
import type { GraphReply } from './graph-process.ts'
import type { GraphOrder, GraphRuntime } from './types.ts'

/**
 * Answers a graph in this process, for the one that has started it; ends when that one is gone, or lets go
 * of it.
 */
export function serveGraph(openRuntime: () => Promise<GraphRuntime>): void {
  const send = process.send?.bind(process)
  if (send === undefined) throw new Error('A graph is answered for a server or a command.')
  process.on('disconnect', () => process.exit(0))
  endWithParent()
  // An interrupt from the keyboard goes to all processes; when to end is said by the one that started it.
  process.on('SIGINT', () => {})
  const engine = new GraphEngine(openRuntime)
  const memory = memoryTeller()
  let last: Promise<void> = Promise.resolve()
  const answer = async (order: Exclude<GraphOrder, { kind: 'part' }>) => {
    const reply = await engine.answer(order).catch((thrown: unknown) => failureOf(order.id, thrown))
    send({ ...reply, ...memory() } satisfies GraphReply)
  }
  process.on('message', (order: GraphOrder) => {
    if (order.kind === 'part') engine.take(order)
    else last = last.then(() => answer(order))
  })
}

const lookEveryMs = 500

/**
 * A library that is at work lets no event through, that of the parent's end neither: a thread looks who the
 * parent is.
 */
function endWithParent(): void {
  const look = `
    const parent = process.ppid
    setInterval(() => {
      if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
    }, ${lookEveryMs})`
  new Worker(look, { eval: true }).unref()
}

const tellEveryMs = 1000

/** Tells the memory of the process once a while, as asking for it takes a look at a file. */
function memoryTeller(): () => Pick<GraphReply, 'memoryBytes'> {
  let toldAt = Number.NEGATIVE_INFINITY
  return () => {
    const now = performance.now()
    if (now - toldAt < tellEveryMs) return {}
    toldAt = now
    return { memoryBytes: process.memoryUsage.rss() }
  }
}
