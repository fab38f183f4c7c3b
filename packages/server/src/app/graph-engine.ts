// A process that answers one ONNX graph, so that whatever becomes of the library is its own end alone.
// Started by name (`@ratchet-ml/server/graph-engine`), never imported.
import { writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'
import { Refusal } from '@ratchet-ml/scoring'
import { openOnnxRuntime } from '../adapters/onnxruntime/onnx-runtime.ts'
import { Problem } from '../platform/problem.ts'
import { GraphEngine } from '../serving/engines/graph/graph-engine.ts'
import type { GraphReply } from '../serving/engines/graph/graph-process.ts'
import type { GraphOrder } from '../serving/engines/graph/types.ts'
import { engineThreadsOf } from './config.ts'

const send = process.send?.bind(process)
if (send === undefined) throw new Error('The graph engine is started by a server or a command.')

// Whoever started it is gone, or lets go of it.
process.on('disconnect', () => process.exit(0))
// An interrupt from the keyboard goes to all processes; when to end is said by the one that started it.
process.on('SIGINT', () => {})
// The one that serves goes before this one, and outlives it when memory runs out.
setPriority(5)
volunteerForOutOfMemory()

const engine = new GraphEngine(() =>
  openOnnxRuntime({
    workingFolder: process.cwd(),
    threads: engineThreadsOf(),
  }),
)
let last: Promise<void> = Promise.resolve()
let toldMemoryAt = 0

process.on('message', (order: GraphOrder) => {
  if (order.kind === 'part') engine.take(order)
  else last = last.then(() => answer(order))
})

async function answer(order: Exclude<GraphOrder, { kind: 'part' }>): Promise<void> {
  const reply = await engine.answer(order).catch((thrown: unknown) => failureOf(order.id, thrown))
  send?.({ ...reply, ...memory() } satisfies GraphReply)
}

/** Once a second at most, as asking takes a look at a file. */
function memory(): Pick<GraphReply, 'memoryBytes'> {
  const now = performance.now()
  if (toldMemoryAt > 0 && now - toldMemoryAt < 1000) return {}
  toldMemoryAt = now
  return { memoryBytes: process.memoryUsage.rss() }
}

function failureOf(id: number, thrown: unknown): GraphReply {
  if (thrown instanceof Refusal) {
    const { code, place, found, expected, hint } = thrown
    const refusal = { code, place, found, expected, ...(hint === undefined ? {} : { hint }) }
    return { kind: 'refused', id, refusal }
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  if (!(thrown instanceof Problem)) return { kind: 'failed', id, message }
  return { kind: 'failed', id, message, problem: { code: thrown.code, hint: thrown.hint } }
}

/** Linux ends the process first that asks for it. */
function volunteerForOutOfMemory(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '500')
  } catch {
    // Other systems have no such file.
  }
}
