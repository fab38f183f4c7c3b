import { Problem } from '../../platform/problem.ts'
import type { EndpointEntry } from '../routes/table.ts'
import type { ServingService } from '../service.ts'
import { checkVersion } from './answer-infer.ts'
import { inputTensors, outputTensors } from './tensor-metadata.ts'

export type V2Answer =
  | { readonly kind: 'reply'; readonly status: number; readonly body: string }
  | { readonly kind: 'infer'; readonly model: string; readonly version: string | undefined }

const modelPath = /^\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?(?:\/(ready|infer))?$/

/**
 * What a path of the V2 protocol answers; models are endpoints. Inference is left to the caller, who
 * reads the body.
 *
 * @throws Problem for paths, models and versions that there are not
 */
export function answerV2(serving: ServingService, release: string, path: string): V2Answer {
  switch (path) {
    case '/v2':
    case '/v2/':
      return ok({ name: 'ratchet', version: release, extensions: [] })
    case '/v2/health/live':
      return ok({ live: true })
    case '/v2/health/ready':
      return readiness({ ready: serving.isReady() }, serving)
  }
  const [, model, version, verb] = modelPath.exec(path) ?? []
  if (model === undefined) {
    throw new Problem('path-not-found', `There is nothing at ${path.slice(0, 200)}.`, {
      hint: 'GET /openapi.json lists every path.',
    })
  }
  const entry = serving.table.get(model)
  if (entry.live !== undefined) checkVersion(entry.live, version)
  if (verb === 'infer') return { kind: 'infer', model, version }
  if (verb === 'ready') {
    return readiness({ name: model, ready: serving.isEndpointReady(entry) }, serving)
  }
  return ok(metadataOf(entry, serving))
}

function metadataOf(entry: EndpointEntry, serving: ServingService) {
  const { route, scored } = entry.live ?? serving.refuseUnready(entry)
  return {
    name: entry.name,
    versions: [String(route.champion.version)],
    platform: 'ratchet_package',
    inputs: inputTensors(route.contract),
    outputs: outputTensors(route.contract, scored.rawWidth),
  }
}

function ok(body: unknown): V2Answer {
  return { kind: 'reply', status: 200, body: JSON.stringify(body) }
}

/** Not ready is 503, and says whether it is because the server is stopping. */
function readiness(
  body: { readonly name?: string; readonly ready: boolean },
  serving: ServingService,
): V2Answer {
  if (body.ready) return ok(body)
  const error = serving.isDraining() ? 'The server is stopping.' : 'A version is not ready.'
  return { kind: 'reply', status: 503, body: JSON.stringify({ ...body, error }) }
}
