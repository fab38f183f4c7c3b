// `npm run check`: all that a change must pass before it is committed, in under 90 seconds.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { checkout } from './node24.mjs'

const module = (...parts) => join(checkout, 'node_modules', ...parts)
const source = '--conditions=ratchet-source'

/** Name, and the arguments of Node.js. */
const steps = [
  [
    'format and lint',
    [module('@biomejs', 'biome', 'bin', 'biome'), 'ci', '--error-on-warnings', '.'],
  ],
  ['types', [module('typescript', 'bin', 'tsc'), '-b']],
  ['licences', ['scripts/licences.mjs']],
  ['docs', [source, 'scripts/generate-docs.ts', '--check']],
  ['architecture and unit', [module('vitest', 'vitest.mjs'), 'run', '--project', 'unit']],
]

let failed = 0
for (const [name, args] of steps) {
  const start = performance.now()
  const { status } = spawnSync(process.execPath, args, { cwd: checkout, stdio: 'inherit' })
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`)
  if (status !== 0) failed++
}
process.exitCode = failed === 0 ? 0 : 1
