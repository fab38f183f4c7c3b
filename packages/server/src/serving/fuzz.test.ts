import { expect, test } from 'vitest'
import { type FuzzPath, fuzzServer } from './testing/fuzz-server.ts'

const paths: readonly FuzzPath[] = ['/predict/flights', '/v2/models/flights/infer']

test.each(paths)(
  'a thousand bodies at %s are answered as the reference does, or refused without their values',
  async (path) => {
    const { accepted, bodies, faults } = await fuzzServer(path, 1000, 1)
    expect(faults).toEqual([])
    expect(accepted / bodies).toBeGreaterThan(0.05)
  },
)
