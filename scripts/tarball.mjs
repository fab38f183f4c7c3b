// `npm run test:tarball` (after the build): packs every package, installs the tarballs into an empty folder
// and uses them there as a stranger would: the library, the command, a server.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkout } from './node24.mjs'

const startLimitMs = 120
const root = mkdtempSync(join(tmpdir(), 'ratchet-tarball-'))
const app = join(root, 'app')
mkdirSync(app)
const model = join(checkout, 'examples', 'flights', 'model', 'flights-january.txt')

try {
  const names = ['stats', 'scoring', 'training', 'figures', 'protocol', 'client', 'server']
  for (const name of names)
    npm(['pack', '--silent', '--pack-destination', root], join(checkout, 'packages', name))
  const tarballs = readdirSync(root)
    .filter((file) => file.endsWith('.tgz'))
    .map((file) => join(root, file))
  writeFileSync(
    join(app, 'package.json'),
    '{ "name": "stranger", "private": true, "type": "module" }\n',
  )
  npm(['install', '--no-audit', '--no-fund', ...tarballs], app)
  copyFileSync(model, join(app, 'model.txt'))
  useLibrary()
  useTypes()
  useCommand()
  useExporter()
  await useServer()
  await changeVersion()
  measureModel()
  measureStart()
  process.stdout.write(`${tarballs.length} tarballs install and work in an empty folder\n`)
} finally {
  rmSync(root, { recursive: true, force: true })
}

function useLibrary() {
  writeFileSync(
    join(app, 'use.mjs'),
    `import { readFile } from 'node:fs/promises'
import { createRowReader, createScorer, importModel, buildPackage, loadPackage, packPackage } from '@ratchet-ml/scoring'
import { createScorerPool } from '@ratchet-ml/scoring/pool'
const imported = importModel(await readFile('model.txt'))
const pack = await loadPackage(packPackage(await buildPackage({ ...imported, source: { format: imported.format } })))
const scorer = createScorer(pack.program, pack.coefficients, pack.contract)
scorer.score(new Float64Array(scorer.featureCount), 1, scorer.allocate(1))
process.stdout.write(pack.digest + ' ' + typeof createScorerPool + ' ' + typeof createRowReader + '\\n')
`,
  )
  const said = run(process.execPath, ['use.mjs']).stdout
  if (!/^sha256:[0-9a-f]{64} function function$/.test(said.trim())) throw new Error(`said ${said}`)
  process.stdout.write(`library: ${said}`)
}

/** A stranger's TypeScript, compiled against the types that the tarballs bring. */
function useTypes() {
  writeFileSync(
    join(app, 'use.ts'),
    `import { createScorer, loadPackage, type Contract, type Scorer } from '@ratchet-ml/scoring'
import { createClient } from '@ratchet-ml/client'
export async function open(bytes: Uint8Array): Promise<[Scorer, Contract]> {
  const { program, coefficients, contract } = await loadPackage(bytes)
  return [createScorer(program, coefficients, contract), contract]
}
export const client = createClient
// @ts-expect-error the types are those of the packages, and not any
export const wrong: number = loadPackage
`,
  )
  const tsc = join(checkout, 'node_modules', 'typescript', 'bin', 'tsc')
  const options = ['--noEmit', '--strict', '--target', 'es2024', '--module', 'nodenext']
  run(process.execPath, [tsc, ...options, 'use.ts'])
  process.stdout.write('types: a program compiles against them\n')
}

function useCommand() {
  const row = '{"hour":17,"weekday":4,"distance":300,"origin":"ABQ","destination":"DEN"}\n'
  const said = run(ratchet(), ['predict', 'model.txt'], row).stdout
  if (JSON.parse(said).outputs.probability.length !== 2) throw new Error(`predict said ${said}`)
  process.stdout.write(`command: ${said}`)
}

/** The exporter for Python is put together of files that the tarball brings. */
function useExporter() {
  const parts = join(checkout, 'clients', 'python', 'exporter')
  const names = readdirSync(parts)
    .filter((name) => name.endsWith('.py'))
    .sort()
  const whole = names
    .map((name) => readFileSync(join(parts, name), 'utf8').trimEnd())
    .join('\n\n\n')
  const said = run(ratchet(), ['exporter', 'python']).stdout
  if (said.trim() !== whole.trim()) throw new Error(`exporter python said ${said.slice(0, 200)}`)
  process.stdout.write(`exporter: ${said.split('\n').length} lines of Python\n`)
}

