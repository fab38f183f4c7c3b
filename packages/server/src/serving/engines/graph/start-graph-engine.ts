import { type PackageFiles, Refusal } from '@ratchet-ml/scoring'
import { Problem } from '../../../platform/problem.ts'
import { type Later, RemoteEngine } from '../remote-engine.ts'
import type { EngineReply } from '../types.ts'
import { GraphProcess, type ProcessFile } from './graph-process.ts'

/** Starts the process that answers the graph of a package, which was checked. */
export type StartGraphEngine = (files: PackageFiles, signal?: AbortSignal) => Promise<RemoteEngine>

/** The longest that a library may take to open a graph, prove it and warm it up. */
const mostOpenMs = 600_000

/**
 * A starter of processes. Resolves once the graph is proven and warm.
 *
 * It throws a Refusal or Problem that says why the package is not answered, `engine-failed` when the
 * process ends meanwhile or the library does not take the graph.
 */
export function graphEngineStarter(file: ProcessFile, later: Later): StartGraphEngine {
  return async (files, signal) => {
    const child = new GraphProcess(file)
    const stop = () => child.stop(new Error('Nobody wants the version any more.'))
    const cancel = later(mostOpenMs, () => {
      child.stop(new Error(`The engine was not ready within ${mostOpenMs / 1000} s.`))
    })
    signal?.addEventListener('abort', stop, { once: true })
    try {
      const reply = await child.open(files).catch((cause: Error) => {
        throw failed(cause.message)
      })
      if (reply.kind === 'kept') return new RemoteEngine(child, reply.description, later)
      child.stop()
      throw problemOf(reply)
    } finally {
      cancel()
      signal?.removeEventListener('abort', stop)
    }
  }
}

function problemOf(reply: EngineReply): unknown {
  if (reply.kind === 'refused') return new Refusal(reply.refusal)
  if (reply.kind !== 'failed') return new RangeError('The engine answered what it was not asked.')
  if (reply.problem === undefined) return failed(reply.message)
  const { code, hint } = reply.problem
  return new Problem(code, reply.message, hint === undefined ? {} : { hint })
}

function failed(message: string): Problem {
  return new Problem('engine-failed', message, {
    hint: 'What the engine wrote on standard error says more.',
  })
}
