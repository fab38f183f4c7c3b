// `npm run test:tarball` (after the build): packs every package, installs the tarballs into an empty folder
// and uses them there as a stranger would: the library, the command, a server.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
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
  useCommand()
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
const imported = importModel(await readFile('model.txt'))
const pack = await loadPackage(packPackage(await buildPackage(imported)))
process.stdout.write(pack.digest + ' ' + typeof createScorer + ' ' + typeof createRowReader + '\\n')
`,
  )
  const said = run(process.execPath, ['use.mjs']).stdout
  if (!/^sha256:[0-9a-f]{64} function function$/.test(said.trim())) throw new Error(`said ${said}`)
  process.stdout.write(`library: ${said}`)
}

function useCommand() {
  const row = '{"hour":17,"weekday":4,"distance":300,"origin":"ABQ","destination":"DEN"}\n'
  const said = run(ratchet(), ['predict', 'model.txt'], row).stdout
  if (JSON.parse(said).outputs.probability.length !== 2) throw new Error(`predict said ${said}`)
  process.stdout.write(`command: ${said}`)
}

function measureStart() {
  run(ratchet(), ['--help'])
  const times = Array.from({ length: 15 }, () => {
    const start = performance.now()
    run(ratchet(), ['--help'])
    return performance.now() - start
  }).sort((a, b) => a - b)
  process.stdout.write(
    `ratchet --help: median ${times[7].toFixed(0)} ms of 15 (at most ${startLimitMs})\n`,
  )
  if (times[7] > startLimitMs) process.exitCode = 1
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
