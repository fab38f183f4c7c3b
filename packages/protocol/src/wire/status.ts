import { z } from 'zod'
import { EndpointView } from './endpoints.ts'

export const StatusView = z.strictObject({
  product: z.literal('ratchet'),
  release: z.string(),
  pid: z.int(),
  startedAt: z.string(),
  dataFolder: z.string().optional(),
  url: z.string().optional(),
  state: z.enum(['starting', 'serving', 'draining']),
  models: z.int().nonnegative(),
  endpoints: z.array(EndpointView),
  ledger: z.strictObject({ seq: z.int().nonnegative(), hash: z.string() }),
})
export type StatusView = z.infer<typeof StatusView>
