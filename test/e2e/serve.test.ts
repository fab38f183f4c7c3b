import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  type RunOptions,
  runRatchet,
  startServer,
  temporaryFolder,
} from '../support/run-ratchet.ts'
import { expectedRows, flightsModel, toNdjson } from './flights-model.ts'

const rows = expectedRows().slice(0, 20)

test('goes from a model file to a URL that answers, with one command and no project', async () => {
  using folder = temporaryFolder()
  const server = await startServer([`flights=${flightsModel}`], { cwd: folder.path })
  const reply = await ask(
    server.url,
    rows.map(({ input }) => input),
  )
  expect(reply.status).toBe(200)
  const { predictions } = reply.body as { predictions: { outputs: { probability: number[] } }[] }
  expect(predictions).toHaveLength(rows.length)
  expect(predictions[0]).toMatchObject({ version: 1, arm: 'champion', servedBy: 'champion' })
  // The printed line as curl sends it: -d declares a form unless told otherwise.
  const [, target = '', body = ''] = /curl -s (\S+) -d '(.*)'/.exec(server.said.stdout) ?? []
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  expect((await fetch(target, { method: 'POST', headers, body })).status).toBe(200)
  expect(server.said.stdout + server.said.stderr).toMatch(/keeps nothing/)
  expect(await server.stop()).toBe(0)
})

test('answers over HTTP what the command line answers', async () => {
  using folder = temporaryFolder()
  const server = await startServer([`flights=${flightsModel}`], { cwd: folder.path })
  const local = await runRatchet(['predict', flightsModel], {
    cwd: folder.path,
    input: toNdjson(rows),
  })
  const remote = await runRatchet(['predict', '--endpoint', 'flights', '--server', server.url], {
    cwd: folder.path,
    input: toNdjson(rows),
  })
  expect(remote).toEqual({ ...local, stderr: remote.stderr })
  await server.stop()
})

test('commands beside a server go through it, and a promotion takes effect at once', async () => {
  using folder = temporaryFolder()
  const options = { cwd: folder.path, env: { RATCHET_DATA: join(folder.path, 'data') } }
  const server = await startServer([`flights=${flightsModel}`], options)
  const second = join(folder.path, 'second.txt')
  writeFileSync(second, readFileSync(flightsModel, 'utf8').replace('sigmoid:1', 'sigmoid:2'))
  const pushed = await runRatchet(['push', second, '--name', 'flights', '--json'], options)
  expect(pushed.stderr + pushed.status).toBe('0')
  const promoted = await runRatchet(['promote', 'flights@2', '--waive', 'a test'], options)
  expect(promoted.status, promoted.stderr).toBe(0)
  expect(await versionOf(server.url)).toBe(2)
  const back = await runRatchet(['rollback', 'flights'], options)
  expect(back.status, back.stderr).toBe(0)
  expect(await versionOf(server.url)).toBe(1)
  expect(await championsOf(options, [])).toEqual([1, 2, 1])
  const [, promotion] = (await routesOf(options, [])).routes
  expect(await championsOf(options, ['--at', promotion?.validFrom ?? ''])).toEqual([2])
  expect(await championsOf(options, ['--at', '2001-01-01T00:00:00Z'])).toEqual([])
  const verified = await runRatchet(['ledger', 'verify'], options)
  expect(verified.status, verified.stderr).toBe(0)
  const rival = await runRatchet(['serve', '--port', '0'], options)
  expect(rival.status).toBe(5)
  expect(rival.stderr).toContain(`${server.child.pid}`)
  expect(await server.stop()).toBe(0)
})

test('keeps what it was given, and serves another version of it only by promotion', async () => {
  using folder = temporaryFolder()
  const options = { cwd: folder.path, env: { RATCHET_DATA: join(folder.path, 'data') } }
  await (await startServer([`flights=${flightsModel}`], options)).stop()
  const again = await startServer([], options)
  expect(await versionOf(again.url)).toBe(1)
  await again.stop()
  const second = join(folder.path, 'second.txt')
  writeFileSync(second, readFileSync(flightsModel, 'utf8').replace('sigmoid:1', 'sigmoid:2'))
  const other = await runRatchet(['serve', `flights=${second}`, '--port', '0'], options)
  expect(other.status).toBe(5)
  expect(other.stderr).toContain('promote')
})

test('says which port is busy', async () => {
  using folder = temporaryFolder()
  const blocker = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => blocker.once('listening', resolve))
  const { port } = blocker.address() as AddressInfo
  const ran = await runRatchet(['serve', flightsModel, '--port', String(port)], {
    cwd: folder.path,
  })
  expect(ran.status).toBe(5)
  expect(ran.stderr).toContain(String(port))
  blocker.close()
})

test('changes of state are refused over the port', async () => {
  using folder = temporaryFolder()
  const server = await startServer([`flights=${flightsModel}`], { cwd: folder.path })
  const reply = await fetch(`${server.url}/v1/endpoints/flights/promotions`, {
    method: 'POST',
    body: '{"model":"flights","version":1}',
  })
  expect(reply.status).toBe(403)
  expect(await reply.json()).toMatchObject({ code: 'change-refused' })
  await server.stop()
})

test('refuses a data folder that a newer release wrote', async () => {
  using folder = temporaryFolder()
  const data = join(folder.path, 'data')
  const options = { cwd: folder.path, env: { RATCHET_DATA: data } }
  await runRatchet(['push', flightsModel, '--name', 'flights'], options)
  const format = JSON.parse(readFileSync(join(data, 'format.json'), 'utf8'))
  writeFileSync(
    join(data, 'format.json'),
    JSON.stringify({ ...format, format: format.format + 1, writtenBy: '99.0.0' }),
  )
  const ran = await runRatchet(['model', 'list'], options)
  expect(ran.status).toBe(5)
  expect(ran.stderr).toContain('99.0.0')
})

interface Routes {
  readonly routes: readonly { readonly champion: { version: number }; readonly validFrom: string }[]
}

async function routesOf(options: RunOptions, more: readonly string[]): Promise<Routes> {
  const listed = await runRatchet(['route', 'list', 'flights', '--json', ...more], options)
  expect(listed.status, listed.stderr).toBe(0)
  return JSON.parse(listed.stdout) as Routes
}

async function championsOf(options: RunOptions, more: readonly string[]): Promise<number[]> {
  return (await routesOf(options, more)).routes.map(({ champion }) => champion.version)
}

async function ask(url: string, sent: readonly unknown[]) {
  const reply = await fetch(`${url}/predict/flights`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ rows: sent }),
  })
  return { status: reply.status, body: (await reply.json()) as unknown }
}

async function versionOf(url: string): Promise<number | undefined> {
  const { body } = await ask(url, [rows[0]?.input])
  return (body as { predictions: { version: number }[] }).predictions[0]?.version
}
