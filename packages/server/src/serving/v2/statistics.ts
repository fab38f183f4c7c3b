import type { EndpointEntry } from '../routes/table.ts'

/**
 * What an endpoint has answered, as the statistics extension tells it: requests over every protocol.
 * Requests are executed as they come, one by one, so that none waits in a queue of its own.
 */
export function statisticsOf({ name, meters, live, arms }: EndpointEntry): readonly unknown[] {
  const version = live?.route.champion.version
  if (version === undefined) return []
  const { inference } = meters
  const rows = [...arms.values()].reduce((sum, arm) => sum + arm.rows, 0)
  const none = { count: 0, ns: 0 }
  const success = duration(inference.succeeded, inference.succeededMs)
  return [
    {
      name,
      version: String(version),
      last_inference: inference.lastMs,
      inference_count: rows,
      execution_count: inference.succeeded,
      inference_stats: {
        success,
        fail: duration(inference.failed, inference.failedMs),
        queue: { ...none, count: success.count },
        compute_input: { ...none, count: success.count },
        compute_infer: success,
        compute_output: { ...none, count: success.count },
        cache_hit: none,
        cache_miss: none,
      },
      batch_stats: [],
      memory_usage: [],
    },
  ]
}

function duration(count: number, ms: number) {
  return { count, ns: Math.round(ms * 1e6) }
}
