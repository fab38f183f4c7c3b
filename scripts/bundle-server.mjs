// Makes few files of the many of the built server, its libraries included: a command line that loads some
// hundred small files takes a tenth of a second before it does anything.
import {
  cpSync,
  existsSync,
  globSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { rolldown } from 'rolldown'
import { checkout } from './node24.mjs'

const dist = join(checkout, 'packages', 'server', 'dist')

/** Replaces the JavaScript in the server's dist by chunks; its types stay. */
export async function bundleServer() {
  const bundle = await rolldown({
    input: {
      index: join(dist, 'index.js'),
      'app/main': join(dist, 'app', 'main.js'),
      // Threads are started by the name that package.json gives them, so they are files of their own.
      'engine-worker': join(dist, 'serving', 'engines', 'engine-worker.js'),
      'reader-worker': join(dist, 'serving', 'readers', 'reader-worker.js'),
      'outcome-worker': join(dist, 'app', 'outcome-worker.js'),
      'backtest-worker': join(dist, 'app', 'backtest-worker.js'),
      'measure-worker': join(dist, 'app', 'measure-worker.js'),
      'graph-engine': join(dist, 'app', 'graph-engine.js'),
      'history-worker': join(dist, 'app', 'history', 'history-worker.js'),
    },
    // DuckDB brings a library for each machine, which is loaded from beside its own files.
    external: [/^node:/, /^@duckdb\//],
    platform: 'node',
    onLog: (level, log) => {
      throw new Error(`${level}: ${log.message}`)
    },
  })
  const bundled = `${dist}.bundled`
  const { output } = await bundle.write({
    dir: bundled,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
  })
  await bundle.close()
  for (const file of globSync(join(dist, '**/*.js'))) rmSync(file)
  for (const file of globSync(join(dist, '**/*.js.map'))) rmSync(file)
  cpSync(bundled, dist, { recursive: true })
  rmSync(bundled, { recursive: true })
  const modules = output.flatMap((chunk) => chunk.moduleIds ?? [])
  writeFileSync(join(dist, 'THIRD-PARTY-NOTICES.txt'), notices(modules))
}

/** The licences of all packages of others that went into the bundle. */
function notices(modules) {
  const folders = new Set(modules.flatMap(packageFolder))
  const texts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    )
    const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one))
    if (file === undefined) throw new Error(`${name} has no licence text to carry along.`)
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
  })
  return `The files of this folder contain the following packages.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`
}

/** The folder under node_modules that holds a module, unless it is a package of ours. */
function packageFolder(module) {
  if (!module.includes(`${join('/', 'node_modules')}/`)) return []
  let folder = dirname(module)
  while (!existsSync(join(folder, 'package.json')) || !hasName(folder)) folder = dirname(folder)
  return [folder]
}

/** Packages hold files package.json of their own that say no more than the type of a folder. */
function hasName(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).name !== undefined
}
