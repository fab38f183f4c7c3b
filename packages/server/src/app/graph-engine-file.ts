import { fileURLToPath } from 'node:url'
import type { ProcessFile } from '../serving/engines/graph/graph-process.ts'

const isFromSource = import.meta.url.endsWith('.ts')

/** Beside this file in a checkout; by name in the packed server, where files are chunks. */
export function graphEngineFile(): ProcessFile {
  if (!isFromSource) {
    const url = import.meta.resolve('@ratchet-ml/server/graph-engine')
    return { file: fileURLToPath(url), execArgv: [] }
  }
  return {
    file: fileURLToPath(new URL('./graph-engine.ts', import.meta.url)),
    execArgv: ['--conditions=ratchet-source', '--disable-warning=ExperimentalWarning'],
  }
}
