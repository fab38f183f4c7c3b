import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runRatchet, startServer, temporaryFolder } from '../support/run-ratchet.ts'
import { expectedRows, flightsModel } from './flights-model.ts'

const [row] = expectedRows()

async function post(url: string, path: string, body: string, type = 'application/json') {
  const headers = { 'content-type': type }
  const reply = await fetch(url + path, { method: 'POST', headers, body })
  return { status: reply.status, json: (await reply.json()) as Record<string, unknown> }
}

test('outcomes come in over HTTP and by the command, and survive the death of the server', async () => {
  using folder = temporaryFolder()
  const data = join(folder.path, 'data')
  const options = { cwd: folder.path, env: { RATCHET_DATA: data } }
  const server = await startServer([`flights=${flightsModel}`], options)
  const asked = await post(server.url, '/predict/flights', JSON.stringify({ rows: [row?.input] }))
  const predictionId = `${asked.json['id']}.0`
  const one = await post(server.url, '/outcomes', JSON.stringify({ predictionId, value: true }))
  expect(one).toEqual({ status: 200, json: { accepted: 1, quarantined: 0, refused: [] } })
  const bad = await post(server.url, '/outcomes', JSON.stringify({ predictionId, valeu: true }))
  expect(bad).toMatchObject({ status: 400, json: { code: 'outcome-invalid' } })

  const lines = Array.from({ length: 3000 }, (_, i) =>
    i === 1999 ? 'nonsense' : JSON.stringify({ predictionId: `unknown.${i}`, value: i }),
  )
  writeFileSync(join(folder.path, 'may.ndjson'), `${lines.join('\n')}\n`)
  const beside = await runRatchet(['outcome', 'add', 'may.ndjson', '--json'], options)
  expect(beside.status, beside.stderr).toBe(3)
  const told = JSON.parse(beside.stdout)
  expect(told).toMatchObject({ accepted: 2999, quarantined: 1, refused: [{ line: 2000 }] })
  expect(readFileSync(join(data, told.quarantine), 'utf8')).toContain('"source":"may.ndjson"')
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  expect(metrics).toContain('ratchet_outcomes_total{result="accepted"} 3000')

  server.child.kill('SIGKILL')
  await once(server.child, 'close')
  // Without a server the command takes the folder itself, and seals what the server left.
  writeFileSync(join(folder.path, 'late.csv'), `value,predictionId\n0,${predictionId}\n`)
  const alone = await runRatchet(['outcome', 'add', 'late.csv'], options)
  expect([alone.status, alone.stdout]).toEqual([0, 'Took 1 outcome of late.csv.\n'])
  expect(readdirSync(join(data, 'outcomes'))).toEqual([
    ...['000000000001.segment', '000000000002.segment'],
  ])
})

test('a server without a data folder takes none, and says why', async () => {
  using folder = temporaryFolder()
  const server = await startServer([flightsModel], { cwd: folder.path })
  const body = JSON.stringify({ predictionId: 'p.0', value: 1 })
  const { status, json } = await post(server.url, '/outcomes', body)
  expect([status, json['code']]).toEqual([404, 'outcomes-absent'])
})
