import { Buffer } from 'node:buffer'
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClient, ServerProblem } from '@ratchet-ml/client'
import { expect, test } from 'vitest'
import { aFolder, writeParquet } from '../../datasets/testing/write-parquet.ts'
import { createRouter } from '../../platform/http-kit/router.ts'
import { createIds } from '../../platform/ids.ts'
import { silentLogger } from '../../platform/logger.ts'
import { aContext, anInput } from '../../registry/testing/command-context.ts'
import { outcomeCommands } from './commands.ts'
import { outcomeRoutes } from './http.ts'
import { OutcomeService } from './service.ts'
import { anOrder, noon, openIntake } from './testing/open-intake.ts'

const [add] = outcomeCommands

/** The command over outcomes in memory, through the real route. */
async function openCommand() {
  const folder = await aFolder()
  const memory = openIntake()
  const { endpoints, key } = anOrder()
  const units = { endpoints: async () => endpoints, key: () => key }
  const service = new OutcomeService({ intake: memory.intake, units, clock: memory.clock })
  const router = createRouter({
    ...{ routes: outcomeRoutes(service), actor: 'os:ada', logger: silentLogger },
    ...{ ids: createIds(memory), surfaces: new Set(['predict'] as const) },
    maximumBodyBytes: 1000,
  })
  let bodies = 0
  const client = createClient({
    url: 'http://in.process',
    fetch: async (url, init) => {
      bodies++
      return router.request(url, init as RequestInit)
    },
  })
  const context = { ...aContext(folder), clock: memory.clock, client: async () => client }
  const run = async (file: string, options: Readonly<Record<string, string>> = {}) =>
    await add?.run(context, anInput([file], options))
  const write = (name: string, text: string | Uint8Array) => writeFileSync(join(folder, name), text)
  return {
    ...memory,
    context,
    folder,
    run,
    write,
    bodies: () => bodies,
    metrics: () => service.metrics(),
  }
}

test('takes a file of each format, and says how many', async () => {
  const { run, write, all, context, folder } = await openCommand()
  write('a.csv', 'value,predictionId\n1,a.0\n')
  write('b.ndjson', '{"predictionId":"b.0","value":true}\n')
  write('c.json', '{"outcomes":[{"predictionId":"c.0","value":"late"}]}')
  await writeParquet(folder, 'd.parquet', [
    { name: 'predictionId', data: ['d.0'], type: 'STRING' },
    { name: 'value', data: [2.5], type: 'DOUBLE' },
    { name: 'event_time', data: [new Date(noon / 1000)], type: 'TIMESTAMP' },
  ])
  write('e.txt', '{"predictionId":"e.0","value":null}\n')
  for (const file of ['a.csv', 'b.ndjson', 'c.json', 'd.parquet']) expect(await run(file)).toBe(0)
  expect(await run('e.txt', { format: 'ndjson' })).toBe(0)
  const kept = (await all()).map(({ predictionId, value, text }) => [predictionId, value ?? text])
  expect(kept).toEqual([
    ...[
      ['a.0', 1],
      ['b.0', 1],
      ['c.0', 'late'],
      ['d.0', 2.5],
    ],
    ['e.0', undefined],
  ])
  expect(context.printed.map(({ human }) => human)[0]).toBe('Took 1 outcome of a.csv.')
})

test('exits 3 after taking the good rows, and tells each bad one by its place in the file', async () => {
  const { run, write, all, context, quarantine, bodies, metrics } = await openCommand()
  const rows = Array.from({ length: 60_000 }, (_, i) =>
    i % 20_000 === 19_999 ? 'x,y,z' : `p.${i},${'1'.repeat(100)}x`,
  )
  write('big.csv', `predictionId,value\r\n${rows.join('\r\n')}\r\n`)
  expect(await run('big.csv', { name: 'paid' })).toBe(3)
  expect(bodies()).toBeGreaterThan(1)
  expect(await all()).toHaveLength(59_997)
  const [run1] = quarantine.runs.values()
  expect(run1?.map(({ source, place }) => [source, place['line']])).toEqual([
    ...[
      ['big.csv', 20_001],
      ['big.csv', 40_001],
      ['big.csv', 60_001],
    ],
  ])
  expect(context.printed[0]?.human).toBe(
    [
      'Took 59,997 outcomes of big.csv.',
      '3 rows could not be taken:',
      ...[20_001, 40_001, 60_001].map(
        (line) => `  line ${line}, the outcome: found 3 cells, expected 2 cells, as in the header`,
      ),
      'All of them are told in outcomes-20261121T120000000Z.',
    ].join('\n'),
  )
  expect(metrics().ratchet_outcomes_total.map(({ value }) => value)).toEqual([59_997, 3])
})

test('rows of a table are told by their number, across parts', async () => {
  const { run, all, context, folder } = await openCommand()
  const count = 30_000
  const data = Array.from({ length: count }, (_, i) => `p.${i}`)
  await writeParquet(folder, 'big.parquet', [
    { name: 'pid', data, type: 'STRING' },
    { name: 'sold', data: data.map((_, i) => (i === 25_000 ? null : i)), type: 'DOUBLE' },
    { name: 'note', data, type: 'STRING' },
  ])
  const columns = { columns: 'value=sold,predictionId=pid', ignore: 'note' }
  expect(await run('big.parquet', columns)).toBe(3)
  expect(context.printed[0]?.human).toContain('  row 25001, /value: found nothing')
  expect((await all()).map(({ value }) => value)).toEqual(
    data.map((_, i) => i).filter((i) => i !== 25_000),
  )
})

