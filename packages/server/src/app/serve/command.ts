import type { Command, CommandContext, CommandInput } from '../../platform/cli-kit/types.ts'
import { Problem } from '../../platform/problem.ts'
import type { Stores } from '../stores.ts'
import { greeting } from './greeting.ts'
import type { RunningServer } from './start-server.ts'
import type { TlsFiles } from './tls.ts'
import { boundYoungGeneration } from './young-generation.ts'

export const serveCommand: Command = {
  name: 'serve',
  summary: 'Answer predictions over HTTP',
  description:
    'Serves the endpoints of the data folder, and each SOURCE at the endpoint of its NAME (else of the\n' +
    'model or the file). Outside a project, without --data and RATCHET_DATA, nothing is kept. The first\n' +
    'line on standard output gives the URL once it answers.',
  positionals: [
    {
      name: '[NAME=]SOURCE',
      help: 'a model file, a package, NAME@VERSION or NAME@ALIAS',
      optional: true,
      repeated: true,
    },
  ],
  options: {
    port: { type: 'integer', value: 'P', help: 'port; 0 picks a free one', default: 7300 },
    host: { type: 'text', value: 'ADDRESS', help: 'address to listen on', default: '127.0.0.1' },
    'tls-cert': { type: 'text', value: 'FILE', help: 'certificate chain in PEM: speak HTTPS' },
    'tls-key': { type: 'text', value: 'FILE', help: 'its key in PEM; SIGHUP reads both again' },
    insecure: { type: 'flag', help: 'let other machines reach it, with no access control at all' },
    'repository-api': {
      type: 'flag',
      help: 'let callers load and unload models over the V2 protocol',
    },
  },
  examples: [
    'ratchet serve model.txt',
    'ratchet serve flights=model.txt --port 0 --json',
    'ratchet serve',
  ],
  run: runServe,
}

async function runServe(context: CommandContext, input: CommandInput): Promise<number> {
  const port = portOf(input)
  boundYoungGeneration()
  // The whole server is loaded here, so that a look at the help does not wait for it.
  const { startServer } = await import('./start-server.ts')
  const stores = await openStores(context, input.positionals.length > 0)
  let server: RunningServer | undefined
  try {
    server = await startServer(context, {
      stores,
      sources: input.positionals,
      host: input.text('host') ?? '127.0.0.1',
      port,
      insecure: input.flag('insecure'),
      ...tlsOf(input),
      repositoryApi: input.flag('repository-api'),
    })
    await greet(context, server, stores)
    await interrupted(context.signal)
    context.note('Stopping: answering what is under way.')
    return 0
  } finally {
    await server?.stop()
    stores.close()
  }
}

function tlsOf(input: CommandInput): { readonly tls?: TlsFiles } {
  const [cert, key] = [input.text('tls-cert'), input.text('tls-key')]
  if (cert === undefined && key === undefined) return {}
  if (cert !== undefined && key !== undefined) return { tls: { cert, key } }
  throw new Problem('usage', 'HTTPS takes both --tls-cert and --tls-key; one was given.')
}

function portOf(input: CommandInput): number {
  const port = input.number('port') ?? 0
  if (port >= 0 && port <= 65_535) return port
  throw new Problem('usage', `--port is ${port}; it must lie between 0 and 65535.`, {
    hint: '0 picks a free one.',
  })
}

async function openStores(context: CommandContext, hasSource: boolean): Promise<Stores> {
  const { openFolderStores, openMemoryStores } = await import('../stores.ts')
  const folder = await context.dataFolder()
  if (folder !== undefined) return openFolderStores(folder, context.logger)
  if (hasSource) return openMemoryStores()
  throw new Problem('usage', 'There is nothing to serve: no SOURCE, no data folder, no project.', {
    hint: 'Name a model file, such as ratchet serve model.txt, or a data folder with --data DIR.',
  })
}

async function greet(context: CommandContext, server: RunningServer, stores: Stores) {
  const routes = await server.directory.list()
  const [first] = routes
  const example =
    first === undefined ? undefined : { endpoint: first.endpoint, row: server.exampleRow(first) }
  context.print(greeting(server.url, example), {
    url: server.url,
    pid: process.pid,
    endpoints: routes.map((route) => route.endpoint),
    dataFolder: stores.folder ?? null,
  })
  // After the greeting, whose first line scripts read and whose others people copy.
  for (const note of server.notes) context.note(`\nNote: ${note}`)
  if (stores.folder === undefined) {
    context.note(
      '\nNo project and no --data: this server keeps nothing when it stops, and no prediction log.',
    )
  }
}

function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
