import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runRatchet, startServer, temporaryFolder } from '../../support/run-ratchet.ts'
import { enginesOf, until } from './engines-of.ts'

// onnxruntime itself, in the process of an engine; `npm run test:interop` installs it.

const fixture = (name: string) =>
  fileURLToPath(new URL(`../../../packages/scoring/fixtures/onnx-graph/${name}`, import.meta.url))

interface Case {
  readonly inputs: Readonly<Record<string, readonly unknown[]>>
  readonly outputs: Readonly<Record<string, readonly (readonly number[])[]>>
}

const caseOf = (name: string) => JSON.parse(readFileSync(fixture(`${name}.json`), 'utf8')) as Case

/** Rows with the answers of onnx's own reference evaluator. */
function expectedLines(name: string, answer: string, member: 'raw' | 'outputs'): string {
  const { inputs, outputs } = caseOf(name)
  const lines = outputs[answer]?.map((found, i) => {
    const row = Object.fromEntries(
      Object.entries(inputs).map(([key, rows]) => [key, plain(rows[i])]),
    )
    return { inputs: row, ...(member === 'raw' ? { raw: found } : { outputs: { value: found } }) }
  })
  return `${(lines ?? []).map((line) => JSON.stringify(line)).join('\n')}\n`
}

/** One number a row is a field of its own. */
function plain(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 && !Array.isArray(value[0]) ? value[0] : value
}

const graphs = [
  ['dense', 'p', 'raw', []],
  ['cnn', 'logits', 'raw', ['--classes', 'cat,dog,bird']],
  ['lstm', 'forecast', 'outputs', ['--answer', 'forecast']],
  ['tokens', 'spam', 'raw', []],
] as const

test.each(graphs)(
  '%s answers what the reference evaluator of onnx answers',
  async (name, answer, member, options) => {
    using folder = temporaryFolder()
    const expected = join(folder.path, 'expected.ndjson')
    writeFileSync(expected, expectedLines(name, answer, member))
    const args = ['import', fixture(`${name}.onnx`), '--opaque', '--expected', expected, ...options]
    const imported = await runRatchet(args, { cwd: folder.path })
    expect(imported.stderr + imported.status).toMatch(/0$/)
    expect(imported.stdout).toMatch(/All \d answers of the source library agree/)
    const verified = await runRatchet(['verify', `${name}.ratchet`], { cwd: folder.path })
    expect(verified.stdout).toMatch(/16 verification rows, with answers of onnxruntime 1\.30\.0/)
  },
)

test('an import says why an engine answers, and takes names of classes that hold commas', async () => {
  using folder = temporaryFolder()
  const classes = ['--classes', '"cat, small",dog,bird']
  const { stderr } = await runRatchet(['import', fixture('cnn.onnx'), ...classes], {
    cwd: folder.path,
  })
  expect(stderr).toContain('as our own steps do not say Conv')
  const inspected = await runRatchet(['inspect', 'cnn.ratchet'], { cwd: folder.path })
  expect(inspected.stdout).toContain('classes "cat, small", dog, bird')
})

async function packed(folder: string, name: string, ...options: readonly string[]) {
  const path = join(folder, `${name}.ratchet`)
  const args = ['import', fixture(`${name}.onnx`), '--opaque', '-o', path, '--force', ...options]
  const { status, stderr } = await runRatchet(args, { cwd: folder })
  expect(status, stderr).toBe(0)
  return path
}

async function post(url: string, body: unknown, deadlineMs = 20_000) {
  const headers = {
    'content-type': 'application/json',
    'x-request-deadline-ms': String(deadlineMs),
  }
  const reply = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of a reply
  return { status: reply.status, json: (await reply.json()) as any }
}

test('an image has one answer as arrays and as a tensor of its shape, by the command too', async () => {
  using folder = temporaryFolder()
  const path = await packed(folder.path, 'cnn', '--classes', 'cat,dog,bird')
  const server = await startServer([`cnn=${path}`], { cwd: folder.path })
  const images = caseOf('cnn').inputs['image'] ?? []
  const rows = images.map((image) => ({ image }))
  const plain = await post(`${server.url}/predict/cnn`, { rows })
  const outputs = plain.json.predictions.map((one: { outputs: object }) => one.outputs)
  const tensor = { name: 'image', datatype: 'FP32', shape: [3, 1, 8, 8], data: images }
  const { json } = await post(`${server.url}/v2/models/cnn/infer`, { inputs: [tensor] })
  const [labels, probabilities] = json.outputs
  expect(labels.data).toEqual(outputs.map((one: { label: string }) => one.label))
  expect(probabilities).toMatchObject({ shape: [3, 3] })
  expect(probabilities.data).toEqual(
    outputs.flatMap((one: { probability: number[] }) => one.probability),
  )
  const metadata = await (await fetch(`${server.url}/v2/models/cnn`)).json()
  expect(metadata).toMatchObject({ inputs: [{ name: 'image', shape: [-1, 1, 8, 8] }] })
  const input = `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`
  const local = await runRatchet(['predict', path], { cwd: folder.path, input })
  expect(
    local.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).outputs),
  ).toEqual(outputs)
  await server.stop()
})

