export { registryRoutes } from './http.ts'
export {
  type ModelSummary,
  type PushDetails,
  type Pushed,
  Registry,
  type RegistryOptions,
  type VersionDetails,
} from './service.ts'
export { type OpenedSource, openSource } from './source.ts'
export type { ChampionLookup, Version } from './types.ts'
export { writePackage } from './write-package.ts'
