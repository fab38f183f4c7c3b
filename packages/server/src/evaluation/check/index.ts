export { checkRoutes } from './http.ts'
export { Checks } from './service.ts'
