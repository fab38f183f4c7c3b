import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runRatchet, startServer, temporaryFolder } from '../support/run-ratchet.ts'
import { expectedRows, flightsModel } from './flights-model.ts'

const rows = expectedRows().slice(0, 3)

async function ask(url: string, body: unknown) {
  const reply = await fetch(`${url}/predict/flights`, {
    method: 'POST',
    body: JSON.stringify(body),
  })
  return { status: reply.status, json: (await reply.json()) as { id: string; instance: string } }
}

function recordsOf(stdout: string) {
  const lines = stdout.trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

test('predictions can be read back beside the server, after it was killed, and by the next one', async () => {
  using folder = temporaryFolder()
  const data = join(folder.path, 'data')
  const options = { cwd: folder.path, env: { RATCHET_DATA: data } }
  const server = await startServer([`flights=${flightsModel}`], options)
  const answered = await ask(server.url, { rows: rows.map(({ input }) => input) })
  const refused = await ask(server.url, { rows: [] })
  expect([answered.status, refused.status]).toEqual([200, 400])
  const tail = () => runRatchet(['log', 'tail', 'flights', '--json'], options)
  const beside = await tail()
  expect(beside.status, beside.stderr).toBe(0)
  const records = recordsOf(beside.stdout)
  expect(records.map(({ predictionId }) => predictionId)).toEqual([
    ...[0, 1, 2].map((row) => `${answered.json.id}.${row}`),
    undefined,
  ])
  expect(records[0]?.['features']).toEqual(rows[0]?.input)
  expect(records[0]?.['raw']).toEqual([rows[0]?.rawScore])
  expect(records[3]).toMatchObject({ kind: 'refused', requestId: refused.json.instance })
  const overHttp = await fetch(`${server.url}/v1/endpoints/flights/log`)
  expect(overHttp.status).toBe(403)
  const status = await runRatchet(['status', '--json'], options)
  expect(JSON.parse(status.stdout).endpoints[0].log).toMatchObject({ state: 'ok', written: 4 })

  server.child.kill('SIGKILL')
  await once(server.child, 'close')
  expect((await tail()).stdout).toBe(beside.stdout)
  const next = await startServer([], options)
  await ask(next.url, { rows: [rows[0]?.input] })
  const human = await runRatchet(['log', 'tail', 'flights', '--lines', '2'], options)
  expect(human.stdout.trimEnd().split('\n')).toHaveLength(2)
  expect(human.stdout).toMatch(
    /400 .* refused request-invalid\n.* 200 .* ms sha256:\w+ champion \{/,
  )
  expect(await next.stop()).toBe(0)
  const files = readdirSync(join(data, 'log', 'flights'))
  expect(files).toEqual(['000000000001.segment', '000000000002.segment'])
})

test('a field that the log is told to leave out and nobody has keeps the server from starting', async () => {
  using folder = temporaryFolder()
  const options = { cwd: folder.path }
  const yaml = (name: string) =>
    `ratchet: 1\nendpoints: { flights: { log: { redact: [${name}] } } }\n`
  const file = join(folder.path, 'ratchet.yaml')
  const [first = ''] = Object.keys(rows[0]?.input ?? {})
  writeFileSync(file, yaml(first))
  const server = await startServer([`flights=${flightsModel}`], options)
  await ask(server.url, { rows: [rows[0]?.input] })
  const { stdout } = await runRatchet(['log', 'tail', 'flights', '--json'], options)
  expect(recordsOf(stdout)[0]?.['features']).not.toHaveProperty(first)
  await server.stop()
  writeFileSync(file, yaml(`${first}x`))
  const refused = await runRatchet(['serve', '--port', '0'], options)
  expect({ status: refused.status, says: refused.stderr.includes(`Is ${first} meant?`) }).toEqual({
    ...{ status: 3, says: true },
  })
})
