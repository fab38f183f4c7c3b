import {
  AliasView,
  type AliasView as AliasViewData,
  ModelView,
  type ModelView as ModelViewData,
  Name,
  type ProblemCode,
  Provenance,
  PushQuery,
  PushView,
  SetAlias,
  VersionView,
  type VersionView as VersionViewData,
} from '@ratchet-ml/protocol'
import { z } from 'zod'
import { micros, toRfc3339 } from '../platform/clock.ts'
import { defineRoute } from '../platform/http-kit/define-route.ts'
import { parseTime } from '../platform/http-kit/parse-time.ts'
import type { AnyRoute } from '../platform/http-kit/types.ts'
import { Problem } from '../platform/problem.ts'
import type { ModelSummary, VersionDetails } from './describe-version.ts'
import type { Registry } from './service.ts'
import type { Alias } from './types.ts'

const OfModel = z.object({ model: Name })
const OfVersion = z.object({ model: Name, reference: z.string() })
const OfAlias = z.object({ model: Name, alias: z.string() })
const AtQuery = z.strictObject({ at: z.string().optional() })

const versionProblems = [
  'model-not-found',
  'version-not-found',
  'alias-not-found',
  'usage',
] as const

const pushProblems: readonly ProblemCode[] = [
  'package-corrupt',
  'package-digest-mismatch',
  'package-newer',
  'contract-invalid',
  'verification-failed',
  'request-invalid',
  'disk-full',
]

const aliasProblems: readonly ProblemCode[] = [
  'model-not-found',
  'version-not-found',
  'name-reserved',
  'name-invalid',
  'revision-conflict',
  'disk-full',
]

/** Models, versions, packages and aliases over HTTP. */
export function registryRoutes(registry: Registry): readonly AnyRoute[] {
  return [...modelRoutes(registry), ...versionRoutes(registry), ...aliasRoutes(registry)]
}

function modelRoutes(registry: Registry): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/models',
      summary: 'List the models',
      surface: 'read',
      response: z.array(ModelView),
      problems: [],
      handle: async () => (await registry.models()).map(toModelView),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/models/{model}',
      summary: 'Describe a model',
      surface: 'read',
      params: OfModel,
      response: ModelView,
      problems: ['model-not-found'],
      handle: async ({ params }) => toModelView(await registry.model(params.model)),
    }),
  ]
}

function versionRoutes(registry: Registry): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/models/{model}/versions',
      summary: 'List the versions of a model, oldest first',
      surface: 'read',
      params: OfModel,
      response: z.array(VersionView),
      problems: ['model-not-found'],
      handle: async ({ params }) => (await registry.versions(params.model)).map(toVersionView),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/models/{model}/versions/{reference}',
      summary: 'Describe a version, by number, alias, digest, latest, champion or standby',
      surface: 'read',
      params: OfVersion,
      response: VersionView,
      problems: versionProblems,
      handle: async ({ params }) =>
        toVersionView(await registry.version(params.model, params.reference)),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/models/{model}/versions/{reference}/package',
      summary: 'Fetch the package of a version as one archive',
      surface: 'read',
      params: OfVersion,
      response: { contentType: 'application/zip' },
      problems: [...versionProblems, 'package-digest-mismatch', 'data-folder-corrupt'],
      handle: ({ params }) => registry.package(params.model, params.reference),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/models/{model}/versions',
      summary: 'Push a package: it becomes the next version, unless the model holds its bytes',
      surface: 'change',
      params: OfModel,
      query: PushQuery,
      body: 'bytes',
      response: PushView,
      problems: pushProblems,
      handle: async ({ params, query, body, actor }) => {
        const { reason, provenance, ...rest } = query
        const details = { ...rest, ...parseProvenance(provenance) }
        const archive = body as Uint8Array // `bytes` hands the body over as it came
        const pushed = await registry.push(params.model, archive, details, { actor, reason })
        return { outcome: pushed.outcome, version: toVersionView(pushed.version) }
      },
    }),
  ]
}

function aliasRoutes(registry: Registry): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/models/{model}/aliases',
      summary: 'List the aliases of a model, as they are or as they were at a time',
      surface: 'read',
      params: OfModel,
      query: AtQuery,
      response: z.array(AliasView),
      problems: ['model-not-found', 'request-invalid'],
      handle: async ({ params, query }) =>
        (await registry.aliases(params.model, parseTime(query.at, '?/at'))).map(toAliasView),
    }),
    defineRoute({
      method: 'PUT',
      path: '/v1/models/{model}/aliases/{alias}',
      summary: 'Put an alias on a version',
      surface: 'change',
      params: OfAlias,
      body: SetAlias,
      response: AliasView,
      problems: aliasProblems,
      handle: async ({ params, body, actor }) => {
        const { version, expected, reason } = body
        const request = { ...params, version, expected }
        return toAliasView(await registry.setAlias(request, { actor, reason: reason ?? '' }))
      },
    }),
  ]
}

function toModelView(model: ModelSummary): ModelViewData {
  const { name, purpose, owner, createdAt, versions, latest } = model
  const view = { name, purpose, owner, createdAt: timeOf(createdAt), versions }
  return latest === undefined ? view : { ...view, latest }
}

function toVersionView(details: VersionDetails): VersionViewData {
  const { createdAt, aliases, ...same } = details
  return { ...same, createdAt: timeOf(createdAt), aliases: [...aliases] }
}

function toAliasView({ model, alias, version, validFrom, validTo }: Alias): AliasViewData {
  const view = { model, alias, version, validFrom: timeOf(validFrom) }
  return validTo === undefined ? view : { ...view, validTo: timeOf(validTo) }
}

function timeOf(time: number): string {
  return toRfc3339(micros(time))
}

const ProvenanceText = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown
    } catch {
      context.addIssue('not JSON')
      return z.NEVER
    }
  })
  .pipe(Provenance)

function parseProvenance(text: string | undefined): { readonly provenance?: Provenance } {
  if (text === undefined) return {}
  const parsed = ProvenanceText.safeParse(text)
  if (parsed.success) return { provenance: parsed.data }
  throw new Problem('request-invalid', `?/provenance: ${z.prettifyError(parsed.error)}`)
}
