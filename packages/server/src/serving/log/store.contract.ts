import { expect, test } from 'vitest'
import type { PredictionLogStore } from './store.ts'
import type { LogHeader, LogOutcome, StoredRecord } from './types.ts'

/** An empty prediction log, and how a later process finds it. */
export interface OpenedLog {
  readonly log: PredictionLogStore
  reopen(): Promise<PredictionLogStore>
  close(): Promise<void>
}

/** What every implementation of `PredictionLogStore` does. */
export function predictionLogContract(open: () => Promise<OpenedLog>): void {
  test('an endpoint without records gives none', async () => {
    await using opened = await disposable(open)
    expect(await numbersOf(opened.log.read('flights'))).toEqual([])
    const place = await opened.log.lastRecords('flights', 5)
    expect(await numbersOf(opened.log.read('flights', place))).toEqual([])
  })

  test('records are read in the order they were taken, by endpoint, under their header', async () => {
    await using opened = await disposable(open)
    const [flights, trains] = [header('flights'), header('trains')]
    const [one, two] = [opened.log.open(flights, 'default'), opened.log.open(trains, 'default')]
    await Promise.all([append(one, [1, 2]), append(two, [10]), append(one, [3])])
    expect(await numbersOf(opened.log.read('flights'))).toEqual([1, 2, 3])
    expect(await numbersOf(opened.log.read('trains'))).toEqual([10])
    for await (const stored of opened.log.read('trains'))
      expect(stored.header).toMatchObject(trains)
    expect(one.counts).toMatchObject({ written: 3, pending: 0, dropped: 0, failed: 0 })
  })

  test('reading goes on behind the last record that was seen', async () => {
    await using opened = await disposable(open)
    const writer = opened.log.open(header('flights'), 'default')
    await append(writer, [1, 2, 3])
    const seen = await list(opened.log.read('flights'))
    await append(writer, [4])
    await writer.close(5000)
    const next = opened.log.open(header('flights'), 'default')
    await append(next, [5])
    expect(await numbersOf(opened.log.read('flights', seen[1]?.next))).toEqual([3, 4, 5])
    expect(await numbersOf(opened.log.read('flights', seen[2]?.next))).toEqual([4, 5])
  })

  test('the last records are found across what was ended in between', async () => {
    await using opened = await disposable(open)
    for (const numbers of [[1, 2], [3], [4, 5, 6]]) {
      const writer = opened.log.open(header('flights'), 'default')
      await append(writer, numbers)
      await writer.close(5000)
    }
    for (const [count, expected] of [
      [0, []],
      [2, [5, 6]],
      [4, [3, 4, 5, 6]],
      [99, [1, 2, 3, 4, 5, 6]],
    ] as const) {
      const place = await opened.log.lastRecords('flights', count)
      expect(await numbersOf(opened.log.read('flights', place))).toEqual(expected)
    }
  })

  test('a later process finds the records, and adds to them', async () => {
    await using opened = await disposable(open)
    const first = opened.log.open(header('flights'), 'before-response')
    await append(first, [1, 2])
    const later = await opened.reopen()
    await later.repair()
    const second = later.open(header('flights'), 'default')
    await append(second, [3])
    expect(await numbersOf(later.read('flights'))).toEqual([1, 2, 3])
    await second.close(5000)
  })

  test('the key of hashed columns is made once', async () => {
    await using opened = await disposable(open)
    const key = opened.log.hashKey()
    expect(key).toHaveLength(32)
    expect(opened.log.hashKey()).toEqual(key)
    expect((await opened.reopen()).hashKey()).toEqual(key)
  })

  test('what is left out by sampling is counted and not written', async () => {
    await using opened = await disposable(open)
    const writer = opened.log.open(header('flights'), 'default')
    writer.leaveOut(7)
    await append(writer, [1])
    await writer.close(5000)
    expect(writer.counts).toMatchObject({ sampledOut: 7, written: 1 })
  })

  test('text that is no place is refused', async () => {
    await using opened = await disposable(open)
    await expect(list(opened.log.read('flights', 'yesterday'))).rejects.toThrow(RangeError)
  })
}

function header(endpoint: string): LogHeader {
  return { endpoint, contractDigest: `sha256:${'0'.repeat(64)}`, columns: [], leftOut: [] }
}

/** Resolves when the reply of these records may go. */
function append(
  writer: ReturnType<PredictionLogStore['open']>,
  numbers: readonly number[],
): Promise<LogOutcome> {
  return new Promise((resolve, reject) => {
    const room = writer.reserve(numbers.length, 64)
    if (room === undefined) {
      reject(new Error('There is no room.'))
      return
    }
    for (const number of numbers) {
      const at = writer.begin() >>> 3
      room.doubles.fill(number, at, at + 8)
      writer.end(64)
    }
    if (!writer.commit(resolve)) resolve('go')
  })
}

async function list(records: AsyncIterable<StoredRecord>): Promise<StoredRecord[]> {
  const found: StoredRecord[] = []
  for await (const record of records)
    found.push({ ...record, payload: Uint8Array.from(record.payload) })
  return found
}

async function numbersOf(records: AsyncIterable<StoredRecord>): Promise<number[]> {
  return (await list(records)).map(({ payload }) =>
    new DataView(payload.buffer).getFloat64(0, true),
  )
}

async function disposable(open: () => Promise<OpenedLog>) {
  const opened = await open()
  return Object.assign(opened, { [Symbol.asyncDispose]: () => opened.close() })
}