test('a whole number that a double may have rounded is no id and no unit', async () => {
  const { run, folder, context } = await openCommand()
  await writeParquet(folder, 'ids.parquet', [
    { name: 'unit', data: [2n ** 53n + 1n, 42n], type: 'INT64' },
    { name: 'time', data: [new Date(noon / 1000), new Date(noon / 1000)], type: 'TIMESTAMP' },
    { name: 'value', data: [2 ** 60, 1], type: 'DOUBLE' },
  ])
  expect(await run('ids.parquet', { endpoint: 'flights' })).toBe(3)
  expect(context.printed[0]?.human).toContain(
    'row 1, /unit: found a whole number that is not exact',
  )
})

test('a file of something else is given up after its first rows', async () => {
  const { run, write, context, bodies } = await openCommand()
  write(
    'other.ndjson',
    '{"user":1,"text":"a line of something else, and not of outcomes"}\n'.repeat(500_000),
  )
  expect(await run('other.ndjson')).toBe(3)
  expect(bodies()).toBeLessThan(5)
  expect(context.notes[0]).toContain('None of the first rows could be taken')
})

test('running it again changes nothing that counts', async () => {
  const { run, write, all } = await openCommand()
  write('a.ndjson', '{"predictionId":"a.0","value":1}\n{"predictionId":"a.1","value":0}\n')
  await run('a.ndjson')
  await run('a.ndjson')
  expect(new Set((await all()).map(({ outcomeId }) => outcomeId)).size).toBe(2)
})

test('a column that is not known is refused before anything is taken, with the nearest', async () => {
  const { run, write, all } = await openCommand()
  write('a.csv', 'predictionId,valeu\np.0,1\n')
  const refused = run('a.csv')
  await expect(refused).rejects.toBeInstanceOf(ServerProblem)
  await expect(refused).rejects.toMatchObject({
    body: { code: 'data-column-unknown', hint: expect.stringContaining('Did you mean value?') },
  })
  expect(await all()).toEqual([])
})

test('another encoding is refused with its byte, before anything is taken', async () => {
  const { run, write, all } = await openCommand()
  const good = 'p.0,1\n'.repeat(300_000)
  const before = `predictionId,value\n${good}p.ü,2\n`
  write('bad.csv', Buffer.concat([Buffer.from(before), Buffer.from('p.ü,3\n', 'latin1')]))
  const byte = Buffer.byteLength(before) + 2
  await expect(run('bad.csv')).rejects.toMatchObject({
    code: 'data-unreadable',
    message: expect.stringContaining(`bad.csv, byte ${byte}, line 300003: found what is not UTF-8`),
  })
  expect(await all()).toEqual([])
})

test('a table that is cut off is refused as a whole', async () => {
  const { run, write, all } = await openCommand()
  write('cut.parquet', Buffer.from('PAR1 and then the connection broke'))
  await expect(run('cut.parquet')).rejects.toMatchObject({ code: 'data-unreadable' })
  expect(await all()).toEqual([])
})

test('a file that changes while it is read is told, with what was taken before', async () => {
  const { run, write, context, folder } = await openCommand()
  const line = `{"predictionId":"p.0","value":"${'x'.repeat(1000)}"}\n`
  write('live.ndjson', line.repeat(30_000))
  const client = await context.client()
  context.client = async () => ({
    ...client,
    addOutcomeRows: async (...args) => {
      appendFileSync(join(folder, 'live.ndjson'), line)
      return await client.addOutcomeRows(...args)
    },
  })
  await expect(run('live.ndjson')).rejects.toMatchObject({
    code: 'data-unreadable',
    message: expect.stringContaining('live.ndjson changed while it was read'),
  })
  expect(context.notes[0]).toContain('had been taken before')
})

test('interrupted, it ends with what is under way, tells the count and exits 130', async () => {
  const { run, write, context, all } = await openCommand()
  const stop = new AbortController()
  const client = await context.client()
  write('long.ndjson', `{"predictionId":"p.0","value":"${'x'.repeat(1000)}"}\n`.repeat(30_000))
  const interrupted = {
    ...client,
    addOutcomeRows: async (...args: Parameters<typeof client.addOutcomeRows>) => {
      stop.abort()
      return await client.addOutcomeRows(...args)
    },
  }
  Object.assign(context, { signal: stop.signal, client: async () => interrupted })
  expect(await run('long.ndjson')).toBe(130)
  const taken = (await all()).length
  expect(taken).toBeLessThan(30_000)
  expect(context.printed[0]?.data).toMatchObject({ accepted: taken })
})

test('a format that nobody tells is asked for', async () => {
  const { run } = await openCommand()
  await expect(run('outcomes.dat')).rejects.toMatchObject({ code: 'usage' })
  await expect(run('none.csv')).rejects.toMatchObject({ code: 'file-not-found' })
})
