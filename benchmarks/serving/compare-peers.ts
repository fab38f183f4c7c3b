// One row of 30 features through the same model of 200 trees, served by us with the log on and by others: CPU
// time for each request, and requests a second, in interleaved rounds; who is not measured stands still. Run by
// hand on Node 24; environments of Python are made in FOLDER where they are not there yet (some minutes):
//   node --conditions=ratchet-source benchmarks/serving/compare-peers.ts --python FOLDER [--rounds 3]
//     [--interpreter python3.11] [--only FastAPI]

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { median } from '../median.ts'
import { startLoadGenerator } from './measured-process.ts'
import { installPeers, keyedRow, type Peer, probabilityOf, type Reply } from './peers/peer-table.ts'
import { cpuSecondsOf, pidsOf, rssOf } from './process-tree.ts'

const { values } = parseArgs({
  options: {
    python: { type: 'string' },
    interpreter: { type: 'string', default: 'python3' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '16' },
    only: { type: 'string' },
  },
})
const scratch = mkdtempSync(join(tmpdir(), 'ratchet-peers-'))
const model = fileURLToPath(new URL('model.txt', import.meta.url))
const ms = Number(values.seconds) * 1000
const rowOf = (seed: number) => Array.from({ length: 30 }, (_, i) => 40.5 + i + ((seed * i) % 17))

interface Round {
  readonly cpuUs: number
  readonly rps: number
  readonly p50Us: number
  readonly rssMb: number
}

type Started = Peer & { readonly child: ChildProcess }

const own = ownServer()
const others = installPeers({ ...values, python: values.python, scratch, model })
const wanted = others.filter(({ name }) => name.includes(values.only ?? ''))
const load = startLoadGenerator()
const started: Started[] = []
process.on('exit', () => started.forEach(end))
try {
  const expected = await answersOf(await begin(own))
  for (const peer of wanted) await beginLike(peer, expected)
  const found = new Map(started.map(({ name }) => [name, [] as Round[]]))
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const peer of started) found.get(peer.name)?.push(await alone(peer, () => measure(peer)))
  }
  report(found)
} finally {
  load.stop()
  started.forEach(end)
  await Promise.all(started.map(({ child }) => gone(child)))
  rmSync(scratch, { recursive: true })
}

function ownServer(): Peer {
  return {
    ...{ name: 'ratchet', path: '/predict/bench', port: 7411, cwd: scratch, isPython: false },
    command: [
      process.execPath,
      ...['--conditions=ratchet-source', '--disable-warning=ExperimentalWarning'],
      fileURLToPath(import.meta.resolve('@ratchet-ml/server/bin/ratchet.mjs')),
      ...['serve', `bench=${model}`, '--data', join(scratch, 'data'), '--port', '7411', '--json'],
    ],
    ...{ bodyOf: keyedRow, answerOf: probabilityOf, tolerance: 0 },
  }
}

