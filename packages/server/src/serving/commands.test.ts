import type { StatusView } from '@ratchet-ml/protocol'
import { expect, test } from 'vitest'
import { statusText } from './commands.ts'

const status: StatusView = {
  product: 'ratchet',
  release: '0.1.0',
  pid: 12,
  startedAt: '2026-01-01T00:00:00.000000Z',
  dataFolder: '/srv/models',
  state: 'serving',
  models: 1,
  endpoints: [],
  ledger: { seq: 1200, hash: 'a' },
}

test('tells of no process where no server runs', () => {
  const text = statusText(status)
  expect(text).toContain('server       none runs on this data folder')
  expect(text).not.toContain('12')
  expect(text).toContain('/srv/models (1 model, 1,200 ledger records)')
})

test('tells where the server answers, its process and since when', () => {
  const text = statusText({ ...status, url: 'http://127.0.0.1:7300' })
  expect(text).toContain(
    'http://127.0.0.1:7300 (serving, process 12, since 2026-01-01 00:00:00 UTC)',
  )
})
