import {
  type NewSnapshot,
  type SnapshotCreated,
  type SnapshotDetail,
  SnapshotManifest,
  SnapshotProvenance,
  type SnapshotView,
} from '@ratchet-ml/protocol'
import { canonicalJson, type Digest } from '@ratchet-ml/scoring'
import type { BlobStore } from '../../platform/blobs.ts'
import { micros, toRfc3339 } from '../../platform/clock.ts'
import { type Cause, newEvent } from '../../platform/ledger/new-event.ts'
import { Problem } from '../../platform/problem.ts'
import { checkManifest } from './check-manifest.ts'
import { toSought } from './policy.ts'
import type { SnapshotStore } from './store.ts'
import type { RecordedSnapshot } from './types.ts'

export interface SnapshotsOptions {
  readonly store: SnapshotStore
  readonly blobs: BlobStore
}

/** Records snapshots. Their parts are made and kept elsewhere: here is nothing that takes long. */
export class Snapshots {
  readonly #store: SnapshotStore
  readonly #blobs: BlobStore

  constructor({ store, blobs }: SnapshotsOptions) {
    this.#store = store
    this.#blobs = blobs
  }

  /**
   * Keeps manifest and provenance, then records the snapshot. Equal content that the name has
   * already stays as it is.
   *
   * @throws Problem `snapshot-part-missing`, `request-invalid`, `disk-full`
   */
  async create(name: string, snapshot: NewSnapshot, cause: Cause): Promise<SnapshotCreated> {
    const { manifest, contentHash } = snapshot
    checkManifest(manifest)
    await this.#checkParts(manifest)
    const digest = await this.#keep(manifest)
    const provenance = await this.#keep(snapshot.provenance)
    const bytes = manifest.parts.reduce((sum, part) => sum + part.bytes, 0)
    const added = await this.#store.add(name, digest, ({ number, parent }) =>
      newEvent('snapshot.created', `snapshot/${name}`, cause, {
        ...{ snapshot: name, number, digest, contentHash, bytes, provenance },
        ...{ rows: manifest.rows, parts: manifest.parts.length },
        ...(manifest.range && { range: manifest.range }),
        ...(parent === undefined ? {} : { parent }),
      }),
    )
    return { outcome: added.kind, snapshot: toView(added.snapshot) }
  }

  /** Newest first; of one name, or of all. */
  async list(name?: string): Promise<readonly SnapshotView[]> {
    return (await this.#store.list(name)).map(toView)
  }

  /** @throws Problem `snapshot-not-found`, `data-folder-corrupt`, `package-digest-mismatch` */
  async get(name: string, reference: string): Promise<SnapshotDetail> {
    const sought = toSought(reference)
    const found = sought === undefined ? undefined : await this.#store.find(name, sought)
    if (found === undefined) throw await this.#notFound(name, reference)
    return {
      snapshot: toView(found),
      manifest: SnapshotManifest.parse(await this.#read(found.digest, found)),
      provenance: SnapshotProvenance.parse(await this.#read(found.provenance, found)),
    }
  }

  async #checkParts({ parts }: SnapshotManifest): Promise<void> {
    for (const { sha256, bytes } of parts) {
      const found = await this.#blobs.sizeOf(sha256)
      if (found === bytes) continue
      const what = found === undefined ? 'nothing' : `${found} bytes`
      throw new Problem(
        'snapshot-part-missing',
        `Part ${sha256}: found ${what} in the data folder, expected ${bytes} bytes.`,
        { hint: 'Create the snapshot again with --rehash.' },
      )
    }
  }

  #keep(document: SnapshotManifest | SnapshotProvenance): Promise<Digest> {
    return this.#blobs.put(new TextEncoder().encode(canonicalJson(document)))
  }

  async #read(digest: Digest, { snapshot, number }: RecordedSnapshot): Promise<unknown> {
    const bytes = await this.#blobs.get(digest)
    if (bytes !== undefined) return JSON.parse(new TextDecoder().decode(bytes))
    const detail = `The document ${digest} of snapshot ${snapshot}@${number} is gone.`
    throw new Problem('data-folder-corrupt', detail)
  }

  async #notFound(name: string, reference: string): Promise<Problem> {
    const [newest] = await this.#store.list(name)
    const hint =
      newest === undefined
        ? 'ratchet snapshot list shows those that there are.'
        : `${name} has numbers 1 to ${newest.number}.`
    return new Problem('snapshot-not-found', `There is no snapshot ${name}@${reference}.`, { hint })
  }
}

function toView(recorded: RecordedSnapshot): SnapshotView {
  const { provenance: _provenance, recordedAt, actor, range, parent, ...same } = recorded
  return {
    ...same,
    ...(range && { range }),
    ...(parent && { parent }),
    createdAt: toRfc3339(micros(recordedAt)),
    createdBy: actor,
  }
}
