// One row of 30 features through the same model of 200 trees, served by us and by others: CPU time for each
// request, and requests a second, in interleaved rounds. Whoever is installed takes part:
//   npm ci --ignore-scripts --prefix benchmarks/serving/peers
//   python -m venv FOLDER/fastapi && FOLDER/fastapi/bin/pip install -r benchmarks/serving/peers/fastapi.txt
//   python -m venv FOLDER/mlserver && FOLDER/mlserver/bin/pip install -r benchmarks/serving/peers/mlserver.txt
//   python -m venv FOLDER/convert && FOLDER/convert/bin/pip install -r benchmarks/serving/peers/convert.txt
// Run by hand on Node 24:
//   node --conditions=ratchet-source benchmarks/serving/compare-peers.ts --python FOLDER [--rounds 3]

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { median } from '../median.ts'
import { startLoadGenerator } from './measured-process.ts'
import { cpuSecondsOf, rssOf } from './process-tree.ts'

const { values } = parseArgs({
  options: {
    python: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '16' },
  },
})

interface Peer {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  readonly path: string
  readonly body: string
  readonly cwd?: string
  readonly port: number
  /** Where the probability of the second class stands in a reply. */
  readonly answerOf: (reply: Reply) => number | undefined
}

interface Reply {
  readonly predictions?: readonly {
    readonly probability?: readonly number[]
    readonly outputs?: { readonly probability: readonly number[] }
  }[]
  readonly outputs?: readonly { readonly data: readonly number[] }[]
}

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const model = here('model.txt')
const folder = mkdtempSync(join(tmpdir(), 'ratchet-peers-'))
const names = Array.from({ length: 30 }, (_, i) => `f${i}`)
const numbers = names.map((_, i) => 40.5 + i)
const keyed = JSON.stringify({
  rows: [Object.fromEntries(names.map((name, i) => [name, numbers[i]]))],
})
const ms = Number(values.seconds) * 1000

const peers = findPeers()
const started = await Promise.all(peers.map(start))
const load = startLoadGenerator()
try {
  for (const peer of started) await warm(peer)
  const found = new Map(peers.map(({ name }) => [name, [] as Round[]]))
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const peer of started) found.get(peer.name)?.push(await measure(peer))
  }
  report(found)
} finally {
  load.stop()
  for (const { child } of started) child.kill('SIGTERM')
  rmSync(folder, { recursive: true })
}

interface Round {
  readonly cpuUs: number
  readonly rps: number
  readonly p50Us: number
  readonly rssMb: number
}

type Started = Peer & { readonly child: ChildProcess }

function findPeers(): readonly Peer[] {
  const python = (venv: string, program: string) => join(values.python ?? '', venv, 'bin', program)
  const has = (venv: string, program: string) =>
    values.python !== undefined && existsSync(python(venv, program))
  const firstOfKeyed: Peer['answerOf'] = ({ predictions }) =>
    (predictions?.[0]?.outputs ?? predictions?.[0])?.probability?.[1]
  const own: Peer = {
    ...{ name: 'ratchet', path: '/predict/bench', body: keyed, port: 7411 },
    command: [
      process.execPath,
      ...['--conditions=ratchet-source', '--disable-warning=ExperimentalWarning'],
      fileURLToPath(import.meta.resolve('@ratchet-ml/server/bin/ratchet.mjs')),
      ...['serve', `bench=${model}`, '--port', '7411', '--json'],
    ],
    answerOf: firstOfKeyed,
  }
  const list: Peer[] = [own]
  const onnx = join(folder, 'model.onnx')
  if (existsSync(here('peers/node_modules')) && has('convert', 'python')) {
    spawnSync(python('convert', 'python'), [here('peers/to_onnx.py'), model, onnx])
    list.push({
      ...{ name: 'node:http + onnxruntime', path: '/', body: keyed, port: 7412 },
      command: [process.execPath, here('peers/onnx-server.mjs'), onnx, '7412'],
      answerOf: firstOfKeyed,
    })
  }
  if (has('fastapi', 'uvicorn')) {
    for (const [port, sort] of [
      [7413, 'async'],
      [7414, 'sync'],
    ] as const) {
      list.push({
        ...{
          name: `FastAPI ${sort === 'sync' ? 'def' : 'async'}`,
          path: `/${sort}`,
          body: keyed,
          port,
        },
        command: [
          python('fastapi', 'uvicorn'),
          ...['fastapi_app:app', '--port', String(port), '--no-access-log', '--log-level', 'error'],
        ],
        ...{ cwd: here('peers'), answerOf: firstOfKeyed },
      })
    }
  }
  if (has('mlserver', 'mlserver')) list.push(mlserver(python('mlserver', 'mlserver')))
  return list
}

