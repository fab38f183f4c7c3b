// `npm run test:fresh-clone`: clones what is committed into an empty folder, with an empty home, and does
// there what the README says: `npm start` until it serves, a prediction, a stop, a second start, `npm test`.
// Prints what each step took, and fails where `git status` is not clean at the end.
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkout } from './node24.mjs'

const firstStartSeconds = 180
const laterStartSeconds = 15
const root = mkdtempSync(join(tmpdir(), 'ratchet-fresh-'))
const clone = join(root, 'ratchet')
const home = join(root, 'home')
mkdirSync(home)

/** Nothing of the machine's user but how to reach npm: no home, no tools of this checkout. */
const environment = {
  HOME: home,
  PATH: process.env.RATCHET_FRESH_PATH ?? withoutCheckout(process.env.PATH),
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) =>
      /^(npm_config_registry|HTTPS?_PROXY|NO_PROXY|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE)$/i.test(name),
    ),
  ),
  RATCHET_START_PORT: '0',
}

try {
  run('git', ['clone', '--quiet', checkout, clone], root)
  await timeStart('first npm start', firstStartSeconds)
  await timeStart('second npm start', laterStartSeconds)
  if (!process.argv.includes('--no-tests')) run('npm', ['test'], clone)
  const status = spawnSync('git', ['status', '--porcelain'], { cwd: clone, encoding: 'utf8' })
  if (status.stdout !== '') throw new Error(`git status is not clean:\n${status.stdout}`)
  process.stdout.write('git status is clean\n')
} finally {
  rmSync(root, { recursive: true, force: true })
}

async function timeStart(name, limitSeconds) {
  const start = performance.now()
  const child = spawn('npm', ['start'], { cwd: clone, env: environment, detached: true })
  const url = await urlOf(child)
  const seconds = (performance.now() - start) / 1000
  const status = await fetch(`${url}/v1/status`).then((reply) => reply.json())
  process.stdout.write(
    `${name}: serving ${status.endpoints.length} endpoint at ${url} after ${seconds.toFixed(1)} s (at most ${limitSeconds})\n`,
  )
  process.kill(-child.pid, 'SIGTERM')
  await new Promise((resolve) => child.on('exit', resolve))
  if (seconds > limitSeconds) throw new Error(`${name} took ${seconds.toFixed(1)} s`)
}

function urlOf(child) {
  return new Promise((resolve, reject) => {
    let said = ''
    const hear = (chunk) => {
      said += chunk
      const url = /Serving at (http:\S+)/.exec(said)?.[1]
      if (url !== undefined) resolve(url)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${said}`)))
  })
}

function run(command, args, cwd) {
  const start = performance.now()
  const result = spawnSync(command, args, { cwd, env: environment, encoding: 'utf8' })
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  const last = `${result.stdout}`.trim().split('\n').at(-1)
  process.stdout.write(`${command} ${args[0]}: ${seconds} s${last ? `, ${last}` : ''}\n`)
  if (result.status !== 0)
    throw new Error(`${command} ${args.join(' ')} failed:\n${result.stdout}${result.stderr}`)
}

function withoutCheckout(path) {
  return path
    .split(':')
    .filter((part) => !part.startsWith(checkout))
    .join(':')
}
