export { checkLeaks } from './check-leaks.ts'
export { liveLogOf } from './live-log.ts'
export type { LeakRequest } from './plan-leaks.ts'
export { leakChecks } from './registry.ts'
