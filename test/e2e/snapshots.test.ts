import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runRatchet, startServer, temporaryFolder } from '../support/run-ratchet.ts'

const example = fileURLToPath(new URL('../../examples/flights', import.meta.url))

/** Command lines in the folder of the flights, over a data folder of their own. */
function inFlights(data: string) {
  return async (args: readonly string[], status = 0) => {
    const ran = await runRatchet(args, { cwd: example, env: { RATCHET_DATA: data } })
    expect(ran.status, ran.stderr).toBe(status)
    return status === 0 ? ran.stdout : ran.stdout + ran.stderr
  }
}

test('three million flights are kept once, learned from as from the file, and a changed part is named', async () => {
  using folder = temporaryFolder()
  const data = join(folder.path, 'data')
  const ratchet = inFlights(data)
  const first = JSON.parse(await ratchet(['snapshot', 'create', 'flights', '--json']))
  expect(first).toMatchObject({
    outcome: 'created',
    snapshot: { snapshot: 'flights', number: 1, rows: 3_000_000, parts: 1 },
  })
  expect(await ratchet(['snapshot', 'create', 'flights'])).toContain('1 file (1 unchanged)')
  const train = (dataset: string) => [
    ...['train', 'logistic', '--dataset', dataset, '--until', '2001-01-04', '--json'],
    ...['--features', 'distance,hour,origin,weekday'],
    ...['--output', join(folder.path, 'package'), '--force'],
  ]
  const ofFile = JSON.parse(await ratchet(train('flights')))
  const ofSnapshot = JSON.parse(await ratchet(train('snapshot:flights@1')))
  expect(ofSnapshot.digest ?? ofSnapshot.package).toBe(ofFile.digest ?? ofFile.package)
  expect(await ratchet(['snapshot', 'verify', 'flights'])).toContain('flights@1 is whole')
  const part = partOf(
    data,
    first.snapshot.digest,
    await ratchet(['snapshot', 'show', 'flights', '--json']),
  )
  flipByte(part.path)
  expect(await ratchet(['snapshot', 'verify', 'flights@1'], 1)).toContain(
    `part 1 of 1, ${part.digest}`,
  )
})

test('a snapshot is recorded by the server that owns the folder, and read over its port', async () => {
  using folder = temporaryFolder()
  const data = join(folder.path, 'data')
  writeFileSync(join(folder.path, 'rows.csv'), 'at,x\n2001-01-01T00:00:00Z,1\n')
  const options = { cwd: folder.path, env: { RATCHET_DATA: data } }
  const model = fileURLToPath(new URL('../../examples/first-model/sales.txt', import.meta.url))
  const server = await startServer([model], options)
  const created = await runRatchet(
    ['snapshot', 'create', 'rows', '--from', 'rows.csv', '--time', 'at'],
    options,
  )
  expect(created.status, created.stderr).toBe(0)
  const listed = await (await fetch(`${server.url}/v1/snapshots`)).json()
  expect(listed).toMatchObject([{ snapshot: 'rows', number: 1, rows: 1 }])
  const posted = await fetch(`${server.url}/v1/snapshots/rows`, { method: 'POST', body: '{}' })
  expect([403, 404, 405]).toContain(posted.status)
  expect(await server.stop()).toBe(0)
})

test('what may not become a snapshot is refused with the place, and nothing of it is left', async () => {
  using folder = temporaryFolder()
  const data = join(folder.path, 'data')
  const write = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder.path, name), content)
    return join(folder.path, name)
  }
  const ratchet = inFlights(data)
  const create = (file: string) => ratchet(['snapshot', 'create', 'rows', '--from', file], 3)
  const lines = Array.from({ length: 1_500 }, (_, i) => `${i}`)
  expect(await create(write('late.csv', `n\n${lines.join('\n')}\nmany\n`))).toContain(
    'late.csv, row 1502',
  )
  expect(await create(write('latin.csv', Buffer.from('n\nü\n', 'latin1')))).toContain(
    '--encoding latin1',
  )
  const flights = readFileSync(
    join(example, '../../node_modules/vega-datasets/data/flights-3m.parquet'),
  )
  expect(await create(write('cut.parquet', flights.subarray(0, 5_000_000)))).toContain(
    'is the file cut off?',
  )
  expect(await ratchet(['snapshot', 'list'])).toContain('There are no snapshots')
  expect(readdirSync(join(data, 'blobs', 'incoming'))).toEqual([])
})

function partOf(data: string, digest: string, shown: string) {
  const { snapshot, manifest } = JSON.parse(shown)
  expect(snapshot.digest).toBe(digest)
  const hex: string = manifest.parts[0].sha256.slice('sha256:'.length)
  return {
    digest: manifest.parts[0].sha256 as string,
    path: join(data, 'blobs', hex.slice(0, 2), hex.slice(2, 4), hex),
  }
}

function flipByte(path: string): void {
  const bytes = readFileSync(path)
  bytes[1_000_000] = (bytes[1_000_000] ?? 0) ^ 1
  chmodSync(path, 0o600)
  writeFileSync(path, bytes)
}