async function begin(peer: Peer): Promise<Started> {
  const [program, ...args] = peer.command
  const path = [peer.bin, process.env['PATH']].filter((one) => one !== undefined).join(':')
  const quiet = { RATCHET_LOG_LEVEL: 'error', BENTOML_DO_NOT_TRACK: 'True' }
  const child = spawn(program, args, {
    ...{ cwd: peer.cwd, stdio: 'ignore' },
    env: { ...process.env, ...quiet, MODEL: model, OMP_NUM_THREADS: '1', PATH: path },
  })
  const one = { ...peer, child }
  started.push(one)
  const until = performance.now() + 90_000
  while ((await ask(one, rowOf(0))) === undefined) {
    if (performance.now() > until || child.exitCode !== null) {
      throw new Error(`${peer.name} did not answer.`)
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return one
}

/** A peer takes part if it answers as we do. */
async function beginLike(peer: Peer, expected: readonly number[]): Promise<void> {
  for (const { child } of started) signal(child, 'SIGSTOP')
  try {
    const found = await answersOf(await begin(peer))
    const apart = Math.max(...found.map((one, i) => Math.abs(one - (expected[i] ?? Number.NaN))))
    console.log(`${peer.name} answers ${found[0]}, at most ${apart.toExponential(1)} from ours`)
    if (!(apart <= peer.tolerance)) throw new Error(`${peer.name} answers otherwise.`)
  } catch (error) {
    console.log(`skipped: ${error instanceof Error ? error.message : error}`)
    for (const one of started.splice(started.findIndex(({ name }) => name === peer.name))) end(one)
  }
}

/** Also warms it up. */
async function answersOf(peer: Started): Promise<readonly number[]> {
  await run(peer, 1500)
  const answers: number[] = []
  for (let seed = 0; seed < 10; seed++) answers.push((await ask(peer, rowOf(seed))) ?? Number.NaN)
  return answers
}

async function ask(peer: Peer, numbers: readonly number[]): Promise<number | undefined> {
  const headers = { 'content-type': 'application/json' }
  const request = { method: 'POST', body: peer.bodyOf(numbers), headers }
  const url = `http://127.0.0.1:${peer.port}${peer.path}`
  const reply = await fetch(url, request).catch(() => undefined)
  if (reply?.ok !== true) return undefined
  return peer.answerOf((await reply.json()) as Reply)
}

function run({ port, path, bodyOf }: Peer, forMs: number) {
  const connections = Number(values.connections)
  const body = bodyOf(rowOf(0))
  return load.run({ url: `http://127.0.0.1:${port}`, path, body, connections, ms: forMs })
}

async function alone<T>(peer: Started, run: () => Promise<T>): Promise<T> {
  for (const one of started) signal(one.child, one === peer ? 'SIGCONT' : 'SIGSTOP')
  return run()
}

async function measure(peer: Started): Promise<Round> {
  await run(peer, 300)
  const pid = peer.child.pid ?? 0
  const before = cpuSecondsOf(pid)
  const { requests, failures, seconds, p50Us } = await run(peer, ms)
  const cpuUs = ((cpuSecondsOf(pid) - before) * 1e6) / requests
  if (failures > 0) throw new Error(`${peer.name}: ${failures} of ${requests} are no 200.`)
  return { cpuUs, rps: requests / seconds, p50Us, rssMb: rssOf(pid) / 1e6 }
}

/** To a peer and all that came of it: some of them leave its group. */
function signal({ pid, exitCode }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined || exitCode !== null) return
  for (const one of pidsOf(pid)) {
    try {
      process.kill(one, name)
    } catch {
      // It ended meanwhile.
    }
  }
}

function end({ child }: Started): void {
  signal(child, 'SIGKILL')
}

async function gone(child: ChildProcess): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function report(found: ReadonlyMap<string, readonly Round[]>): void {
  const ours = found.get('ratchet') ?? []
  const [cpu = ''] = /(?<=model name\s*: ).*/.exec(readFileSync('/proc/cpuinfo', 'utf8')) ?? []
  console.log(`${cpu}, Node ${process.version}, c=${values.connections}, ${values.rounds} rounds`)
  console.log(
    'server                   CPU us/request   x ours (range)      requests/s  ours x (range)',
  )
  for (const peer of started) {
    const rounds = found.get(peer.name) ?? []
    const cost = ratios(rounds, ours, (one, own) => one.cpuUs / own.cpuUs)
    const rate = ratios(rounds, ours, (one, own) => own.rps / one.rps)
    const cells = [
      ...[
        peer.name.padEnd(24),
        median(rounds.map((one) => one.cpuUs))
          .toFixed(0)
          .padStart(14),
      ],
      ...[
        shown(cost).padStart(18),
        median(rounds.map((one) => one.rps))
          .toFixed(0)
          .padStart(14),
      ],
      ...[shown(rate).padStart(18), peer.atLeast === undefined ? '' : `at least ${peer.atLeast}`],
    ]
    console.log(cells.join(' '))
    const p50 = median(rounds.map((one) => one.p50Us)).toFixed(0)
    console.log(`    p50 ${p50} us, RSS ${median(rounds.map((one) => one.rssMb)).toFixed(0)} MB`)
  }
  reportFastestPython(found, ours)
}

function reportFastestPython(
  found: ReadonlyMap<string, readonly Round[]>,
  ours: readonly Round[],
): void {
  const rateOf = ({ name }: Peer) => median((found.get(name) ?? []).map((one) => one.rps))
  const [fastest] = started
    .filter(({ isPython }) => isPython)
    .toSorted((a, b) => rateOf(b) - rateOf(a))
  if (fastest === undefined) return
  const rounds = found.get(fastest.name) ?? []
  const rate = ratios(rounds, ours, (one, own) => own.rps / one.rps)
  const cost = ratios(rounds, ours, (one, own) => one.cpuUs / own.cpuUs)
  console.log(
    `fastest of Python: ${fastest.name}; ours ${shown(rate)} requests/s, CPU ${shown(cost)} (at least 6)`,
  )
}

function ratios(
  rounds: readonly Round[],
  ours: readonly Round[],
  of: (one: Round, own: Round) => number,
): readonly number[] {
  return rounds.flatMap((one, i) => (ours[i] === undefined ? [] : [of(one, ours[i])]))
}

function shown(numbers: readonly number[]): string {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)]
  return `${median(numbers).toFixed(1)} (${least.toFixed(1)}-${most.toFixed(1)})`
}
