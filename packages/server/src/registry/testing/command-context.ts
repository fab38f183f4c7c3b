import { PassThrough } from 'node:stream'
import { createClient } from '@ratchet-ml/client'
import { ledgerRoutes } from '../../app/ledger/http.ts'
import type { CommandContext, CommandInput } from '../../platform/cli-kit/types.ts'
import { createRouter } from '../../platform/http-kit/router.ts'
import type { AnyRoute } from '../../platform/http-kit/types.ts'
import { silentLogger } from '../../platform/logger.ts'
import { registryRoutes } from '../http.ts'
import { type MemoryRegistry, memoryRegistry } from './memory-registry.ts'

export interface TestContext extends CommandContext {
  readonly memory: MemoryRegistry
  readonly printed: { readonly human: string; readonly data: unknown }[]
  readonly notes: string[]
}

/** The world of a command over a registry that keeps nothing, through the real routes. */
export function aContext(workingFolder: string): TestContext {
  const memory = memoryRegistry()
  const printed: { human: string; data: unknown }[] = []
  const notes: string[] = []
  const client = clientOf(memory)
  return {
    ...{ stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() },
    ...{ isTerminal: false, json: false, workingFolder, clock: memory.clock, user: 'ada' },
    ...{ memory, printed, notes, logger: silentLogger },
    signal: new AbortController().signal,
    print: (human, data) => printed.push({ human, data }),
    note: (text) => notes.push(text),
    progress: () => ({ update: () => {}, end: () => {} }),
    client: async () => client,
    project: async () => undefined,
    dataFolder: async () => undefined,
    blobFiles: async () => {
      throw new Error('this command keeps no files')
    },
    startEngine: async () => {
      throw new Error('this command starts no engine')
    },
  }
}

function clientOf(memory: MemoryRegistry) {
  const routes: readonly AnyRoute[] = [
    ...registryRoutes(memory.registry),
    ...ledgerRoutes(memory.metadata.ledger),
  ]
  const router = createRouter({
    ...{ routes, actor: 'os:ada', ids: memory.ids, logger: silentLogger },
    surfaces: new Set(['read', 'change'] as const),
    maximumBodyBytes: 10_000_000,
  })
  return createClient({
    url: 'http://in.process',
    fetch: async (url, init) => router.request(url, init as RequestInit),
  })
}

/** What the command line would have said. */
export function anInput(
  positionals: readonly string[],
  options: Readonly<Record<string, string | boolean | number>> = {},
): CommandInput {
  return {
    positionals,
    text: (name) => (typeof options[name] === 'string' ? options[name] : undefined),
    texts: () => [],
    flag: (name) => options[name] === true,
    number: (name) => (typeof options[name] === 'number' ? options[name] : undefined),
  }
}
