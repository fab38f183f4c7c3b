import type { Edge } from './imports.ts'

/** Features of the server, in order: each uses those to its left. */
export const features = [
  'access',
  'registry',
  'datasets',
  'serving',
  'feedback',
  'batch',
  'evaluation',
  'monitoring',
  'experiments',
  'promotion',
  'retraining',
]

const own = '@ratchet-ml/'
const workspaces = /^packages\/(?<name>[a-z]+)\//

/** Packages of this workspace that a package may import at run time. */
const mayUse: Readonly<Record<string, readonly string[]>> = {
  stats: [],
  scoring: ['stats'],
  training: ['stats', 'scoring'],
  figures: ['stats'],
  protocol: ['scoring'],
  client: ['protocol'],
  web: ['client', 'protocol', 'figures', 'stats'],
  server: ['stats', 'scoring', 'training', 'figures', 'protocol', 'client'],
}

/** Packages of npm that a package may import. */
const libraries: Readonly<Record<string, RegExp>> = {
  figures: /^d3-(scale|shape)$/,
  protocol: /^zod$/,
  web: /^(react(-dom)?(\/.*)?|@tanstack\/react-query|vite|@vitejs\/plugin-react)$|\.css$/,
}

/** Drivers of the adapters, and what the platform is built on. */
const adapterDrivers = /^(node:|hyparquet|hyparquet-compressors|zod$)/
const platformLibraries = /^(node:|hono|@hono\/node-server|yaml|zod)/

/** Whether the table of DESIGN section 3 allows an import. */
export function mayImport(edge: Edge): boolean {
  if (isTest(edge.from)) return mayTestImport(edge)
  const from = workspaces.exec(edge.from)?.groups?.['name']
  if (from === undefined) return !workspaces.test(edge.to)
  if (edge.to.startsWith(own)) return mayUse[from]?.includes(packageOf(edge.to)) ?? false
  const to = workspaces.exec(edge.to)?.groups?.['name']
  if (to !== undefined) return from === to && (from !== 'server' || mayRoomImport(edge))
  if (from === 'server') return mayServerUse(edge)
  return libraries[from]?.test(edge.to) ?? false
}

function isTest(file: string): boolean {
  return /\.(test|contract)\.tsx?$|\/testing\/|^test\//.test(file)
}

/** Tests import any part of the package they stand in, of others the public name alone. */
function mayTestImport({ from, to }: Edge): boolean {
  const inside = workspaces.exec(to)?.groups?.['name']
  return inside === undefined || inside === workspaces.exec(from)?.groups?.['name']
}

function packageOf(specifier: string): string {
  return specifier.slice(own.length).split('/')[0] ?? ''
}

interface Room {
  /** `platform`, `app`, `adapters`, or the name of a feature. */
  readonly name: string
  /** First folder below the room, for adapters: which one. */
  readonly inner: string
  /** Name of the file without its ending: `types`, `policy`, `service`, … */
  readonly role: string
}

function roomOf(file: string): Room {
  const [, name = '', ...rest] = file.replace('packages/server/', '').split('/')
  return { name, inner: rest[0] ?? '', role: (rest.at(-1) ?? name).replace(/\.ts$/, '') }
}

function mayRoomImport(edge: Edge): boolean {
  const from = roomOf(edge.from)
  const to = roomOf(edge.to)
  if (from.name === 'app' || from.name === 'index.ts') return true
  if (to.name === 'app' || to.name === 'index.ts') return false
  if (from.name === 'platform') return to.name === 'platform'
  if (from.name === 'adapters') return mayAdapterImport(from, to)
  if (to.name === 'adapters') return false
  if (to.name === 'platform') return mayUsePlatform(from, to)
  return from.name === to.name ? mayRoleImport(from, to) : mayFeatureImport(from, to)
}

function mayAdapterImport(from: Room, to: Room): boolean {
  if (to.name === 'adapters') return from.inner === to.inner
  return to.name === 'platform' || ['store', 'types'].includes(to.role)
}

/** Decisions and data know neither clock nor problems; stores know the ledger's types. */
function mayUsePlatform(from: Room, to: Room): boolean {
  if (from.role === 'types' || from.role === 'policy')
    return to.role === 'types' || to.role === 'clock'
  if (from.role === 'store') return to.role === 'types' || to.role === 'clock'
  return true
}

function mayRoleImport(from: Room, to: Room): boolean {
  if (from.role === 'types') return to.role === 'types'
  if (from.role === 'policy') return ['types', 'policy'].includes(to.role)
  if (from.role === 'store') return to.role === 'types'
  if (to.role === 'store')
    return ['service', 'index'].includes(from.role) || from.inner.endsWith('.ts') === false
  return true
}

function mayFeatureImport(from: Room, to: Room): boolean {
  if (features.indexOf(to.name) > features.indexOf(from.name)) return false
  if (from.role === 'types' || from.role === 'policy') return to.role === 'types'
  return to.role === 'index' || to.role === 'types'
}

function mayServerUse({ from, to }: Edge): boolean {
  const room = roomOf(from)
  if (room.name === 'app' || room.name === 'platform') return platformLibraries.test(to)
  // DuckDB has one room, so that everybody else asks in SQL by way of a port.
  if (to.startsWith('@duckdb/')) return room.name === 'adapters' && room.inner === 'duckdb'
  if (room.name === 'adapters') return adapterDrivers.test(to)
  if (room.role === 'types' || room.role === 'policy' || room.role === 'store') return false
  if (room.role === 'http') return to === 'zod'
  if (to.startsWith('hyparquet-writer')) return from.includes('/datasets/formats/parquet/write')
  return to.startsWith('node:') || /^(hyparquet|hyparquet-compressors|zod|yaml)$/.test(to)
}
