import { readFile } from 'node:fs/promises'
import type { Logger } from '../../platform/logger.ts'
import { Problem } from '../../platform/problem.ts'
import type { Host } from '../../serving/host.ts'
import type { TlsMaterial } from '../../serving/listener.ts'

/** Where the certificate and its key are. */
export interface TlsFiles {
  readonly cert: string
  readonly key: string
}

/** @throws Problem `file-not-found` or `config-invalid` */
export async function readTls({ cert, key }: TlsFiles): Promise<TlsMaterial> {
  return { cert: await read(cert), key: await read(key) }
}

/**
 * Reads the files again at SIGHUP, as renewed certificates are announced. Files that are no pair
 * change nothing but the log.
 *
 * @returns how to stop listening for it
 */
export function reloadOnHangUp(
  host: Pick<Host, 'reloadTls'>,
  files: TlsFiles,
  logger: Logger,
): () => Promise<void> {
  const reload = () => {
    readTls(files)
      .then((material) => host.reloadTls(material))
      .then(
        () => logger.info('certificate read again', { cert: files.cert }),
        (error) => logger.error('certificate not read again, the old one stays', { error }),
      )
  }
  process.on('SIGHUP', reload)
  return async () => {
    process.off('SIGHUP', reload)
  }
}

async function read(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file)
  } catch (cause) {
    throw new Problem('file-not-found', `${file} cannot be read.`, { cause })
  }
}
