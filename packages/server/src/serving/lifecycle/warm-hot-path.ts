import { type Contract, createRowReader } from '@ratchet-ml/scoring'
import { epochMs } from '../engines/types.ts'
import { exampleRow } from '../example-row.ts'
import { answerCall } from '../predict/answer-call.ts'
import type { Call } from '../predict/call.ts'
import { Turns } from '../predict/turns.ts'
import { createLiveEndpoint } from '../routes/live-endpoint.ts'
import type { Scratch } from '../routes/scratch.ts'
import type { Route } from '../types.ts'
import { VersionHandle } from './handle.ts'
import type { LoadedVersion } from './types.ts'

const turnMs = 0.5
const mostMs = 1000

export interface WarmRequests {
  /** What callers have sent lately. */
  readonly recorded: readonly Call[]
  /** How many are answered. */
  readonly requests: number
  readonly memory: Scratch
  /** Lets others have their turn; throws when nobody wants the version any more. */
  readonly nextTurn: () => Promise<void>
}

/**
 * Answers requests that callers have sent lately, and one made up, from their bytes to the text of the
 * reply, until the engine has compiled the way: the first caller of a version must not be the one who waits for that. Nothing is
 * counted, as everything but the model is made for the purpose and thrown away.
 */
export async function warmHotPath(
  loaded: LoadedVersion,
  { recorded, requests, memory, nextTurn }: WarmRequests,
): Promise<void> {
  const live = createLiveEndpoint({
    route: routeOf(loaded),
    handle: new VersionHandle(loaded, () => {}),
    reader: createRowReader(loaded.contract),
    arm: { model: loaded.version.model, version: loaded.version.version, arm: 'champion', rows: 0 },
    ...{ servedBy: 'champion', memory },
  })
  const begun = epochMs()
  const turns = new Turns({ destroyed: false }, begun, mostMs)
  const answering = { requestId: 'warm-up', turns, offThread: undefined, keeps: false }
  let calls: readonly Call[] = [exampleCall(loaded.contract), ...recorded]
  for (let done = 0; done < requests && epochMs() - begun < mostMs; ) {
    const start = epochMs()
    while (epochMs() - start < turnMs && done < requests) {
      const call = calls[done++ % calls.length]
      if (call === undefined) return
      if (!answers(live, call, answering)) calls = calls.filter((one) => one !== call)
    }
    await nextTurn()
  }
}

function exampleCall(contract: Contract): Call {
  const text = JSON.stringify({ rows: [exampleRow(contract)] })
  const body = new TextEncoder().encode(text)
  const form = { protocol: 'predict', form: 'json' } as const
  return { ...form, body, query: '', mostRows: 1, headerLength: undefined }
}

/** What was asked of another version, or made up, may be none that this one answers: it is left out. */
function answers(...asked: Parameters<typeof answerCall>): boolean {
  try {
    return !(answerCall(...asked) instanceof Promise)
  } catch {
    return false
  }
}

function routeOf({ version, contract, contractDigest }: LoadedVersion): Route {
  return {
    ...{ endpoint: 'warm-up', revision: 1, champion: version, contract, contractDigest },
    ...{ change: 'created', actor: 'warm-up', reason: '', validFrom: 0 as Route['validFrom'] },
  }
}
