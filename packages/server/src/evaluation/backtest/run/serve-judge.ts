import type { MessagePort } from 'node:worker_threads'
import { type JudgeWorld, type JudgeWorldOptions, openJudgeWorld } from '../judge/judge-world.ts'
import {
  type ThreadOrder,
  type ThreadReply,
  type ThreadSetup,
  type ThreadTask,
  toReply,
} from './messages.ts'
import { gatherKept, judgeAndKeep } from './with-kept.ts'

interface Opened {
  readonly world: Promise<JudgeWorld>
  readonly folder: string
}

/** What a thread is given by its program. */
export type JudgePorts = Pick<JudgeWorldOptions, 'openRuns' | 'startEngine'>

/** Does what is sent, one after the other, after it was told of what. */
export function serveJudge(port: MessagePort, ports: JudgePorts): void {
  const send = (reply: ThreadReply) => port.postMessage(reply)
  const onRows = (more: number) => send({ kind: 'rows', more })
  let opened: Opened | undefined
  port.on('message', (order: ThreadOrder) => {
    if (order.kind === 'open') opened = open(order.setup, ports)
    else {
      follow(order, opened, onRows).then(send, (thrown: unknown) => send(toReply(thrown)))
    }
  })
}

function open(told: ThreadSetup, ports: JudgePorts): Opened {
  const world = openJudgeWorld(told.setup, { ...told, ...ports })
  world.catch(() => {}) // told at the first order
  return { world, folder: told.folder }
}

async function follow(
  order: ThreadTask,
  opened: Opened | undefined,
  onRows: (more: number) => void,
): Promise<ThreadReply> {
  if (opened === undefined)
    throw new TypeError(`${order.kind} was asked of a thread that knows nothing`)
  const world = await opened.world
  switch (order.kind) {
    case 'judge':
      await judgeAndKeep(world, order.unit, opened.folder, { onRows })
      return { kind: 'judged' }
    case 'gather':
      return { kind: 'gathered', common: await gatherKept(world, order.order, opened.folder) }
  }
}
