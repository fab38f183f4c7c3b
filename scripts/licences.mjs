// Every package that is installed has a licence of the list: permissive, or needed for the build alone.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkout } from './node24.mjs'

const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT OR Apache-2.0',
])
/** Tools of the build whose licence asks nothing of what they make. */
const buildTools = new Map([['lightningcss', 'MPL-2.0']])

const { packages } = JSON.parse(readFileSync(join(checkout, 'package-lock.json'), 'utf8'))
const guilty = Object.entries(packages)
  .filter(([path, entry]) => path.includes('node_modules/') && entry.link !== true)
  .map(([path, entry]) => [path.split('node_modules/').at(-1), entry.license ?? 'none stated'])
  .filter(([name, licence]) => !allowed.has(licence) && buildTools.get(toolOf(name)) !== licence)

for (const [name, licence] of guilty) process.stderr.write(`${name}: ${licence} is not allowed\n`)
process.exitCode = guilty.length === 0 ? 0 : 1

/** The binary packages of a tool carry its name and a platform's. */
function toolOf(name) {
  return [...buildTools.keys()].find((tool) => name === tool || name.startsWith(`${tool}-`))
}
