import { expect, test } from 'vitest'
import { replayPages } from '../support/replay-page.ts'

// `vitest run test/e2e/tutorials.test.ts -u` writes what the commands print now into the pages.
const pages = [
  'docs/tutorials/first-model.md',
  'docs/guides/replace-a-model.md',
  'docs/guides/report-outcomes.md',
  'docs/guides/ask-the-log.md',
]

const apart = 'docs/guides/keep-a-snapshot.md'

test('the tutorial, and the guides that go on from it, show what their commands print', async () => {
  for (const [index, text] of (await replayPages(pages)).entries()) {
    await expect(text).toMatchFileSnapshot(`../../${pages[index]}`)
  }
})

test('the guide to regression tests shows what its commands print', async () => {
  const page = 'docs/guides/test-a-model.md'
  const [text] = await replayPages([page])
  await expect(text).toMatchFileSnapshot(`../../${page}`)
})

test('the guide to back-tests shows what its commands print', async () => {
  const page = 'docs/guides/back-test-a-model.md'
  const [text] = await replayPages([page])
  await expect(text).toMatchFileSnapshot(`../../${page}`)
})

test('the guide to snapshots shows what its commands print', async () => {
  const [text] = await replayPages([apart])
  await expect(text).toMatchFileSnapshot(`../../${apart}`)
})
