import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { serveStaticFiles } from '../../platform/http-kit/static-files.ts'
import type { FilesByPath } from '../../platform/http-kit/types.ts'

/**
 * The files of the built page: beside the built server, or in the workspace of a checkout. A checkout whose
 * page was never built says so at its root, to whoever opens it in a browser.
 */
export function openPageFiles(folders: readonly string[] = pageFolders()): FilesByPath {
  const folder = folders.find((one) => existsSync(join(one, 'index.html')))
  if (folder !== undefined) return serveStaticFiles(folder)
  return async (path) => (path === '/' ? unbuilt() : undefined)
}

function pageFolders(): readonly string[] {
  const here = import.meta.dirname
  return [
    join(here, '..', 'page'), // dist/chunks and dist/page
    join(here, '..', '..', '..', '..', 'web', 'dist'),
  ]
}

function unbuilt(): Response {
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Ratchet: the page is not built</title>
<h1>The page is not built</h1>
<p>This server answers, but nobody has built its page. In the checkout, run <code>npm run build</code>, then start
the server again.</p>
<p>Without the page: <a href="/openapi.json">the API</a>, <a href="/v1/endpoints">the endpoints</a>,
<a href="/v1/models">the models</a>.</p>
</html>
`
  return new Response(html, {
    status: 404,
    headers: { 'content-type': 'text/html; charset=utf-8' },
  })
}
