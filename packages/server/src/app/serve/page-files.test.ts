import { expect, test } from 'vitest'
import { openPageFiles } from './page-files.ts'

test('where the page was never built, its root says what to run, and nothing else is taken', async () => {
  const files = openPageFiles(['/nowhere'])
  const root = await files('/')
  expect(root?.headers.get('content-type')).toContain('text/html')
  expect(await root?.text()).toContain('<code>npm run build</code>')
  expect(await files('/v1/nothing')).toBeUndefined()
  expect(await files('/assets/index.js')).toBeUndefined()
})
