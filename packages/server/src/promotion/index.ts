export { promotionRoutes } from './http.ts'
export { type ChangedRoute, Promotion, type PromotionOptions } from './service.ts'
export type { VersionLookup } from './types.ts'
