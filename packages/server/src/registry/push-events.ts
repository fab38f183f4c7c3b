import type { Provenance } from '@ratchet-ml/protocol'
import { canonicalJson, type Package } from '@ratchet-ml/scoring'
import type { BlobStore } from '../platform/blobs.ts'
import { type Cause, newEvent } from '../platform/ledger/new-event.ts'
import type { EventOf } from '../platform/ledger/types.ts'

/** What a push needs of a package once its bytes and its verification rows are proven. */
export type CheckedPackage = Pick<Package, 'digest' | 'manifest' | 'contract' | 'files'>

/** What is said of a version when it is pushed; purpose and owner count for a new model only. */
export interface PushDetails {
  readonly purpose?: string | undefined
  readonly owner?: string | undefined
  readonly provenance?: Provenance | undefined
}

/** The event that links a provenance to a version; none where nothing was said. */
export type ProvenanceLink = (
  model: string,
  version: number,
  cause: Cause,
) => readonly EventOf<'attachment.added'>[]

export function modelCreated(
  model: string,
  details: PushDetails,
  cause: Cause,
): EventOf<'model.created'> {
  const owner = details.owner ?? cause.actor.replace(/^os:/, '')
  const data = { model, purpose: details.purpose ?? '', owner }
  return newEvent('model.created', `model/${model}`, cause, data)
}

export function versionAdded(
  model: string,
  version: number,
  pkg: CheckedPackage & { readonly sizeBytes: number },
  cause: Cause,
): EventOf<'version.added'> {
  return newEvent('version.added', `model/${model}`, cause, {
    model,
    version,
    digest: pkg.digest,
    format: pkg.manifest.source.format,
    task: pkg.contract.task,
    sizeBytes: pkg.sizeBytes,
  })
}

/** Keeps a provenance, and gives the event that links it to a version. */
export async function keepProvenance(
  blobs: BlobStore,
  provenance: Provenance | undefined,
): Promise<ProvenanceLink> {
  if (provenance === undefined || Object.keys(provenance).length === 0) return () => []
  const digest = await blobs.put(new TextEncoder().encode(canonicalJson(provenance)))
  return (model, version, cause) => [
    newEvent('attachment.added', `model/${model}`, cause, {
      ...{ model, version, role: 'provenance', digest, provenance },
    }),
  ]
}
