import type { UnitRules } from '../feedback/index.ts'
import type { UnitTreatment } from '../feedback/outcomes/types.ts'
import type { PredictionLogs, RouteDirectory, RouteStore } from '../serving/index.ts'

/** Units of outcomes are treated as the prediction logs treat those of their endpoints. */
export function composeUnitRules(
  routes: Pick<RouteStore, 'list'>,
  directory: RouteDirectory,
  logs: PredictionLogs,
): UnitRules {
  /** Contracts never change under their digest. */
  const known = new Map<string, UnitTreatment>()
  const treatmentOf = async (endpoint: string, digest: string): Promise<UnitTreatment> => {
    const key = `${endpoint} ${digest}`
    const found = known.get(key) ?? logs.treatmentOfUnits(await directory.get(endpoint))
    known.set(key, found)
    return found
  }
  const endpoints = async () => {
    const all = await routes.list()
    return new Map(
      await Promise.all(
        all.map(
          async ({ endpoint, contractDigest }) =>
            [endpoint, await treatmentOf(endpoint, contractDigest)] as const,
        ),
      ),
    )
  }
  return { endpoints, key: () => logs.hashKey() }
}
