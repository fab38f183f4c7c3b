import { createClient } from '@ratchet-ml/client'
import { memoryBlobStore } from '../../../adapters/memory/blob-store.ts'
import { memoryMetadata } from '../../../adapters/memory/metadata.ts'
import { createRouter } from '../../../platform/http-kit/router.ts'
import { createIds } from '../../../platform/ids.ts'
import { silentLogger } from '../../../platform/logger.ts'
import { manualClock } from '../../../platform/testing/manual-clock.ts'
import { evaluationRoutes } from '../../backtest/http.ts'
import { Evaluation } from '../../backtest/service.ts'
import { checkRoutes } from '../../check/http.ts'
import { Checks } from '../../check/service.ts'
import { reportRoutes } from '../http.ts'

/** Recorded back-tests and checks that keep nothing, behind the real routes. */
export function aWorld() {
  const clock = manualClock()
  const ids = createIds({ clock })
  const metadata = memoryMetadata(clock, ids)
  const blobs = memoryBlobStore()
  const evaluation = new Evaluation({ store: metadata.backtests, blobs })
  const checks = new Checks({ store: metadata.checks, blobs, hasVersion: async () => true })
  const router = createRouter({
    routes: [
      ...evaluationRoutes(evaluation),
      ...checkRoutes(checks),
      ...reportRoutes(evaluation, checks),
    ],
    surfaces: new Set(['read', 'change'] as const),
    ...{ actor: 'os:ada', ids, logger: silentLogger, maximumBodyBytes: 10_000_000 },
  })
  const client = createClient({
    url: 'http://in.process',
    fetch: async (url, init) => router.request(url, init as RequestInit),
  })
  return { client, router, clock }
}
