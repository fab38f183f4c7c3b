import { startCommandEngine } from '../../app/command-engine.ts'
import { later } from '../../app/later.ts'
import type { StartEngine } from '../../platform/graph-engine.ts'
import { failureOf } from '../../serving/engines/failure-of.ts'
import { GraphEngine } from '../../serving/engines/graph/graph-engine.ts'
import type { StartGraphEngine } from '../../serving/engines/graph/start-graph-engine.ts'
import type { GraphRuntime } from '../../serving/engines/graph/types.ts'
import { RemoteEngine } from '../../serving/engines/remote-engine.ts'
import type { EngineHost } from '../../serving/engines/types.ts'
import { adding } from '../../serving/testing/adding-runtime.ts'

/** Starts engines that add up, as a command does, but in this thread; `sizes` gets the rows of each run. */
export function addingHere(sizes: number[] = []): StartEngine {
  return (files) => startCommandEngine(files, undefined, engineHere(sizes))
}

/** One that has ended when it is asked. */
export const dyingHere: StartEngine = async (files) => {
  const engine = await addingHere()(files)
  engine.close()
  return engine
}

function engineHere(sizes: number[]): StartGraphEngine {
  const counting: GraphRuntime = {
    ...adding,
    open: async (graph) => {
      const session = await adding.open(graph)
      return {
        run: (inputs, output) => {
          sizes.push(inputs.get('x')?.dims[0] ?? 0)
          return session.run(inputs, output)
        },
      }
    },
  }
  return async (files) => {
    const engine = new GraphEngine(async () => counting)
    for (const [path, bytes] of files)
      engine.take({ kind: 'part', path, bytes, size: bytes.length })
    const opened = await engine.answer({ kind: 'open', id: 0 })
    if (opened.kind !== 'kept') throw new TypeError('the package was not opened')
    sizes.length = 0
    let end: Error | undefined
    const host: EngineHost = {
      onDeath: undefined,
      score: async (rows) => {
        if (end !== undefined) throw end
        const order = { kind: 'score', id: 1, ...rows } as const
        return await engine.answer(order).catch((thrown: unknown) => failureOf(1, thrown))
      },
      stop: () => {
        end = new Error('It ended.')
      },
    }
    return new RemoteEngine(host, opened.description, later)
  }
}
