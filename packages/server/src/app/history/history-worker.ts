// A process that makes tables of the log and answers questions about them, so that the one that serves
// goes on serving. Started by name (`@ratchet-ml/server/history-worker`), never imported. Its argument is
// the data folder.
import { setPriority } from 'node:os'
import type {
  Done,
  HistoryCall,
  HistoryKind,
  HistoryReplies,
  HistoryReply,
} from '../../feedback/history/types.ts'
import { Problem } from '../../platform/problem.ts'
import { openWorkshop } from './open-workshop.ts'

const send = process.send?.bind(process)
if (send === undefined) throw new Error('The history worker is started by a server.')
const [, , dataFolder] = process.argv
if (dataFolder === undefined) throw new Error('The history worker is told its data folder.')

// Whoever started it is gone, or lets go of it.
process.on('disconnect', () => process.exit(0))
// An interrupt from the keyboard goes to all processes; when to end is said by the one that started it.
process.on('SIGINT', () => {})
setPriority(10)

const workshop = openWorkshop(dataFolder)
let last: Promise<void> = Promise.resolve()

process.on('message', (call: HistoryCall) => {
  last = last.then(() => answer(call))
})

async function answer({ id, request, deadlineMs }: HistoryCall): Promise<void> {
  let reply: HistoryReply
  try {
    const done = await workshop.answer(request, deadlineMs)
    reply = { id, kind: 'done', result: replyOf(done) }
  } catch (thrown) {
    reply = failureOf(id, thrown)
  }
  send?.(reply)
}

function replyOf(done: Done[HistoryKind]): HistoryReplies[HistoryKind] {
  return 'columns' in done ? new TextEncoder().encode(JSON.stringify(done)) : done
}

function failureOf(id: number, thrown: unknown): HistoryReply {
  if (thrown instanceof Problem) {
    const { code, message, hint } = thrown
    return { id, kind: 'refused', code, detail: message, hint }
  }
  const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  return { id, kind: 'failed', message }
}
