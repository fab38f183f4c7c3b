#!/usr/bin/env node
// The command `ratchet`. Plain JavaScript that an old Node.js runs too: it finds a Node.js new enough
// and, in a checkout, runs the sources as they are; in an installed package the built files.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const home = dirname(dirname(fileURLToPath(import.meta.url)))
const checkout = dirname(dirname(home))
const fromSource = existsSync(join(home, 'src', 'app', 'main.ts'))
const entry = fromSource
  ? join(home, 'src', 'app', 'main.ts')
  : join(home, 'dist', 'app', 'main.js')
const source = '--conditions=ratchet-source'
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const isNew = major > 24 || (major === 24 && minor >= 12)

if (isNew && (!fromSource || process.execArgv.includes(source))) {
  const { enableCompileCache } = await import('node:module')
  enableCompileCache()
  const { main } = await import(pathToFileURL(entry).href)
  process.exitCode = await main(process.argv.slice(2))
} else {
  await runAgain(isNew ? process.execPath : findNode())
}

/** A Node.js 24 that npm put into .node of the checkout. */
function findNode() {
  const modules = join(checkout, '.node', 'node_modules')
  const packages = existsSync(modules) ? readdirSync(modules) : []
  const binary = packages.map((name) => join(modules, name, 'bin', 'node')).find(existsSync)
  if (binary !== undefined) return binary
  const remedy = fromSource
    ? 'Run "npm start" or "npm test" in the checkout once: it gets Node.js 24 from npm.'
    : 'Install Node.js 24.'
  process.stderr.write(
    `Node.js ${process.versions.node} is too old for ratchet: 24.12 or newer is needed. ${remedy}\n`,
  )
  process.exit(6)
}

/** Runs this very file under another Node.js, as if it were the same process. */
async function runAgain(node) {
  const flags = fromSource ? [source, '--disable-warning=ExperimentalWarning'] : []
  const child = spawn(node, [...flags, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal))
  }
  const status = await new Promise((resolve) => {
    child.on('error', () => resolve(7))
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)))
  })
  process.exit(status)
}
