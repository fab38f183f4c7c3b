export { registryRoutes } from './http.ts'
export {
  type ModelSummary,
  type PushDetails,
  Registry,
  type RegistryOptions,
  type VersionDetails,
} from './service.ts'
export { type OpenedSource, openSource } from './source.ts'
export { parseTrainedOn } from './trained-on.ts'
export type { ChampionLookup, Version } from './types.ts'
export { checkFree, writePackage } from './write-package.ts'
