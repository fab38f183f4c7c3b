import type { Buffer } from 'node:buffer'
import { parseJson } from '../../platform/http-kit/parse-json.ts'
import { Problem } from '../../platform/problem.ts'
import { decodeText } from '../predict/decode-text.ts'
import { invalid } from '../predict/predict-request.ts'
import type { EndpointEntry } from '../routes/table.ts'
import type { ServingService } from '../service.ts'
import { flagOf, type Members, membersOf, parametersOf } from './members.ts'
import type { V2Options, V2Reply } from './v2-reply.ts'

const repositoryPath = /^\/v2\/repository\/(?:index|models\/([^/]+)\/(load|unload))$/

type Control = (body: Members) => Promise<V2Reply>

/** What a path of the repository extension does with its body; `undefined` for other paths. */
export function readRepositoryPath(
  { serving, repositoryApi }: V2Options,
  path: string,
): Control | undefined {
  const match = repositoryPath.exec(path)
  if (match === null) return undefined
  const [, model, verb] = match
  if (model === undefined) return async (body) => listIndex(serving, body)
  return async (body) => {
    if (!repositoryApi) throw isOff(verb)
    checkParameters(body)
    const entry = serving.table.get(model)
    if (verb === 'load') await serving.loadEndpoint(entry)
    else serving.unloadEndpoint(entry)
    return { status: 200, body: {} }
  }
}

/** An empty body is an empty object, as clients send either. */
export function parseRepositoryBody(body: Buffer): Members {
  const text = decodeText(body).trim()
  return text === '' ? {} : membersOf(parseJson(text), '')
}

function listIndex(serving: ServingService, body: Members): V2Reply {
  const onlyReady = flagOf(body, 'ready', '') ?? false
  const all = serving.table.list().map((entry) => indexEntry(serving, entry))
  return { status: 200, body: onlyReady ? all.filter(({ state }) => state === 'READY') : all }
}

const states = {
  loading: 'LOADING',
  ready: 'READY',
  failed: 'UNAVAILABLE',
  unloading: 'UNLOADING',
} as const

function indexEntry(serving: ServingService, entry: EndpointEntry) {
  const { name, route, live, isUnloaded } = entry
  const { version, digest } = (live?.route ?? route).champion
  const status = serving.views.statesOf(live?.route ?? route)[digest]
  const known = states[status?.state as keyof typeof states] ?? 'UNAVAILABLE'
  const state = isUnloaded
    ? 'UNAVAILABLE'
    : live === undefined && known === 'READY'
      ? 'LOADING'
      : known
  const reason = isUnloaded ? 'unloaded' : (status?.reason ?? '')
  return { name, version: String(version), state, reason }
}

/** A model's settings and files come from the registry, never from a caller. */
function checkParameters(body: Members): void {
  for (const name in parametersOf(body['parameters'], '/parameters')) {
    if (name === 'unload_dependents') continue
    throw invalid('/parameters', 'found a setting or a file of the model, expected none', hint)
  }
}

const hint = 'Push a version with ratchet push, and promote it.'

function isOff(verb: string | undefined): Problem {
  return new Problem('change-refused', `Models are not ${verb}ed over HTTP here.`, {
    hint: 'Start the server with --repository-api.',
  })
}
