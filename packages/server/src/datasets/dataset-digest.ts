import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import type { DatasetConfig } from '@ratchet-ml/protocol'
import type { Digest } from '@ratchet-ml/scoring'

export interface DatasetFile {
  /** As the configuration names it. */
  readonly file: string
  readonly path: string
}

/**
 * Digest of what decides a dataset's content: the bytes and base names of its files in their order,
 * the derived columns, and how times are read. The same on every machine, wherever the files lie.
 */
export async function digestOfDataset(
  files: readonly DatasetFile[],
  config: DatasetConfig,
  signal?: AbortSignal,
): Promise<Digest> {
  const contents: [name: string, sha256: string][] = []
  for (const { file, path } of files) {
    contents.push([basename(file), await sha256OfFile(path, signal)])
  }
  const identity = {
    ratchetDataset: 1,
    files: contents,
    // A document of it in canonical form has lost their order.
    derive: Object.entries(config.derive ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)),
    time: config.time === undefined ? null : [config.time.column, config.time.zone],
  }
  return `sha256:${createHash('sha256').update(JSON.stringify(identity)).digest('hex')}`
}

async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  const stream = createReadStream(path, { highWaterMark: 1 << 20, ...(signal && { signal }) })
  for await (const chunk of stream) hash.update(chunk as Uint8Array) // no encoding set: bytes
  return hash.digest('hex')
}
