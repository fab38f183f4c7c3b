// `npm run build`: JavaScript and types of every package into its dist, and beside the server the page and the
// exporter.
import { spawnSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { bundleServer } from './bundle-server.mjs'
import { ensurePage } from './install.mjs'
import { checkout } from './node24.mjs'

const libraries = ['stats', 'scoring', 'training', 'figures', 'protocol', 'client', 'server']

for (const name of libraries) {
  rmSync(join(checkout, 'packages', name, 'dist'), { recursive: true, force: true })
  rmSync(join(checkout, 'packages', name, 'tsconfig.tsbuildinfo'), { force: true })
}
const tsc = join(checkout, 'node_modules', 'typescript', 'bin', 'tsc')
const { status } = spawnSync(
  process.execPath,
  [tsc, '-b', 'packages/server', 'packages/training'],
  {
    cwd: checkout,
    stdio: 'inherit',
  },
)
if (status !== 0) process.exit(status ?? 7)
await bundleServer()
ensurePage()
cpSync(
  join(checkout, 'clients', 'python', 'exporter'),
  join(checkout, 'packages', 'server', 'dist', 'exporter'),
  { recursive: true },
)
cpSync(
  join(checkout, 'packages', 'web', 'dist'),
  join(checkout, 'packages', 'server', 'dist', 'page'),
  {
    recursive: true,
  },
)
