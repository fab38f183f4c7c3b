import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasPython, openEnvironment } from './python.ts'
import { type Served, serveFlights } from './server.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const isSkipped = !hasPython()
if (isSkipped) process.stdout.write('Skipped: there is no Python 3.10 with venv here.\n')

let server: Served

beforeAll(async () => {
  if (!isSkipped) server = await serveFlights()
})
afterAll(() => server?.stop())

test.skipIf(isSkipped)(
  'tritonclient and the KServe SDK find everything as they want it',
  async () => {
    const bin = openEnvironment('requirements-clients.txt')
    const { output } = await run(join(bin, 'python'), [
      join(here, 'clients.py'),
      server.url,
      'flights',
    ])
    const checks = output
      .split('\n')
      .filter((line) => line.startsWith('{"name"'))
      .map((line) => JSON.parse(line) as { name: string; fault: string | null })
    process.stdout.write(
      `${checks.map(({ name, fault }) => `${fault === null ? 'ok    ' : 'FAILED'} ${name}`).join('\n')}\n`,
    )
    expect(checks.filter(({ fault }) => fault !== null)).toEqual([])
    expect(checks).toHaveLength(26)
  },
)

test.skipIf(isSkipped)('the batch client of MLServer gets an answer for each line', async () => {
  const bin = openEnvironment('requirements-mlserver.txt')
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-interop-'))
  try {
    const { inputs } = await exampleOf(server.url)
    const lines = Array.from({ length: 50 }, (_, i) => JSON.stringify({ id: `line-${i}`, inputs }))
    writeFileSync(join(folder, 'in.jsonl'), `${lines.join('\n')}\n`)
    const files = ['-i', join(folder, 'in.jsonl'), '-o', join(folder, 'out.jsonl')]
    const asked = [
      'infer',
      '-u',
      server.url.replace('http://', ''),
      '-m',
      'flights',
      ...files,
      '-w',
      '4',
    ]
    const { output, status } = await run(join(bin, 'mlserver'), asked)
    expect(status, output).toBe(0)
    const told = readFileSync(join(folder, 'out.jsonl'), 'utf8').trim().split('\n')
    const answers = told.map((line) => JSON.parse(line) as { id: string; outputs?: unknown[] })
    expect(answers.filter(({ outputs }) => outputs?.length === 2)).toHaveLength(50)
    expect(new Set(answers.map(({ id }) => id)).size).toBe(50)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test.skipIf(isSkipped)('Schemathesis finds no fault in what the document promises', async () => {
  const bin = openEnvironment('requirements-schemathesis.txt')
  const checks =
    'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance'
  const asked = [
    ...['run', `${server.url}/openapi.json`, '--checks', checks, '--seed', '1'],
    ...['--phases', 'examples,coverage,fuzzing', '--max-examples', '50', '--no-color'],
    // What streams until it is cut, and what is refused over HTTP by design, is left out.
    ...['--exclude-path', '/v1/traffic'],
  ]
  const env = { SCHEMATHESIS_HOOKS: 'schemathesis_hooks', PYTHONPATH: here }
  const { output, status } = await run(join(bin, 'st'), asked, env)
  process.stdout.write(`${output.split('\n').slice(-25).join('\n')}\n`)
  expect(status, output).toBe(0)
})

async function exampleOf(url: string): Promise<{ inputs: unknown[] }> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as {
    paths: Record<
      string,
      { post: { requestBody: { content: Record<string, { example: { inputs: unknown[] } }> } } }
    >
  }
  const infer = document.paths['/v2/models/flights/infer']?.post.requestBody.content
  const example = infer?.['application/json']?.example
  if (example === undefined) throw new Error('The document has no example of an inference.')
  return example
}

async function run(command: string, args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  let output = ''
  child.stdout.on('data', (part) => {
    output += part
  })
  child.stderr.on('data', (part) => {
    output += part
  })
  const [status] = (await once(child, 'exit')) as [number | null]
  return { output, status }
}
