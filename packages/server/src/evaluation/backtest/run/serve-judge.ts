import type { MessagePort } from 'node:worker_threads'
import type { OpenRuns } from '../judge/judge-runs.ts'
import { openJudgeWorld } from '../judge/judge-world.ts'
import { type ThreadOrder, type ThreadReply, type ThreadSetup, toReply } from './messages.ts'
import { gatherKept, judgeAndKeep } from './with-kept.ts'

/** Does what is sent, one after the other. */
export function serveJudge(port: MessagePort, started: ThreadSetup, openRuns: OpenRuns): void {
  const { setup, folder } = started
  const opening = openJudgeWorld(setup, { ...started, openRuns })
  opening.catch(() => {}) // told at the first order
  const send = (reply: ThreadReply) => port.postMessage(reply)
  const onRows = (more: number) => send({ kind: 'rows', more })
  const follow = async (order: ThreadOrder): Promise<ThreadReply> => {
    const world = await opening
    switch (order.kind) {
      case 'judge':
        await judgeAndKeep(world, order.unit, folder, { onRows })
        return { kind: 'judged' }
      case 'gather':
        return { kind: 'gathered', common: await gatherKept(world, order.order, folder) }
    }
  }
  port.on('message', (order: ThreadOrder) => {
    follow(order).then(send, (thrown: unknown) => send(toReply(thrown)))
  })
}
