import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Problem } from '../../platform/problem.ts'

/** The release that this one is tested with. */
export const testedVersion = '1.30.0'

/** The library, where it is installed. */
export interface FoundLibrary {
  /** Loads a module from where the library is. */
  readonly require: (name: string) => unknown
  readonly version: string
}

const library = 'onnxruntime-node'

/**
 * Looks for onnxruntime-node: beside the server, in the folder that a checkout keeps for it, and in the
 * working folder. It is 291 MB on disk, so it comes only where somebody asks for it.
 *
 * @throws Problem `engine-absent` with the command that installs it
 */
export function findLibrary(workingFolder: string): FoundLibrary {
  return findLibraryIn([import.meta.url, ...checkoutPlaces(), placeIn(workingFolder)])
}

/** @param places files from beside which, or from above, a package may be loaded */
export function findLibraryIn(places: readonly string[]): FoundLibrary {
  for (const place of places) {
    const require = createRequire(place)
    const version = versionFrom(require)
    if (version !== undefined) return { require, version }
  }
  throw new Problem('engine-absent', 'This model needs onnxruntime-node, which is not installed.', {
    hint: `Install it with: ${installCommand()}`,
  })
}

const isFromSource = import.meta.url.endsWith('.ts')
const ownFolder = new URL('../../../../../tools/onnxruntime/', import.meta.url)

function checkoutPlaces(): readonly string[] {
  return isFromSource ? [new URL('package.json', ownFolder).href] : []
}

/** The place of what a folder has installed. */
export function placeIn(folder: string): string {
  return pathToFileURL(join(folder, 'package.json')).href
}

/** Its own script fetches libraries for graphics cards, which nothing here uses. */
function installCommand(): string {
  if (isFromSource) return `npm ci --ignore-scripts --prefix ${fileURLToPath(ownFolder)}`
  return `npm install --ignore-scripts ${library}@${testedVersion}`
}

function versionFrom(require: NodeJS.Require): string | undefined {
  try {
    const { version } = require(`${library}/package.json`) as { readonly version?: unknown }
    return typeof version === 'string' ? version : undefined
  } catch {
    return undefined
  }
}
