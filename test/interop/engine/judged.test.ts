import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runRatchet, spawnRatchet, temporaryFolder } from '../../support/run-ratchet.ts'
import { enginesOf, until } from './engines-of.ts'

// A graph judged like any other version, by onnxruntime itself; `npm run test:interop` installs it.

const dense = fileURLToPath(
  new URL('../../../packages/scoring/fixtures/onnx-graph/dense.onnx', import.meta.url),
)
const classes = ['a', 'b', 'c'] as const

const project = `
ratchet: 1
models:
  letters:
    purpose: Tell letters apart.
    owner: tests
    source: dense.ratchet
    requirements:
      - { metric: log-loss, atMost: 3 }
      - { metric: latency-p95, atMost: 1000 }
      - { metric: memory, atMost: 2000 }
      - { metric: throughput, atLeast: 10 }
datasets:
  letters: { files: letters.csv, time: { column: at, zone: UTC }, label: letter }
backtests:
  letters: { dataset: letters, partition: week, slices: [], baselines: [prior], metrics: [log-loss, accuracy] }
`
const cases = `
ratchetTests: 1
cases:
  - name: whatever is sent is answered or refused
    fuzz: { rows: 300 }
`

/** Minutes of 2024 from January on, the same for the same count. */
function writeProject(folder: string, rows: number, everyMinutes: number): void {
  let state = 1
  const next = () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return (state % 4001) / 1000 - 2
  }
  const lines = ['at,x[0],x[1],x[2],x[3],letter']
  for (let i = 0; i < rows; i++) {
    const at = new Date(Date.UTC(2024, 0, 1, 0, i * everyMinutes)).toISOString()
    const x = [next(), next(), next(), next()]
    lines.push(`${at},${x.join(',')},${classes[state % 3]}`)
  }
  writeFileSync(join(folder, 'letters.csv'), `${lines.join('\n')}\n`)
  writeFileSync(join(folder, 'ratchet.yaml'), project)
  mkdirSync(join(folder, 'tests', 'letters'), { recursive: true })
  writeFileSync(join(folder, 'tests', 'letters', 'any.yaml'), cases)
}

async function ratchet(cwd: string, ...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await runRatchet(args, { cwd })
  expect(status, `${args.join(' ')}: ${stdout}${stderr}`).toBe(0)
  return stdout
}

const importing = ['import', dense, '--opaque', '--classes', classes.join(',')]

test('a graph passes all gates and is promoted without a waiver', async () => {
  using folder = temporaryFolder()
  writeProject(folder.path, 4000, 60)
  await ratchet(folder.path, ...importing)
  await ratchet(
    folder.path,
    'push',
    'dense.ratchet',
    '--name',
    'letters',
    '--trained-on',
    'elsewhere',
  )
  await ratchet(folder.path, 'requirement', 'agree', 'letters', '--reason', 'a test')
  expect(await ratchet(folder.path, 'check', 'letters@1')).toMatch(/5 of 5 gates pass/)
  expect(await ratchet(folder.path, 'promote', 'letters@1')).toMatch(/answers by letters@1/)
})

const judging = (output: string, workers: number) => [
  ...['backtest', 'letters', 'dense.ratchet', '--dataset', 'snapshot:letters@1'],
  ...['--trained-on', 'elsewhere', '--no-record', '--workers', String(workers), '-o', output],
]

function keptIn(folder: string): number {
  const kept = join(folder, '.ratchet', 'backtests')
  if (!existsSync(kept)) return 0
  return readdirSync(kept, { recursive: true }).filter((name) => String(name).endsWith('.judged'))
    .length
}

test('a back-test goes on after its engine was killed and after Ctrl-C, to the same bytes', async () => {
  using folder = temporaryFolder()
  const cwd = folder.path
  writeProject(cwd, 420_000, 1)
  await ratchet(cwd, ...importing)
  await ratchet(cwd, 'snapshot', 'create', 'letters')
  const broken = spawnRatchet(judging('broken.json', 2), { cwd })
  const said: string[] = []
  broken.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString('utf8')))
  await until(() => keptIn(cwd) >= 2)
  const [engine] = enginesOf(broken.pid)
  process.kill(engine as number, 'SIGKILL') // a judge waits for one of them at any time
  expect(await once(broken, 'close')).toEqual([6, null])
  expect(said.join('')).toMatch(/dense\.ratchet: The engine did not answer the rows: .* SIGKILL\./)
  expect(said.join('')).toMatch(/partitions are finished and kept\. Run the same command again/)
  const kept = keptIn(cwd)
  const stopped = spawnRatchet(judging('stopped.json', 2), { cwd })
  await until(() => keptIn(cwd) > kept + 1)
  const engines = enginesOf(stopped.pid)
  expect(engines.length).toBeGreaterThan(0)
  stopped.kill('SIGINT')
  expect(await once(stopped, 'close')).toEqual([130, null])
  await until(() => !engines.some((pid) => existsSync(`/proc/${pid}`)))
  await ratchet(cwd, ...judging('resumed.json', 1))
  await ratchet(cwd, ...judging('whole.json', 2))
  const [resumed, whole] = ['resumed.json', 'whole.json'].map((file) =>
    readFileSync(join(cwd, file), 'utf8'),
  )
  expect(resumed).toBe(whole)
})
