import { Check, type CheckSummary } from '@ratchet-ml/protocol'
import { canonicalJson, type Digest, isDigest } from '@ratchet-ml/scoring'
import type { BlobStore } from '../../platform/blobs.ts'
import { micros, toRfc3339 } from '../../platform/clock.ts'
import { type Cause, newEvent } from '../../platform/ledger/new-event.ts'
import { Problem } from '../../platform/problem.ts'
import { checkId } from './check-id.ts'
import { judgeGates } from './policy.ts'
import type { CheckStore, RecordedCheck } from './store.ts'
import { gateNames, recipeGates } from './types.ts'

export interface ChecksOptions {
  readonly store: CheckStore
  readonly blobs: BlobStore
  /** Whether a model of the registry has a version of this digest. */
  readonly hasVersion: (model: string, digest: Digest) => Promise<boolean>
}

/** Keeps the answers of gates. They are asked elsewhere: here is nothing that takes long. */
export class Checks {
  readonly #options: ChecksOptions

  constructor(options: ChecksOptions) {
    this.#options = options
  }

  /**
   * Keeps the document under its digest, then records it. One that is there already stays as it is.
   *
   * @throws Problem `request-invalid` when the id or the verdict does not follow from the rest,
   * `version-not-found` when the registry has no such version
   */
  async record(check: Check, cause: Cause): Promise<CheckSummary> {
    requireConsistent(check)
    const { id, model, version, recipe, specification, verdict } = check
    const { store, blobs, hasVersion } = this.#options
    if (recipe === undefined && !(await hasVersion(model, version))) {
      throw new Problem('version-not-found', `${model} has no version ${version}.`, {
        hint: 'Push it first: only checks of versions in the registry are recorded.',
      })
    }
    const blob = await blobs.put(new TextEncoder().encode(canonicalJson(check)))
    const event = newEvent('check.recorded', `model/${model}`, cause, {
      ...{ check: id, model, version, verdict, blob },
      ...(recipe === undefined ? {} : { recipe }),
      ...(specification === undefined ? {} : { specification }),
    })
    return toSummary((await store.record(event)).check)
  }

  /** Newest first; of one model, or of all. */
  async list(model?: string): Promise<readonly CheckSummary[]> {
    return (await this.#options.store.list(model)).map(toSummary)
  }

  /** @throws Problem `check-not-found`, `data-folder-corrupt` */
  async get(id: string): Promise<Check> {
    const found = isDigest(id) ? await this.#options.store.find(id) : undefined
    if (found !== undefined) return this.#read(found)
    const hint = 'GET /v1/checks lists those that were recorded.'
    throw new Problem('check-not-found', `There is no check ${id}.`, { hint })
  }

  /** The newest check of a version by a specification, if there is one. */
  async findLatest(
    model: string,
    version: Digest,
    specification: Digest,
  ): Promise<Check | undefined> {
    const found = await this.#options.store.findLatest(model, version, specification)
    return found && this.#read(found)
  }

  async #read({ id, blob }: RecordedCheck): Promise<Check> {
    const bytes = await this.#options.blobs.get(blob)
    if (bytes !== undefined) return Check.parse(JSON.parse(new TextDecoder().decode(bytes)))
    throw new Problem('data-folder-corrupt', `The document ${blob} of check ${id} is gone.`)
  }
}

function requireConsistent({ id, ...content }: Check): void {
  const expected = checkId(content)
  if (id !== expected) {
    throw new Problem('request-invalid', `The check is named ${id}, expected ${expected}.`)
  }
  const verdict = judgeGates(content.gates, content.recipe === undefined ? gateNames : recipeGates)
  if (content.verdict === verdict) return
  throw new Problem(
    'request-invalid',
    `The check says ${content.verdict}; its gates come to ${verdict}.`,
  )
}

function toSummary({ blob: _, recordedAt, ...same }: RecordedCheck): CheckSummary {
  return { ...same, recordedAt: toRfc3339(micros(recordedAt)) }
}
