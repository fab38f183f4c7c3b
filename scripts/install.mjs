// Makes a bare clone ready: the locked packages, and the page built. Does nothing the second time.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { checkout, runNpm } from './node24.mjs'

/** Installs the packages of the lock file, unless this lock file is installed already. */
export function ensureInstalled() {
  const stamp = join(checkout, 'node_modules', '.ratchet-installed')
  const wanted = digestOf(['package-lock.json'])
  if (readStamp(stamp) === wanted) return
  process.stderr.write('Installing the locked packages from npm …\n')
  runNpm(['ci', '--no-audit', '--no-fund'])
  writeFileSync(stamp, wanted)
}

/** Builds the page, unless it was built from these very sources. */
export function ensurePage() {
  const stamp = join(checkout, '.cache', 'page')
  const wanted = digestOf(
    globSync('packages/{web,figures,client,protocol,stats}/{src/**/*.{ts,tsx,css},*.{html,json}}', {
      cwd: checkout,
    }),
  )
  const built = existsSync(join(checkout, 'packages', 'web', 'dist', 'index.html'))
  if (built && readStamp(stamp) === wanted) return
  process.stderr.write('Building the page …\n')
  run([join(checkout, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'], {
    cwd: join(checkout, 'packages', 'web'),
  })
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, wanted)
}

function run(args, { cwd }) {
  const result = spawnSync(process.execPath, args, { cwd, stdio: ['ignore', 2, 2] })
  if (result.status !== 0) throw new Error(`${args.join(' ')} failed`)
}

function digestOf(files) {
  const hash = createHash('sha256')
  for (const file of [...files].sort()) {
    hash.update(`${file}\0`).update(readFileSync(join(checkout, file)))
  }
  return hash.digest('hex')
}

function readStamp(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
