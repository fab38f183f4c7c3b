export { checkMetricNames } from './check-metric-names.ts'
export { compileBusinessMetrics } from './compile-business-metrics.ts'
export type { BusinessMetrics, RowAnswers } from './types.ts'