test('a graph that takes one row alone answers many, one after the other', async () => {
  using folder = temporaryFolder()
  const path = await packed(folder.path, 'alone')
  const server = await startServer([`alone=${path}`], { cwd: folder.path })
  const rows = [1, 2, 3].map((k) => ({ signal: [[k, 0, 1, 2, 3, 4, 5]] }))
  const all = await post(`${server.url}/predict/alone`, { rows })
  const single = await Promise.all(
    rows.map((row) => post(`${server.url}/predict/alone`, { rows: [row] })),
  )
  expect(all.json.predictions.map((one: { outputs: object }) => one.outputs)).toEqual(
    single.map(({ json }) => json.predictions[0].outputs),
  )
  await server.stop()
})

const endless = 1e12

test('while an engine is busy the server answers, and one that hangs is ended and started anew', async () => {
  using folder = temporaryFolder()
  const path = await packed(folder.path, 'spin')
  const server = await startServer([`spin=${path}`], { cwd: folder.path })
  const [first] = enginesOf(server.child.pid)
  const ask = (turns: number, ms: number) =>
    post(`${server.url}/predict/spin`, { rows: [{ turns }] }, ms)
  expect((await ask(3, 20_000)).json.predictions[0].outputs).toEqual({ value: 192 })
  let isPending = true
  const hung = ask(endless, 2000).finally(() => {
    isPending = false
  })
  for (let i = 0; i < 20; i++) {
    expect((await fetch(`${server.url}/livez`)).status).toBe(200)
    expect((await fetch(`${server.url}/v2/health/live`)).status).toBe(200)
  }
  expect(isPending).toBe(true)
  expect(await hung).toMatchObject({ status: 504, json: { code: 'deadline-exceeded' } })
  await until(async () => enginesOf(server.child.pid).some((pid) => pid !== first))
  await until(async () => (await ask(3, 20_000)).status === 200)
  expect(enginesOf(server.child.pid)).toHaveLength(1)
  expect(await server.stop()).toBe(0)
  expect(enginesOf(server.child.pid)).toEqual([])
})

test('an engine that is at work does not outlive a server that was killed', async () => {
  using folder = temporaryFolder()
  const path = await packed(folder.path, 'spin')
  const server = await startServer([`spin=${path}`], { cwd: folder.path })
  const [engine] = enginesOf(server.child.pid)
  const body = { rows: [{ turns: endless }] }
  const asked = post(`${server.url}/predict/spin`, body, 30_000).catch(() => {})
  await wait(500)
  await server.stop('SIGKILL')
  await asked
  await until(async () => !existsSync(`/proc/${engine}`))
})

test('a killed engine fails what it was asked, is started anew, and nothing hangs', async () => {
  using folder = temporaryFolder()
  const path = await packed(folder.path, 'cnn')
  const server = await startServer([`cnn=${path}`], { cwd: folder.path })
  const rows = (caseOf('cnn').inputs['image'] ?? []).map((image) => ({ image }))
  const statuses: number[] = []
  const codes = new Set<string>()
  let isOver = false
  const callers = Array.from({ length: 4 }, async () => {
    while (!isOver) {
      const { status, json } = await post(`${server.url}/predict/cnn`, { rows })
      statuses.push(status)
      if (status !== 200) codes.add(json.code)
    }
  })
  for (let kill = 0; kill < 2; kill++) {
    const answered = statuses.length
    await until(async () => statuses.length > answered + 20 && statuses.at(-1) === 200)
    const [pid = 0] = enginesOf(server.child.pid)
    process.kill(pid, 'SIGKILL')
    await until(async () => enginesOf(server.child.pid).some((one) => one !== pid))
  }
  await until(async () => statuses.at(-1) === 200)
  isOver = true
  await Promise.all(callers)
  expect([...codes]).toEqual(['prediction-failed'])
  expect(await server.stop()).toBe(0)
})

test('the standby answers for a champion whose engine was killed', async () => {
  using folder = temporaryFolder()
  writeFileSync(join(folder.path, 'ratchet.yaml'), 'ratchet: 1\n')
  const options = { cwd: folder.path }
  const path = await packed(folder.path, 'cnn', '--classes', 'cat,dog,bird')
  const server = await startServer([`cnn=${path}`], options)
  const second = join(folder.path, 'second.ratchet')
  // Rows drawn otherwise make another version of the same graph.
  const sample = join(folder.path, 'sample.ndjson')
  const rows = (caseOf('cnn').inputs['image'] ?? []).map((image) => ({ image }))
  writeFileSync(sample, rows.map((row) => JSON.stringify(row)).join('\n'))
  const made = await runRatchet(['import', path, '--sample', sample, '-o', second], options)
  expect(made.status, made.stderr).toBe(0)
  const pushed = await runRatchet(['push', second, '--name', 'cnn'], options)
  expect(pushed.status, pushed.stderr).toBe(0)
  const before = enginesOf(server.child.pid)
  const promoted = await runRatchet(['promote', 'cnn@2', '--waive', 'a test'], options)
  expect(promoted.status, promoted.stderr).toBe(0)
  const [champion = 0] = enginesOf(server.child.pid).filter((pid) => !before.includes(pid))
  process.kill(champion, 'SIGKILL')
  const seen = new Set<string>()
  await until(async () => {
    const { status, json } = await post(`${server.url}/predict/cnn`, { rows })
    expect(status).toBe(200)
    seen.add(json.predictions[0].servedBy)
    return seen.has('standby') && json.predictions[0].servedBy === 'champion'
  })
  const status = await runRatchet(['status'], options)
  expect(status.stdout).toMatch(/ready by onnxruntime 1\.30\.0, \d+ MB/)
  await server.stop()
})
