import type { Digest } from '@ratchet-ml/scoring'
import type { GraphEngine, StartEngine } from '../../../../platform/graph-engine.ts'
import type { Engines } from './types.ts'

/** Of one worker that live at the same time: each takes 100 to 200 MB beside its graph. */
const mostEngines = 4

/** Those of one worker. */
export interface WorkerEngines extends Engines {
  /** Ends all. */
  close(): void
}

/** Starts an engine when it is first asked. For a fifth, the one that was asked longest ago ends. */
export function createEngines(start: StartEngine): WorkerEngines {
  const running = new Map<Digest, GraphEngine>()
  const end = (digest: Digest) => {
    running.get(digest)?.close()
    running.delete(digest)
  }
  return {
    // One block of rows is asked at a time, so that no engine ends while it is asked.
    async answer({ digest, files }, rows, count, into) {
      const known = running.get(digest)
      running.delete(digest)
      for (const oldest of running.keys()) {
        if (running.size < mostEngines) break
        end(oldest)
      }
      const engine = known ?? (await start(await files()))
      running.set(digest, engine) // the last is the one that was asked last
      await engine.answer(rows, count, into, 'together')
    },
    close() {
      for (const digest of [...running.keys()]) end(digest)
    },
  }
}
