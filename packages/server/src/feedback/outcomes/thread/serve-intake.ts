import { Problem } from '../../../platform/problem.ts'
import type { IntakeBody, OutcomeIntake } from '../intake.ts'
import type { FromIntake, ToIntake, ToldProblem } from './messages.ts'

/** The way to the thread that serves. */
export interface IntakePort {
  postMessage(message: FromIntake): void
  on(event: 'message', listener: (message: ToIntake) => void): unknown
}

interface Served {
  readonly body: IntakeBody
  /** What is told of a body is done in the order in which it is told. */
  lane: Promise<void>
}

/** Does what it is told through a port, in a thread of its own. */
export function serveIntake(port: IntakePort, intake: OutcomeIntake): void {
  const bodies = new Map<number, Served>()
  const say = (message: FromIntake) => port.postMessage(message)
  const run = (id: number, act: (body: IntakeBody) => Promise<void>) => {
    const served = bodies.get(id)
    if (served === undefined) return // it has failed, and what was on its way comes to nothing
    served.lane = served.lane
      .then(() => (bodies.has(id) ? act(served.body) : undefined))
      .catch((thrown) => {
        bodies.delete(id)
        served.body.abort().catch(() => {})
        say(failureOf(id, thrown))
      })
  }
  port.on('message', (message) => {
    switch (message.kind) {
      case 'begin':
        bodies.set(message.id, { body: intake.begin(message.order), lane: Promise.resolve() })
        return
      case 'chunk':
        return run(message.id, async (body) => {
          await body.push(message.chunk)
          say({ kind: 'taken', id: message.id, bytes: message.chunk.length })
        })
      case 'end':
        return run(message.id, async (body) => {
          const receipt = await body.end()
          bodies.delete(message.id)
          say({ kind: 'done', id: message.id, receipt })
        })
      case 'abort':
        return run(message.id, async (body) => {
          bodies.delete(message.id)
          await body.abort()
        })
      case 'close':
        bodies.clear()
        void intake.close().then(
          () => say({ kind: 'closed' }),
          () => say({ kind: 'closed' }),
        )
    }
  })
}

function failureOf(id: number, thrown: unknown): FromIntake {
  if (thrown instanceof Problem) return { kind: 'refused', id, ...toldOf(thrown) }
  const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  return { kind: 'failed', id, message }
}

function toldOf({ code, message, hint, errors, retryAfterSeconds }: Problem): ToldProblem {
  return { code, detail: message, hint, errors, retryAfterSeconds }
}
