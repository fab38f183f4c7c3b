import type { Digest } from '@ratchet-ml/scoring'
import type { CheckStore, CheckWritten, RecordedCheck } from '../../evaluation/check/store.ts'
import type { EventOf } from '../../platform/ledger/types.ts'
import type { Journal } from './journal.ts'

/** Checks that live as long as the process. */
export class MemoryCheckStore implements CheckStore {
  readonly #journal: Journal
  readonly #checks = new Map<Digest, RecordedCheck>()

  constructor(journal: Journal) {
    this.#journal = journal
  }

  async record(event: EventOf<'check.recorded'>): Promise<CheckWritten> {
    const { check: id, ...data } = event.data
    const found = this.#checks.get(id)
    if (found !== undefined) return { kind: 'exists', check: found }
    const { at, actor } = this.#journal.append(event)
    const { specification, recipe, ...same } = data
    const check = {
      ...{ id, ...same, recordedAt: at, actor },
      ...(recipe === undefined ? {} : { recipe }),
      ...(specification === undefined ? {} : { specification }),
    }
    this.#checks.set(id, check)
    return { kind: 'written', check }
  }

  async list(model?: string): Promise<readonly RecordedCheck[]> {
    const all = [...this.#checks.values()].reverse()
    return model === undefined ? all : all.filter((one) => one.model === model)
  }

  async find(id: Digest): Promise<RecordedCheck | undefined> {
    return this.#checks.get(id)
  }

  async findLatest(
    model: string,
    version: Digest,
    specification: Digest,
  ): Promise<RecordedCheck | undefined> {
    const own = await this.list(model)
    const versions = own.filter(({ recipe }) => recipe === undefined)
    return versions.find((one) => one.version === version && one.specification === specification)
  }
}
