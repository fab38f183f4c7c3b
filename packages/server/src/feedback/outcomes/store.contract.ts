import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import type { OutcomeAppender, OutcomeStore, PackedOutcomes, StoredOutcome } from './store.ts'

/** An empty outcome log, and how a later process finds it. */
export interface OpenedOutcomes {
  readonly store: OutcomeStore
  reopen(): Promise<OutcomeStore>
  close(): Promise<void>
}

/** What every implementation of `OutcomeStore` does. */
export function outcomeStoreContract(open: () => Promise<OpenedOutcomes>): void {
  test('an empty log gives nothing, and has no segment', async () => {
    await using opened = await disposable(open)
    expect(await numbersOf(opened.store.read())).toEqual([])
    expect(await opened.store.segments()).toEqual([])
    await opened.store.begin().commit()
  })

  test('what was appended can be read at once, in order, also of several bodies', async () => {
    await using opened = await disposable(open)
    const [one, two] = [opened.store.begin(), opened.store.begin()]
    await append(one, [1, 2])
    await append(two, [10])
    await append(one, [3])
    expect(await numbersOf(opened.store.read())).toEqual([1, 2, 10, 3])
    await Promise.all([one.commit(), two.commit()])
    expect(await numbersOf(opened.store.read())).toEqual([1, 2, 10, 3])
  })

  test('payloads of any length come back as they went in', async () => {
    await using opened = await disposable(open)
    const lengths = [16, 24, 4096, 16, 70_000]
    const bytes = Buffer.concat(lengths.map((length, i) => Buffer.alloc(length, i + 1)))
    await opened.store.begin().append({ bytes, lengths })
    const found = await list(opened.store.read())
    expect(Buffer.concat(found.map(({ payload }) => payload)).equals(bytes)).toBe(true)
    expect(found.map(({ payload }) => payload.length)).toEqual(lengths)
  })

  test('reading goes on behind the last one that was seen', async () => {
    await using opened = await disposable(open)
    await append(opened.store.begin(), [1, 2, 3])
    const seen = await list(opened.store.read())
    await append(opened.store.begin(), [4])
    expect(await numbersOf(opened.store.read(seen[1]?.next))).toEqual([3, 4])
    expect(await numbersOf(opened.store.read(seen[2]?.next))).toEqual([4])
  })

  test('a later process finds everything, sealed, and adds to it', async () => {
    await using opened = await disposable(open)
    const body = opened.store.begin()
    await append(body, [1, 2])
    await body.commit()
    const [first] = await opened.store.segments()
    expect(first).toMatchObject({ state: 'open' })
    const later = await opened.reopen()
    await later.repair()
    expect(await later.segments()).toEqual([
      { sequence: first?.sequence, state: 'sealed', records: 2, from: 1, to: 2 },
    ])
    await append(later.begin(), [3])
    expect(await numbersOf(later.read())).toEqual([1, 2, 3])
    expect(await numbersOf(later.read(undefined, first?.sequence))).toEqual([1, 2])
  })

  test('closing seals, and nothing is taken after it', async () => {
    await using opened = await disposable(open)
    const body = opened.store.begin()
    await append(body, [7])
    await opened.store.close()
    expect(await opened.store.segments()).toMatchObject([{ state: 'sealed', records: 1 }])
    await expect(append(body, [8])).rejects.toMatchObject({ code: 'outcomes-unwritable' })
    expect(await numbersOf((await opened.reopen()).read())).toEqual([7])
  })

  test('text that is no place is refused', async () => {
    await using opened = await disposable(open)
    await expect(list(opened.store.read('yesterday'))).rejects.toThrow(RangeError)
  })
}

function append(body: OutcomeAppender, numbers: readonly number[]): Promise<void> {
  return body.append(packNumbers(numbers))
}

/** Payloads that hold nothing but a number. */
export function packNumbers(numbers: readonly number[], bytesEach = 64): PackedOutcomes {
  const doubles = Float64Array.from(numbers.flatMap((n) => Array(bytesEach / 8).fill(n)))
  return { bytes: new Uint8Array(doubles.buffer), lengths: numbers.map(() => bytesEach) }
}

async function list(outcomes: AsyncIterable<StoredOutcome>): Promise<StoredOutcome[]> {
  const found: StoredOutcome[] = []
  for await (const outcome of outcomes) {
    found.push({ ...outcome, payload: Uint8Array.from(outcome.payload) })
  }
  return found
}

/** The number of each payload, which must be whole. */
export async function numbersOf(outcomes: AsyncIterable<StoredOutcome>): Promise<number[]> {
  return (await list(outcomes)).map(({ payload }) => {
    const numbers = new Float64Array(payload.buffer)
    expect(new Set(numbers).size).toBe(1)
    return numbers[0] ?? Number.NaN
  })
}

async function disposable(open: () => Promise<OpenedOutcomes>) {
  const opened = await open()
  return Object.assign(opened, { [Symbol.asyncDispose]: () => opened.close() })
}
