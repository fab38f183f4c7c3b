export { promotionRoutes } from './http.ts'
export { Promotion } from './service.ts'
