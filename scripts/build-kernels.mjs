// `npm run kernels`: compiles tools/kernels/assembly to WebAssembly and compares it byte for byte with
// what is committed; `npm run kernels -- --write` commits the new bytes. The compiler is 94 MB, so it
// has a lock file of its own and is only installed here.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkout } from './node24.mjs'

const source = join(checkout, 'tools', 'kernels')
const committed = join(checkout, 'packages/scoring/src/kernels/wasm/kernel-bytes.ts')
const compiler = join(source, 'node_modules', 'assemblyscript', 'bin', 'asc.js')

if (!existsSync(compiler)) run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'])
const built = moduleText(compile())
if (process.argv.includes('--write')) {
  writeFileSync(committed, built)
} else if (readFileSync(committed, 'utf8') !== built) {
  process.stderr.write('The committed kernels are not what their source compiles to.\n')
  process.stderr.write('Run `npm run kernels -- --write` after a change of tools/kernels.\n')
  process.exit(1)
}
process.stdout.write('The committed kernels are what their source compiles to.\n')

function compile() {
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-kernels-'))
  const out = join(folder, 'kernels.wasm')
  const options = ['-O3', '--noAssert', '--enable', 'simd', '--runtime', 'stub', '--use', 'abort=']
  const memory = ['--importMemory', '--noExportMemory', '--disableWarning', '112']
  run(process.execPath, [compiler, 'assembly/index.ts', ...options, ...memory, '-o', out])
  const bytes = readFileSync(out)
  rmSync(folder, { recursive: true })
  return bytes
}

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: source, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 7)
}

function moduleText(bytes) {
  const lines = bytes.toString('base64').match(/.{1,96}/g) ?? []
  const hash = createHash('sha256').update(bytes).digest('hex')
  return [
    '// Compiled from tools/kernels by `npm run kernels -- --write`. Not to be edited.',
    '',
    '/** SHA-256 of the kernels. */',
    `export const kernelDigest = '${hash}'`,
    '',
    '/** The kernels, a WebAssembly module, in base64. */',
    'export const kernelBytes = [',
    ...lines.map((line) => `  '${line}',`),
    "].join('')",
    '',
  ].join('\n')
}
