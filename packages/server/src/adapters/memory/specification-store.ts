import type { Digest } from '@ratchet-ml/scoring'
import type {
  RecordedSpecification,
  SpecificationApplied,
  SpecificationStore,
} from '../../evaluation/requirements/store.ts'
import { checkSpecificationEvent } from '../../evaluation/requirements/store.ts'
import type { EventOf } from '../../platform/ledger/types.ts'
import type { Journal } from './journal.ts'

/** Agreed specifications that live as long as the process. */
export class MemorySpecificationStore implements SpecificationStore {
  readonly #journal: Journal
  /** Oldest first. */
  readonly #specifications: RecordedSpecification[] = []

  constructor(journal: Journal) {
    this.#journal = journal
  }

  async apply(
    model: string,
    digest: Digest,
    toEvent: (revision: number) => EventOf<'specification.applied'>,
  ): Promise<SpecificationApplied> {
    const before = await this.find(model)
    if (before?.digest === digest) return { kind: 'unchanged', specification: before }
    const revision = (before?.revision ?? 0) + 1
    const event = toEvent(revision)
    checkSpecificationEvent(event, model, digest, revision)
    const { at, actor, reason } = this.#journal.append(event)
    const specification = { model, revision, digest, agreedAt: at, actor, reason }
    this.#specifications.push(specification)
    return { kind: 'applied', specification }
  }

  async find(model: string): Promise<RecordedSpecification | undefined> {
    return this.#specifications.findLast((one) => one.model === model)
  }

  async list(model: string): Promise<readonly RecordedSpecification[]> {
    return this.#specifications.filter((one) => one.model === model).reverse()
  }
}
