import type { MessagePort } from 'node:worker_threads'
import type { OpenRuns } from '../judge/judge-runs.ts'
import { openJudgeWorld } from '../judge/judge-world.ts'
import { judgeAndKeep } from './judge-and-keep.ts'
import { type ThreadOrder, type ThreadReply, type ThreadSetup, toReply } from './messages.ts'

/** Judges the units that are sent, one after the other. */
export function serveJudge(port: MessagePort, started: ThreadSetup, openRuns: OpenRuns): void {
  const opening = openJudgeWorld(started.setup, { ...started, openRuns })
  opening.catch(() => {}) // told at the first order
  const send = (reply: ThreadReply) => port.postMessage(reply)
  const judge = async (unit: ThreadOrder) => {
    const onRows = (more: number) => send({ kind: 'rows', more })
    await judgeAndKeep(await opening, unit, started.folder, { onRows })
  }
  port.on('message', (unit: ThreadOrder) => {
    judge(unit).then(
      () => send({ kind: 'done' }),
      (thrown: unknown) => send(toReply(thrown)),
    )
  })
}
