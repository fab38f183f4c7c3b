import type { ProblemCode } from '@ratchet-ml/protocol'
import { z } from 'zod'
import { statusOf } from '../platform/http-kit/status.ts'

/** JSON Schema of a declared shape, as OpenAPI 3.1 takes it. */
export function schemaOf(
  schema: z.ZodType,
  io: 'input' | 'output' = 'output',
): Readonly<Record<string, unknown>> {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}

/** What HTTP answers by itself, before anybody knows what was asked: long names may be written in a query. */
export const tooLongResponse = {
  '431': { description: 'Address and headers are longer than 16 KiB together; there is no body.' },
}

/** One response a status, listing the problems that have it. */
export function problemResponses(codes: readonly ProblemCode[]): Readonly<Record<string, unknown>> {
  const byStatus = new Map<string, ProblemCode[]>()
  for (const code of codes) {
    const status = String(statusOf(code))
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  const content = {
    'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
  }
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [status, { description: list.join(', '), content }]),
  )
}
