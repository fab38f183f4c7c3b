import type { Digest } from '@ratchet-ml/scoring'
import { newEvent } from '../../platform/ledger/new-event.ts'
import type { RegistryStore, VersionAdded } from '../store.ts'

const cause = { actor: 'os:ada', reason: 'because' } as const

/** A digest that stands for the bytes numbered `n`. */
export function aDigest(n: number): Digest {
  return `sha256:${n.toString(16).padStart(64, '0')}`
}

export function modelCreated(model: string) {
  const data = { model, purpose: `what ${model} is for`, owner: 'ada' }
  return newEvent('model.created', `model/${model}`, cause, data)
}

export function provenanceAdded(model: string, version: number) {
  return newEvent('attachment.added', `model/${model}`, cause, {
    model,
    version,
    role: 'provenance',
    digest: aDigest(1_000 + version),
    provenance: { source: 'model.txt' },
  })
}

/** Pushes bytes as the service does: model, version and provenance in one step. */
export function add(store: RegistryStore, model: string, digest: Digest): Promise<VersionAdded> {
  return store.addVersion(model, digest, ({ version, modelExists }) => [
    ...(modelExists ? [] : [modelCreated(model)]),
    newEvent('version.added', `model/${model}`, cause, {
      ...{ model, version, digest },
      ...{ format: 'lightgbm-text', task: 'binary', sizeBytes: 10 },
    }),
    provenanceAdded(model, version),
  ])
}

export function label(
  store: RegistryStore,
  model: string,
  alias: string,
  version: number,
  expected?: number,
) {
  return store.setAlias({ model, alias, version, expected }, (before) =>
    newEvent('alias.set', `model/${model}`, cause, {
      ...{ model, alias, version },
      ...(before === undefined ? {} : { before }),
    }),
  )
}
