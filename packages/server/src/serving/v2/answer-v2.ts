import { Problem } from '../../platform/problem.ts'
import type { EndpointEntry } from '../routes/table.ts'
import type { ServingService } from '../service.ts'
import { checkVersion } from './check-version.ts'
import type { Members } from './members.ts'
import { configOf } from './model-config.ts'
import { readRepositoryPath } from './repository.ts'
import { statisticsOf } from './statistics.ts'
import { planOf } from './tensor-plan.ts'
import type { V2Options, V2Reply } from './v2-reply.ts'

/** What a path of the V2 protocol asks for, and by which method. */
export type V2Answer =
  | { readonly kind: 'reply'; readonly method: 'GET'; readonly run: () => V2Reply }
  | {
      readonly kind: 'infer'
      readonly method: 'POST'
      readonly model: string
      readonly version: string | undefined
    }
  | {
      readonly kind: 'control'
      readonly method: 'POST'
      readonly run: (body: Members) => Promise<V2Reply>
    }

const modelPath = /^\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?(?:\/(ready|infer|stats|config))?$/
const extensions = [
  'binary_tensor_data',
  'classification',
  'parameters',
  'model_configuration',
  'statistics',
]

/**
 * What a path of the V2 protocol answers; models are endpoints. Inference is left to the caller, who
 * reads the body.
 *
 * @throws Problem for paths, models and versions that there are not
 */
export function answerV2(options: V2Options, path: string): V2Answer {
  const { serving, release, repositoryApi } = options
  switch (path) {
    case '/v2':
    case '/v2/': {
      const all = repositoryApi ? [...extensions, 'model_repository'] : extensions
      return get(() => ok({ name: 'ratchet', version: release, extensions: all }))
    }
    case '/v2/health/live':
      return get(() => ok({ live: true }))
    case '/v2/health/ready':
      return get(() => readiness({ ready: serving.readiness.isReady() }, serving))
    case '/v2/models/stats':
      return get(() =>
        ok({ model_stats: serving.table.list().flatMap((one) => statisticsOf(one)) }),
      )
  }
  const control = readRepositoryPath(options, path)
  if (control !== undefined) return { kind: 'control', method: 'POST', run: control }
  return answerModel(serving, path)
}

function answerModel(serving: ServingService, path: string): V2Answer {
  const [, name, version, verb] = modelPath.exec(path) ?? []
  const model = name === undefined ? undefined : decode(name)
  if (model === undefined) {
    throw new Problem('path-not-found', `There is nothing at ${path.slice(0, 200)}.`, {
      hint: 'GET /openapi.json lists every path.',
    })
  }
  if (verb === 'infer') return { kind: 'infer', method: 'POST', model, version }
  return get(() => {
    const entry = serving.table.get(model)
    if (entry.live !== undefined) checkVersion(entry.live, version)
    switch (verb) {
      case 'ready':
        return readiness({ name: model, ready: serving.readiness.isEndpointReady(entry) }, serving)
      case 'stats':
        return ok({ model_stats: statisticsOf(entry) })
      case 'config':
        return ok(configOf(entry.live ?? serving.readiness.refuseUnready(entry)))
      default:
        return ok(metadataOf(entry, serving))
    }
  })
}

function metadataOf(entry: EndpointEntry, serving: ServingService) {
  const live = entry.live ?? serving.readiness.refuseUnready(entry)
  const { inputs, outputs } = planOf(live)
  return {
    name: entry.name,
    versions: [String(live.route.champion.version)],
    platform: 'ratchet_package',
    inputs,
    outputs,
  }
}

function get(run: () => V2Reply): V2Answer {
  return { kind: 'reply', method: 'GET', run }
}

function ok(body: unknown): V2Reply {
  return { status: 200, body }
}

/** A name is decoded once; what does not decode is no name. */
function decode(text: string): string | undefined {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** Not ready is 503, and says whether it is because the server is stopping. */
function readiness(
  body: { readonly name?: string; readonly ready: boolean },
  serving: ServingService,
): V2Reply {
  if (body.ready) return ok(body)
  const error = serving.isDraining() ? 'The server is stopping.' : 'A version is not ready.'
  return { status: 503, body: { ...body, error } }
}
