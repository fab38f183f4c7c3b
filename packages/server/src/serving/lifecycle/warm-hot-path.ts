import { createRowReader } from '@ratchet-ml/scoring'
import { epochMs } from '../engines/types.ts'
import { exampleRow } from '../openapi-rows.ts'
import { answerCall } from '../predict/answer-call.ts'
import type { Call } from '../predict/call.ts'
import { Turns } from '../predict/turns.ts'
import { createLiveEndpoint } from '../routes/live-endpoint.ts'
import type { Route } from '../types.ts'
import { VersionHandle } from './handle.ts'
import type { LoadedVersion } from './types.ts'

const warmRequests = 300
const turnMs = 2
const mostMs = 1000

/**
 * Answers requests that nobody sent, from their text to the text of the reply, until the engine has
 * compiled the way: the first caller of a version must not be the one who waits for that. Nothing is
 * counted, as everything but the model is made for the purpose and thrown away.
 */
export async function warmHotPath(
  loaded: LoadedVersion,
  nextTurn: () => Promise<void>,
): Promise<void> {
  const live = createLiveEndpoint({
    route: routeOf(loaded),
    handle: new VersionHandle(loaded, () => {}),
    reader: createRowReader(loaded.contract),
    arm: { model: loaded.version.model, version: loaded.version.version, arm: 'champion', rows: 0 },
    servedBy: 'champion',
  })
  const body = new TextEncoder().encode(JSON.stringify({ rows: [exampleRow(loaded.contract)] }))
  const call: Call = {
    ...{ protocol: 'predict', form: 'json', body, query: '', mostRows: 1 },
    headerLength: undefined,
  }
  const begun = epochMs()
  const turns = new Turns({ destroyed: false }, begun, mostMs)
  const answering = { requestId: 'warm-up', turns, offThread: undefined }
  for (let done = 0; done < warmRequests && epochMs() - begun < mostMs; ) {
    const start = epochMs()
    while (epochMs() - start < turnMs && done < warmRequests) {
      if (!answers(live, call, answering)) return
      done++
    }
    await nextTurn()
  }
}

/** A contract whose example is none is not the version's fault: it is served without warming up. */
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
