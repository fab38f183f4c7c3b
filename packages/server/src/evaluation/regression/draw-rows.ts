import type { TestRow } from '@ratchet-ml/protocol'
import type { Contract, Field, VerificationRows } from '@ratchet-ml/scoring'
import { featuresOf } from '@ratchet-ml/scoring'
import type { Random } from '@ratchet-ml/stats'

type Value = TestRow[string]

/** Numbers for fields of which nothing is known. */
const plainNumbers = [0, 1, -1, 0.5, 2, 3, 10, -7.25, 100, 12345.678]
const texts = ['', 'a', 'Ångström', '0', 'null', '日本', 'a "quoted" text']
/** A wider range is that of a type, and says nothing of what is usual. */
const widest = 2 ** 31
/** One value in this many is missing, where the contract accepts that. */
const missingEach = 12

/** Draws rows that a contract takes. */
export class RowDrawer {
  readonly #fields: readonly Field[]
  readonly #known: ReadonlyMap<string, readonly number[]>

  /** @param verification of the package: numbers on both sides of what its model compares with */
  constructor(contract: Contract, verification?: VerificationRows) {
    this.#fields = contract.inputs
    this.#known = numbersByFeature(contract, verification)
  }

  row(random: Random): TestRow {
    return Object.fromEntries(
      this.#fields.map((field) => [field.name, this.#draw(field, random, true)]),
    )
  }

  /** A value of a field that is not missing. */
  value(name: string, random: Random): Value {
    const field = this.#fields.find((one) => one.name === name)
    if (field === undefined) throw new RangeError(`there is no field ${name}`)
    return this.#draw(field, random, false)
  }

  #draw(field: Field, random: Random, mayMiss: boolean): Value {
    if (mayMiss && field.missing === 'accept' && random.nextBelow(missingEach) === 0) return null
    switch (field.type) {
      case 'number':
      case 'integer':
        return this.#number(field, random)
      case 'boolean':
        return random.nextBelow(2) === 1
      case 'category':
        return pick(field.levels ?? [], random) ?? null
      case 'text':
        return pick(texts, random) ?? ''
      case 'timestamp':
        return new Date(978_307_200_000 + random.nextBelow(2_000_000_000) * 1000).toISOString()
    }
  }

  #number({ name, type, range = {} }: Field, random: Random): number {
    const { minimum, maximum } = range
    const fits = (x: number) =>
      (minimum === undefined || x >= minimum) && (maximum === undefined || x <= maximum)
    const whole = (x: number) => (type === 'integer' ? Math.round(x) : x)
    const isNarrow = minimum !== undefined && maximum !== undefined && maximum - minimum < widest
    if (isNarrow && random.nextBelow(2) === 0) {
      const between = whole(minimum + random.nextFloat() * (maximum - minimum))
      if (fits(between)) return between
    }
    const found = whole(pick(this.#known.get(name) ?? plainNumbers, random) ?? 0)
    return fits(found) ? found : (minimum ?? maximum ?? 0)
  }
}

function numbersByFeature(
  contract: Contract,
  verification: VerificationRows | undefined,
): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, readonly number[]>()
  if (verification === undefined) return found
  const { rows, featureCount, kinds } = verification
  for (const [feature, { name }] of featuresOf(contract).entries()) {
    const numbers = kinds.map((_, i) => rows[i * featureCount + feature] ?? Number.NaN)
    const usable = numbers.filter((x) => Math.abs(x) < 1e15)
    if (usable.length > 0) found.set(name, usable)
  }
  return found
}

function pick<T>(items: readonly T[], random: Random): T | undefined {
  return items.length === 0 ? undefined : items[random.nextBelow(items.length)]
}
