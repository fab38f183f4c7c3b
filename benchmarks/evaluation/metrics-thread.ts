// A thread of metrics.ts: adds ranges of rows and sends what they gathered, or merges what others sent.
import { parentPort } from 'node:worker_threads'
import { createSlicedMetrics, type SlicedState } from '@ratchet-ml/stats'
import { buffersOf, conclude, gather, groupOf, type Unit } from './metric-units.ts'

/** What a thread is asked for. */
export type Work =
  | { readonly kind: 'gather'; readonly unit: Unit }
  | { readonly kind: 'conclude'; readonly group: string; readonly states: SlicedState[] }

/** What it answers. */
export type Done =
  | {
      readonly kind: 'gathered'
      readonly group: string
      readonly state: SlicedState
      readonly seconds: number
    }
  | ({ readonly kind: 'concluded'; readonly group: string } & ReturnType<typeof conclude>)

parentPort?.on('message', (work: Work) => {
  const done = work.kind === 'gather' ? gathered(work.unit) : concluded(work.group, work.states)
  const buffers = done.kind === 'gathered' ? buffersOf(done.state) : []
  parentPort?.postMessage(done, buffers)
})

function gathered(unit: Unit): Done {
  const { sliced, seconds } = gather(unit, clock)
  const start = clock()
  const state = sliced.state()
  return { kind: 'gathered', group: unit.group, state, seconds: seconds + clock() - start }
}

/** The states are used up, so that rows which are merged are not kept twice. */
function concluded(group: string, states: SlicedState[]): Done {
  const start = clock()
  const sliced = createSlicedMetrics(groupOf(group).metrics)
  for (let state = states.pop(); state !== undefined; state = states.pop()) sliced.merge(state)
  const merged = clock() - start
  const found = conclude(sliced, clock)
  return { kind: 'concluded', group, ...found, seconds: merged + found.seconds }
}

/** Of this thread. */
function clock(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1e6
}