/** `ratchet serve` from the tarball: a prediction, and the page. */
async function useServer() {
  const child = spawn(ratchet(), ['serve', 'flights=model.txt', '--port', '0', '--json'], {
    cwd: app,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [line] = String((await once(child.stdout, 'data'))[0]).split('\n')
    const { url } = JSON.parse(line)
    const body =
      '{"rows":[{"hour":17,"weekday":4,"distance":300,"origin":"ABQ","destination":"DEN"}]}'
    const answer = await fetch(`${url}/predict/flights`, { method: 'POST', body })
    const page = await fetch(url, { headers: { accept: 'text/html' } })
    const said = await page.text()
    if (!answer.ok || !said.includes('<div id="root">'))
      throw new Error(`serve: ${answer.status} ${said}`)
    await readBigBody(url)
    process.stdout.write(`server: ${await answer.text()}\n`)
  } finally {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
}

/** A version that is promoted while the server runs is opened in a thread: a file of its own. */
async function changeVersion() {
  // Another leaf, of the same length: the file states the sizes of its trees.
  const text = readFileSync(join(app, 'model.txt'), 'utf8')
  writeFileSync(join(app, 'next.txt'), text.replace(/^(leaf_value=-?\d)\.\d/m, '$1.9'))
  const serve = ['serve', 'flights=model.txt', '--data', 'data', '--port', '0', '--json']
  const child = spawn(ratchet(), serve, { cwd: app, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = String((await once(child.stdout, 'data'))[0]).split('\n')
    const { url } = JSON.parse(line)
    run(ratchet(), ['push', 'next.txt', '--name', 'flights', '--data', 'data'])
    run(ratchet(), ['promote', 'flights@2', '--waive', 'a test of the tarball', '--data', 'data'])
    const body =
      '{"rows":[{"hour":17,"weekday":4,"distance":300,"origin":"ABQ","destination":"DEN"}]}'
    const answer = await fetch(`${url}/predict/flights`, { method: 'POST', body })
    const { predictions } = await answer.json()
    if (predictions?.[0]?.version !== 2) throw new Error(`after a promotion: ${answer.status}`)
    process.stdout.write('version changed while serving\n')
    askLog()
  } finally {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
}

/** SQL over the log runs in a process, which is a file of its own, on a library of the machine. */
function askLog() {
  const sql = 'SELECT count(*) FROM predictions WHERE version_digest IS NOT NULL'
  const said = run(ratchet(), ['log', 'query', sql, '--format', 'csv', '--data', 'data']).stdout
  if (said.trim() !== 'count_star()\r\n1') throw new Error(`log query said ${said}`)
  process.stdout.write('the log was asked in SQL\n')
}

/** What is required of the machine is measured in a process, which is a file of its own. */
function measureModel() {
  const requirements = '[{ metric: latency-p99, atMost: 1000 }]'
  const model = `{ purpose: p, owner: o, requirements: ${requirements} }`
  writeFileSync(
    join(app, 'ratchet.yaml'),
    `ratchet: 1\ndata: data\nmodels: { flights: ${model} }\n`,
  )
  run(ratchet(), ['requirement', 'agree', 'flights', '--reason', 'a test of the tarball'])
  const { stdout } = spawnSync(ratchet(), ['check', 'flights@1'], { cwd: app, encoding: 'utf8' })
  if (!stdout.includes('at most 1000 ms holds')) throw new Error(`check said ${stdout}`)
  process.stdout.write('the model was measured in a process\n')
}

/** A body that is read in a thread, which is a file of its own. */
async function readBigBody(url) {
  const row = { hour: 17, weekday: 4, distance: 300, origin: 'ABQ', destination: 'DEN' }
  const body = JSON.stringify({ rows: [{ ...row, note: 'x'.repeat(500_000) }] })
  const answer = await fetch(`${url}/predict/flights`, { method: 'POST', body })
  if (!answer.ok) throw new Error(`a big body: ${answer.status} ${await answer.text()}`)
  process.stdout.write('a big body is read in a thread\n')
}

function measureStart() {
  for (const args of [['--help'], ['predict', '--help'], ['serve', '--help']]) {
    run(ratchet(), args)
    const times = Array.from({ length: 15 }, () => {
      const start = performance.now()
      run(ratchet(), args)
      return performance.now() - start
    }).sort((a, b) => a - b)
    const median = times[7].toFixed(0)
    process.stdout.write(
      `ratchet ${args.join(' ')}: median ${median} ms of 15 (at most ${startLimitMs})\n`,
    )
    if (times[7] > startLimitMs) process.exitCode = 1
  }
}

function ratchet() {
  return join(app, 'node_modules', '.bin', 'ratchet')
}

function npm(args, cwd) {
  const result = spawnSync('npm', args, { cwd, encoding: 'utf8' })
  if (result.status !== 0)
    throw new Error(`npm ${args.join(' ')} failed:\n${result.stdout}${result.stderr}`)
}

function run(command, args, input = '') {
  const result = spawnSync(command, args, { cwd: app, input, encoding: 'utf8' })
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${result.stderr}`)
  return result
}
