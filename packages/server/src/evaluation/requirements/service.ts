import {
  type AgreeSpecification,
  Specification,
  type SpecificationAgreed,
  type SpecificationView,
} from '@ratchet-ml/protocol'
import { canonicalJson } from '@ratchet-ml/scoring'
import type { BlobStore } from '../../platform/blobs.ts'
import { micros, toRfc3339 } from '../../platform/clock.ts'
import { type Cause, newEvent } from '../../platform/ledger/new-event.ts'
import { Problem } from '../../platform/problem.ts'
import type { RecordedSpecification, SpecificationStore } from './store.ts'

export interface SpecificationsOptions {
  readonly store: SpecificationStore
  readonly blobs: BlobStore
}

/** What model lines must satisfy, as people agreed. */
export class Specifications {
  readonly #store: SpecificationStore
  readonly #blobs: BlobStore

  constructor({ store, blobs }: SpecificationsOptions) {
    this.#store = store
    this.#blobs = blobs
  }

  /**
   * Puts a document in force for its model as the next revision; one that is in force already stays.
   *
   * @throws Problem `request-invalid` when the document is of another model
   */
  async agree(
    model: string,
    { specification }: Pick<AgreeSpecification, 'specification'>,
    cause: Cause,
  ): Promise<SpecificationAgreed> {
    if (specification.model !== model) {
      const detail = `The specification is of ${specification.model}, expected ${model}.`
      throw new Problem('request-invalid', detail)
    }
    const digest = await this.#blobs.put(new TextEncoder().encode(canonicalJson(specification)))
    const { kind, specification: recorded } = await this.#store.apply(model, digest, (revision) =>
      newEvent('specification.applied', `model/${model}`, cause, { model, revision, digest }),
    )
    return {
      outcome: kind === 'applied' ? 'agreed' : 'unchanged',
      specification: toView(recorded, specification),
    }
  }

  /** The one in force; `undefined` when nothing was ever agreed. @throws Problem `data-folder-corrupt` */
  async find(model: string): Promise<SpecificationView | undefined> {
    const found = await this.#store.find(model)
    return found && toView(found, await this.#read(found))
  }

  /** The one in force. @throws Problem `specification-not-found`, `data-folder-corrupt` */
  async get(model: string): Promise<SpecificationView> {
    const found = await this.find(model)
    if (found !== undefined) return found
    throw new Problem(
      'specification-not-found',
      `Nobody has agreed what the versions of ${model} must satisfy.`,
      { hint: `ratchet requirement agree ${model} --reason TEXT agrees to those of ratchet.yaml.` },
    )
  }

  async #read({ model, revision, digest }: RecordedSpecification): Promise<Specification> {
    const bytes = await this.#blobs.get(digest)
    if (bytes !== undefined) return Specification.parse(JSON.parse(new TextDecoder().decode(bytes)))
    throw new Problem(
      'data-folder-corrupt',
      `The document ${digest} of revision ${revision} of what ${model} must satisfy is gone.`,
    )
  }
}

function toView(recorded: RecordedSpecification, document: Specification): SpecificationView {
  const { agreedAt, ...same } = recorded
  const { requirements } = document
  return { ...same, agreedAt: toRfc3339(micros(agreedAt)), requirements }
}
