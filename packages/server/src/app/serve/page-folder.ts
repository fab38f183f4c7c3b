import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Where the built page is: beside the built server, or in the workspace of a checkout. */
export function findPageFolder(): string | undefined {
  const here = import.meta.dirname
  const candidates = [
    join(here, '..', 'page'), // dist/chunks and dist/page
    join(here, '..', '..', '..', '..', 'web', 'dist'),
  ]
  return candidates.find((folder) => existsSync(join(folder, 'index.html')))
}
