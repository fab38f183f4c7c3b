import type { EventOf } from '../platform/ledger/types.ts'
import type { Alias, Attachment, Model, RegistryReader, Version } from './types.ts'

export type VersionAdded =
  | { readonly kind: 'created'; readonly version: Version }
  /** The model holds these very bytes already. */
  | { readonly kind: 'exists'; readonly version: Version }
  | { readonly kind: 'model-absent' }

/** What a store knows, inside its transaction, when a version is about to be added. */
export interface NextVersion {
  /** 1 for the first version of a model, else one more than the newest. */
  readonly version: number
  readonly modelExists: boolean
}

/** In order: the model's own event when it does not exist yet, the version's, then attachments'. */
export type VersionEvents = readonly EventOf<
  'model.created' | 'version.added' | 'attachment.added'
>[]

export interface AliasChange {
  readonly model: string
  readonly alias: string
  readonly version: number
  /** The version that the alias must hold now; 0: it must not be set; `undefined`: any. */
  readonly expected: number | undefined
}

export type AliasWritten =
  | { readonly kind: 'written'; readonly alias: Alias }
  /** It holds that version already; nothing was recorded. */
  | { readonly kind: 'unchanged'; readonly alias: Alias }
  /** It holds another version than expected; 0: none. */
  | { readonly kind: 'conflict'; readonly version: number }
  | { readonly kind: 'version-absent' }

/**
 * Models, versions, aliases and attachments. Implementations pass `registryStoreContract`.
 *
 * Every method that changes something records its events in the ledger and changes what is read in
 * one step: both are there afterwards, or neither. What is read is exactly what the events say; the
 * time of a change is its record's. Changes are durable when the promise resolves, and two changes
 * never interleave. Every event must be about what the other arguments name: anything else is a bug
 * of the caller and throws a `RangeError`.
 */
export interface RegistryStore extends RegistryReader {
  /** Opens a model line. An existing one is left as it is, and nothing is recorded. */
  createModel(
    event: EventOf<'model.created'>,
  ): Promise<{ readonly kind: 'created' | 'exists'; readonly model: Model }>

  /**
   * Adds a version with the next number, or finds the one of this model with equal bytes: then
   * `events` is not called and nothing is recorded.
   *
   * @param events pure: it is called at most once, with what is true at the moment of writing
   */
  addVersion(
    model: string,
    digest: Version['digest'],
    events: (next: NextVersion) => VersionEvents,
  ): Promise<VersionAdded>

  /**
   * Puts a label on a version, if it still holds the expected one.
   *
   * @param event pure; called at most once, with the version that the alias holds now
   */
  setAlias(
    change: AliasChange,
    event: (before: number | undefined) => EventOf<'alias.set'>,
  ): Promise<AliasWritten>

  /** Links a document to a version; `undefined` when there is no such version. */
  addAttachment(event: EventOf<'attachment.added'>): Promise<Attachment | undefined>
}

/** @throws RangeError when the events of a push are not about the version that is being added */
export function checkVersionEvents(
  events: VersionEvents,
  model: string,
  digest: Version['digest'],
  next: NextVersion,
): void {
  const kinds = events.map((event) => event.kind).filter((kind) => kind !== 'attachment.added')
  const expected = next.modelExists ? ['version.added'] : ['model.created', 'version.added']
  if (kinds.join() !== expected.join() || events[kinds.length - 1]?.kind !== 'version.added') {
    throw new RangeError(`events ${kinds.join()} for ${model}; expected ${expected.join()}`)
  }
  for (const { kind, data } of events) {
    const isSame = data.model === model
    const isSameVersion = kind === 'model.created' || data.version === next.version
    const isSameBytes = kind !== 'version.added' || data.digest === digest
    if (isSame && isSameVersion && isSameBytes) continue
    throw new RangeError(`${kind} is not about ${model}@${next.version} with ${digest}`)
  }
}

/**
 * What becomes of a change of an alias that holds `before` now, where nothing is to be written;
 * `undefined`: it is to be written.
 */
export function settleAlias(
  { version, expected }: AliasChange,
  before: Alias | undefined,
): AliasWritten | undefined {
  const held = before?.version ?? 0
  if (expected !== undefined && expected !== held) return { kind: 'conflict', version: held }
  return before?.version === version ? { kind: 'unchanged', alias: before } : undefined
}

/** @throws RangeError when the event of an alias is not the change that was asked for */
export function checkAliasEvent(
  { data }: EventOf<'alias.set'>,
  { model, alias, version }: AliasChange,
  before: number | undefined,
): void {
  const isSame = data.model === model && data.alias === alias && data.version === version
  if (isSame && data.before === before) return
  throw new RangeError(`alias.set is not about ${model}@${alias}, ${before} to ${version}`)
}
