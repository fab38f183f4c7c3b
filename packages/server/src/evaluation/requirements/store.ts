import type { Digest } from '@ratchet-ml/scoring'
import type { EventOf } from '../../platform/ledger/types.ts'

/** What a model line must satisfy as people agreed; its document is the blob under `digest`. */
export interface RecordedSpecification {
  readonly model: string
  /** 1, 2, 3, … without gaps. */
  readonly revision: number
  readonly digest: Digest
  /** Microseconds since 1970 UTC. */
  readonly agreedAt: number
  readonly actor: string
  readonly reason: string
}

export type SpecificationApplied =
  | { readonly kind: 'applied'; readonly specification: RecordedSpecification }
  /** The same document is in force already. */
  | { readonly kind: 'unchanged'; readonly specification: RecordedSpecification }

/**
 * The agreed specifications of model lines, with their history. Implementations pass
 * `specificationStoreContract`.
 *
 * The event and what is read are written in one step, durable when the promise resolves. The model
 * need not be in the registry yet.
 */
export interface SpecificationStore {
  /**
   * Puts a document in force as the next revision of its model. One that is in force already stays,
   * and nothing is recorded.
   *
   * @param toEvent the event with the number that the revision gets
   * @throws RangeError when the event is of another model, digest or revision, a bug of the caller
   */
  apply(
    model: string,
    digest: Digest,
    toEvent: (revision: number) => EventOf<'specification.applied'>,
  ): Promise<SpecificationApplied>
  /** The one in force. */
  find(model: string): Promise<RecordedSpecification | undefined>
  /** Every revision of a model, newest first. */
  list(model: string): Promise<readonly RecordedSpecification[]>
}

/** @throws RangeError for an event that is not of this model, document and revision */
export function checkSpecificationEvent(
  { data }: EventOf<'specification.applied'>,
  model: string,
  digest: Digest,
  revision: number,
): void {
  if (data.model === model && data.digest === digest && data.revision === revision) return
  throw new RangeError(
    `The event is of revision ${data.revision} of ${data.model}, not of ${revision} of ${model}.`,
  )
}
