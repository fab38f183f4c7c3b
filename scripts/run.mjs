// `node scripts/run.mjs TASK [ARGUMENTS]`: what every npm script calls. Gets Node.js 24 and the packages
// first where they are missing, then runs the task. Plain JavaScript that Node 20 starts.
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { checkout, ensureNode } from './node24.mjs'

const source = '--conditions=ratchet-source'
const bin = (name) => join(checkout, 'node_modules', '.bin', name)
const vitest = (...args) => [bin('vitest'), 'run', ...args]

const conformance = 'packages/scoring/src/formats/testing/conformance'
/** Enough to notice a difference, in under a minute. */
const few = ['--models', '80', '--rows', '500']

/** Each task: commands in order, the first failure ends it. */
const tasks = {
  start: [['node', source, 'examples/flights/start.ts']],
  test: [['node', 'scripts/test.mjs']],
  check: [['node', 'scripts/check.mjs']],
  build: [['node', 'scripts/build.mjs']],
  format: [[bin('biome'), 'check', '--write', '.']],
  docs: [['node', source, 'scripts/generate-docs.ts']],
  'test:fresh-clone': [['node', 'scripts/fresh-clone.mjs']],
  'test:tarball': [
    ['node', 'scripts/build.mjs'],
    ['node', 'scripts/tarball.mjs'],
  ],
  'test:v2-conformance': [['node', source, 'test/v2-conformance/run.ts']],
  'test:kernels': [['node', source, 'scripts/compare-kernels.ts']],
  kernels: [['node', 'scripts/build-kernels.mjs']],
  'test:interop': [
    ['node', 'scripts/install-engine.mjs'],
    ['node', source, `${conformance}/full.ts`, ...few, '--skip-without-python'],
    vitest('--config', 'test/interop/vitest.config.ts'),
  ],
  'test:soak': [['node', source, 'test/soak/run.ts']],
  'test:statistics': [vitest('--config', 'test/statistics/vitest.config.ts')],
  conformance: [['node', source, `${conformance}/write-page.ts`]],
  'conformance:full': [['node', source, `${conformance}/full.ts`]],
  bench: [['node', source, 'benchmarks/run.ts']],
}
const needPage = new Set(['start', 'test', 'test:fresh-clone', 'build', 'test:tarball'])

async function main([name, ...rest]) {
  const task = tasks[name]
  if (task === undefined) {
    throw new Error(`There is no task "${name}"; there are ${Object.keys(tasks).join(', ')}.`)
  }
  const node = ensureNode()
  if (node !== process.execPath) return await spawnNode(node, [process.argv[1], name, ...rest])
  const { ensureInstalled, ensurePage } = await import('./install.mjs')
  ensureInstalled()
  if (needPage.has(name)) ensurePage()
  for (const [command, ...args] of task) {
    const status = await spawnNode(command === 'node' ? node : command, [...args, ...rest])
    if (status !== 0) return status
  }
  return 0
}

/** Runs a command in the checkout with this Node.js first on the path; passes signals on to it. */
function spawnNode(command, args) {
  const path = `${dirname(ensureNode())}:${join(checkout, 'node_modules', '.bin')}:${process.env.PATH}`
  const child = spawn(command, args, {
    cwd: checkout,
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  // npm that is ended by a signal does not pass it on; what it has started must not stay behind.
  const parent = process.ppid
  const watch = setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 500)
  watch.unref()
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (status, signal) => resolve(status ?? (signal === 'SIGINT' ? 130 : 143)))
  })
}

main(process.argv.slice(2)).then(
  (status) => process.exit(status),
  (error) => {
    process.stderr.write(`${error.message}\n`)
    process.exit(7)
  },
)
