export { promotionRoutes } from './http.ts'
export { type ChangedRoute, Promotion, type PromotionOptions } from './service.ts'
export type { EvidenceLookup, VersionLookup } from './types.ts'
