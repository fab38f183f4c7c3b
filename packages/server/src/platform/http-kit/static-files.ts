import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import type { FilesByPath } from './types.ts'

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** Nothing from other hosts, no inline script; styles are ours, some of them on elements. */
const policy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

/**
 * Files of a single-page application. A path without an ending is a view of the page and gets
 * index.html; a file that is not there gets nothing.
 */
export function serveStaticFiles(folder: string): FilesByPath {
  return async (path) => {
    const isView = extname(path) === ''
    const file = isView ? join(folder, 'index.html') : containedFile(folder, path)
    const bytes = file === undefined ? undefined : await readIfThere(file)
    if (file === undefined || bytes === undefined) return undefined
    const isHashed = path.startsWith('/assets/')
    return new Response(new Uint8Array(bytes), {
      headers: {
        'content-type': contentTypes[extname(file)] ?? 'application/octet-stream',
        'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
        'content-security-policy': policy,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      },
    })
  }
}

/** Decoded once, resolved, then checked to lie within the folder. */
function containedFile(folder: string, path: string): string | undefined {
  try {
    const file = normalize(join(folder, decodeURIComponent(path)))
    return file.startsWith(join(folder, '/')) && !file.includes('\0') ? file : undefined
  } catch {
    return undefined // not percent-encoded as it should be
  }
}

async function readIfThere(file: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return undefined
    throw error
  }
}
