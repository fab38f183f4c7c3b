import { beforeEach, expect, test } from 'vitest'
import { memoryBlobStore } from '../../adapters/memory/blob-store.ts'
import { memoryMetadata } from '../../adapters/memory/metadata.ts'
import { createIds } from '../../platform/ids.ts'
import type { Ledger } from '../../platform/ledger/store.ts'
import { manualClock } from '../../platform/testing/manual-clock.ts'
import { Specifications } from './service.ts'
import { aRequirement } from './testing/a-backtest.ts'

const asAda = { actor: 'os:ada', reason: 'as the meeting said' } as const
let specifications: Specifications
let ledger: Ledger

beforeEach(() => {
  const clock = manualClock()
  const metadata = memoryMetadata(clock, createIds({ clock }))
  ledger = metadata.ledger
  specifications = new Specifications({
    ...{ store: metadata.specifications, blobs: memoryBlobStore() },
  })
})

const agree = (atMost?: number, model = 'flights') => {
  const requirements = atMost === undefined ? [] : [aRequirement({ atMost })]
  const specification = { ratchetSpecification: 1, model: 'flights', requirements } as const
  return specifications.agree(
    model,
    { specification: { ...specification, requirements: [...requirements] } },
    asAda,
  )
}

test('what is agreed is in force with its revision, who and why, until something else is', async () => {
  await expect(specifications.get('flights')).rejects.toMatchObject({
    code: 'specification-not-found',
  })
  const first = await agree(0.5)
  expect(first.outcome).toBe('agreed')
  expect(await specifications.get('flights')).toEqual(first.specification)
  expect(first.specification).toMatchObject({
    ...{ model: 'flights', revision: 1, actor: 'os:ada', reason: asAda.reason },
    requirements: [{ metric: 'log-loss', atMost: 0.5 }],
  })
  const none = await agree()
  expect(none.specification).toMatchObject({ revision: 2, requirements: [] })
  expect((await agree(0.5)).specification).toMatchObject({
    ...{ revision: 3, digest: first.specification.digest },
  })
})

test('agreeing again to what is in force changes nothing and records nothing', async () => {
  const { specification } = await agree(0.5)
  const again = await agree(0.5)
  expect(again).toEqual({ outcome: 'unchanged', specification })
  expect((await ledger.head()).seq).toBe(1)
})

test('a document of another model is refused', async () => {
  await expect(agree(0.5, 'trains')).rejects.toMatchObject({ code: 'request-invalid' })
  expect(await specifications.find('trains')).toBeUndefined()
})
