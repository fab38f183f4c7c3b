import fc from 'fast-check'
import { expect } from 'vitest'
import type { OpenedStore } from '../../platform/testing/opened-store.ts'
import type { RegistryStore } from '../store.ts'
import { aDigest, add, label } from './registry-events.ts'

interface Label {
  readonly model: string
  readonly alias: string
  readonly version: number
  readonly from: number
  to: number
}

/** What a registry is, in the fewest words. */
export interface RegistryModel {
  /** Digests by model; a version's number is its place. */
  readonly versions: Map<string, string[]>
  readonly aliases: Label[]
  events: number
}

type Real = OpenedStore<RegistryStore>
type Command = fc.AsyncCommand<RegistryModel, Real>

const names = fc.constantFrom('flights', 'trains')
const labels = fc.constantFrom('best', 'blue')

/** Sequences of pushes, moves of aliases, questions about the past and restarts. */
export function registryCommands() {
  return fc.commands(
    [
      fc.tuple(names, fc.nat(4)).map(([name, n]) => new Push(name, n)),
      fc
        .tuple(names, labels, fc.integer({ min: 1, max: 4 }), fc.option(fc.nat(4)))
        .map(([name, alias, version, expected]) => new SetAlias(name, alias, version, expected)),
      fc.tuple(names, fc.nat(300)).map(([name, ago]) => new AskThen(name, ago)),
      fc.constant(new CheckLedger()),
    ],
    { maxCommands: 25 },
  )
}

class Push implements Command {
  readonly name: string
  readonly n: number

  constructor(name: string, n: number) {
    this.name = name
    this.n = n
  }

  check = () => true

  async run(model: RegistryModel, { store, clock }: Real): Promise<void> {
    clock.advance(10)
    const digest = aDigest(this.n)
    const known = model.versions.get(this.name)
    const at = known?.indexOf(digest) ?? -1
    const added = await add(store, this.name, digest)
    if (at >= 0) {
      expect(added).toMatchObject({ kind: 'exists', version: { version: at + 1 } })
      return
    }
    model.events += known === undefined ? 3 : 2
    model.versions.set(this.name, [...(known ?? []), digest])
    const version = (known?.length ?? 0) + 1
    expect(added).toMatchObject({ kind: 'created', version: { version, createdAt: clock.now() } })
  }

  toString = () => `push ${this.n} to ${this.name}`
}

class SetAlias implements Command {
  readonly name: string
  readonly alias: string
  readonly version: number
  readonly expected: number | undefined

  constructor(name: string, alias: string, version: number, expected: number | null) {
    this.name = name
    this.alias = alias
    this.version = version
    this.expected = expected ?? undefined
  }

  check = () => true

  async run(model: RegistryModel, { store, clock }: Real): Promise<void> {
    clock.advance(10)
    const held = model.aliases.find(
      ({ model: name, alias, to }) =>
        name === this.name && alias === this.alias && to === Number.POSITIVE_INFINITY,
    )
    const written = await label(store, this.name, this.alias, this.version, this.expected)
    expect(written.kind).toBe(this.outcome(model, held))
    if (written.kind !== 'written') return
    model.events += 1
    if (held !== undefined) held.to = clock.now()
    const { name, alias, version } = this
    model.aliases.push({
      ...{ model: name, alias, version },
      ...{ from: clock.now(), to: Number.POSITIVE_INFINITY },
    })
  }

  outcome(model: RegistryModel, held: Label | undefined): string {
    if (this.version > (model.versions.get(this.name)?.length ?? 0)) return 'version-absent'
    if (this.expected !== undefined && this.expected !== (held?.version ?? 0)) return 'conflict'
    return held?.version === this.version ? 'unchanged' : 'written'
  }

  toString = () => `alias ${this.name}@${this.alias} = ${this.version} if ${this.expected}`
}

class AskThen implements Command {
  readonly name: string
  readonly ago: number

  constructor(name: string, ago: number) {
    this.name = name
    this.ago = ago
  }

  check = () => true

  async run(model: RegistryModel, { store, clock }: Real): Promise<void> {
    const time = clock.now() - this.ago
    const expected = model.aliases
      .filter(({ model: name, from, to }) => name === this.name && from <= time && time < to)
      .map(({ alias, version }) => `${alias} ${version}`)
    const found = await store.listAliases(this.name, time)
    expect(found.map(({ alias, version }) => `${alias} ${version}`)).toEqual(expected.sort())
  }

  toString = () => `aliases of ${this.name} ${this.ago} µs ago`
}

class CheckLedger implements Command {
  check = () => true

  async run(model: RegistryModel, { ledger }: Real): Promise<void> {
    const { outcome, records, faults } = await ledger.verify()
    expect({ outcome, records, faults }).toEqual({
      ...{ outcome: 'intact', records: model.events, faults: [] },
    })
  }

  toString = () => 'verify the ledger'
}
