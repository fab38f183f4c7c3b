import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TestRun } from '@ratchet-ml/protocol'
import { expect, test } from 'vitest'
import { runRatchet, startServer, temporaryFolder } from '../support/run-ratchet.ts'
import { expectedRows, flightsModel } from './flights-model.ts'

const example = fileURLToPath(new URL('../../examples/flights/', import.meta.url))

test('the suite of the flights example passes and notices at least 95 % of the disturbances', async () => {
  const args = ['test', 'flights', '--mutations', '60', '--seed', '5', '--json']
  const { status, stdout, stderr } = await runRatchet(args, { cwd: example })
  expect(status, stderr).toBe(0)
  const { outcome, mutations } = TestRun.parse(JSON.parse(stdout))
  expect(outcome).toBe('pass')
  expect(mutations?.sample.from).toBe('drawn from flights')
  expect(mutations?.mutants.length).toBe(60)
  expect((mutations?.noticed ?? 0) / 60).toBeGreaterThanOrEqual(0.95)
})

test('a prediction that was served becomes a case, one that the log does not have does not', async () => {
  using folder = temporaryFolder()
  const options = { cwd: folder.path }
  const source = JSON.stringify(flightsModel)
  writeFileSync(
    join(folder.path, 'ratchet.yaml'),
    `ratchet: 1\nmodels: { flights: { purpose: p, owner: o, source: ${source} } }\n`,
  )
  const server = await startServer([`flights=${flightsModel}`], options)
  const rows = expectedRows()
    .slice(0, 3)
    .map(({ input }) => input)
  const reply = await fetch(`${server.url}/predict/flights`, {
    method: 'POST',
    body: JSON.stringify({ rows }),
  })
  const { id } = (await reply.json()) as { id: string }
  const add = (prediction: string) =>
    runRatchet(['test', 'add', '--prediction', prediction, '--because', 'so'], options)
  const added = await add(`${id}.2`)
  expect(added.status, added.stderr).toBe(0)
  expect(added.stdout).toContain('tests/flights/incidents.yaml, line 5')
  for (const unknown of [`${id}.3`, `${id.slice(0, -1)}x.0`, 'r1', `${id}`]) {
    const refused = await add(unknown)
    expect(refused.status, refused.stderr).toBe(4)
    expect(refused.stderr).toContain('has no prediction')
  }
  expect(await server.stop()).toBe(0)
  const run = await runRatchet(['test', '--json'], options)
  expect(run.status, run.stderr).toBe(0)
  expect(TestRun.parse(JSON.parse(run.stdout))).toMatchObject({ passed: 1, failed: 0 })
})

test('exit codes tell a case that fails from a file that is not valid and from a name that there is not', async () => {
  using folder = temporaryFolder()
  const options = { cwd: folder.path }
  mkdirSync(join(folder.path, 'tests/flights-january'), { recursive: true })
  const write = (text: string) =>
    writeFileSync(join(folder.path, 'tests/flights-january/a.yaml'), text)
  const statusOf = async (...more: string[]) =>
    (await runRatchet(['test', flightsModel, ...more], options)).status
  const rows = '[{ hour: 6, weekday: 2, distance: 587, origin: IND, destination: PHL }]'
  const text = (bound: number) =>
    `ratchetTests: 1\ncases:\n  - name: a\n    answer: { rows: ${rows}, holds: probability.1 < ${bound} }\n`
  expect(await statusOf()).toBe(0)
  write(text(0.5))
  expect(await statusOf('--junit', 'r.xml')).toBe(0)
  expect(await statusOf('--case', 'b')).toBe(4)
  expect(await statusOf('--mutations', '3')).toBe(0)
  write(text(0))
  expect(await statusOf()).toBe(1)
  write(text(0.5).replace('hour', 'huor'))
  expect(await statusOf()).toBe(3)
  write('ratchetTests: 1\ncases: [')
  expect(await statusOf()).toBe(3)
})