function mlserver(program: string): Peer {
  const cwd = join(folder, 'mlserver')
  cpSync(here('peers/mlserver'), cwd, { recursive: true })
  copyFileSync(model, join(cwd, 'model.txt'))
  const inputs = [{ name: 'x', shape: [1, 30], datatype: 'FP64', data: numbers }]
  return {
    ...{ name: 'MLServer, no workers', path: '/v2/models/bench/infer', port: 8080 },
    ...{ command: [program, 'start', '.'], cwd, body: JSON.stringify({ inputs }) },
    answerOf: ({ outputs }) => outputs?.[0]?.data[0],
  }
}

async function start(peer: Peer): Promise<Started> {
  const [program, ...args] = peer.command
  const child = spawn(program, args, {
    ...(peer.cwd === undefined ? {} : { cwd: peer.cwd }),
    stdio: ['ignore', 'ignore', 'ignore'],
    env: { ...process.env, MODEL: model, OMP_NUM_THREADS: '1', RATCHET_LOG_LEVEL: 'error' },
  })
  return { ...peer, child }
}

/** Waits for the first answer, and makes sure that it is the same as everybody's. */
async function warm(peer: Started): Promise<void> {
  const url = `http://127.0.0.1:${peer.port}${peer.path}`
  const until = performance.now() + 60_000
  let reply: Response | undefined
  while (reply?.ok !== true && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 200))
    const headers = { 'content-type': 'application/json' }
    reply = await fetch(url, { method: 'POST', body: peer.body, headers }).catch(() => undefined)
  }
  const answer = peer.answerOf(((await reply?.json()) ?? {}) as Reply)
  console.log(`${peer.name}: ${answer}`)
  if (answer === undefined) throw new Error(`${peer.name} did not answer.`)
  await run(peer, 1500)
}

function run({ port, path, body }: Started, forMs: number) {
  const connections = Number(values.connections)
  return load.run({ url: `http://127.0.0.1:${port}`, path, body, connections, ms: forMs })
}

async function measure(peer: Started): Promise<Round> {
  const pid = peer.child.pid ?? 0
  const before = cpuSecondsOf(pid)
  const { requests, failures, seconds, p50Us } = await run(peer, ms)
  const cpuUs = ((cpuSecondsOf(pid) - before) * 1e6) / requests
  if (failures > 0) throw new Error(`${peer.name}: ${failures} of ${requests} are no 200.`)
  return { cpuUs, rps: requests / seconds, p50Us, rssMb: rssOf(pid) / 1e6 }
}

function report(found: ReadonlyMap<string, readonly Round[]>): void {
  const own = found.get('ratchet') ?? []
  const of = (rounds: readonly Round[], key: keyof Round) => median(rounds.map((one) => one[key]))
  const [model] = /model name\s*: (.*)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.slice(1) ?? [
    '',
  ]
  console.log(
    `${model}, Node ${process.version}, c=${values.connections}, medians of ${values.rounds}`,
  )
  console.log(
    'server                     CPU us/request   x ratchet   requests/s   p50 us   RSS MB',
  )
  for (const [name, rounds] of found) {
    const ratio = median(rounds.map((one, i) => one.cpuUs / (own[i]?.cpuUs ?? 1)))
    const cells = [of(rounds, 'cpuUs').toFixed(0), ratio.toFixed(1), of(rounds, 'rps').toFixed(0)]
    const rest = [of(rounds, 'p50Us').toFixed(0), of(rounds, 'rssMb').toFixed(0)]
    const widths = [14, 11, 12, 8, 8]
    const line = [...cells, ...rest].map((cell, i) => cell.padStart(widths[i] ?? 0)).join(' ')
    console.log(`${name.padEnd(26)} ${line}`)
  }
}
