export type { Figure, FigureOptions, FigureSize, FigureTable } from './figure.ts'
export { intervalSeries } from './interval-series/interval-series.ts'
export type {
  IntervalContender,
  IntervalPoint,
  IntervalSeries,
} from './interval-series/types.ts'
export { numberText, shareText } from './number-text.ts'
export { rateSeries } from './rate-series/rate-series.ts'
export type { RateSample, RateSeries } from './rate-series/types.ts'
export { type Sparkline, sparkline } from './sparkline.ts'
export { escapeText } from './svg.ts'
export { type FigureTheme, themeVariables } from './theme.ts'
