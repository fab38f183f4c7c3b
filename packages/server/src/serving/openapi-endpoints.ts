import { predictOperation } from './openapi-predict.ts'
import { v2ModelPaths, v2ServerPaths } from './openapi-v2.ts'
import type { Route } from './types.ts'

/** Paths of each live endpoint, with the schema of its own rows and an example that it answers. */
export function endpointPaths(endpoints: readonly Route[]): Readonly<Record<string, unknown>> {
  const own = endpoints.map(({ endpoint, contract, champion }) => ({
    [`/predict/${endpoint}`]: { post: predictOperation(endpoint, contract) },
    ...v2ModelPaths(endpoint, contract, champion.version),
  }))
  return Object.assign({ ...v2ServerPaths }, ...own)
}
