export { specificationRoutes } from './http.ts'
export { Specifications } from './service.ts'
