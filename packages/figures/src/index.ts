export { differenceForest } from './difference-forest/difference-forest.ts'
export type {
  DifferenceForest,
  DifferenceRow,
  DifferenceValue,
  DifferenceVerdict,
} from './difference-forest/types.ts'
export type { Figure, FigureOptions, FigureSize, FigureTable } from './figure.ts'
export type { IntervalPoint } from './interval-point.ts'
export { intervalSeries } from './interval-series/interval-series.ts'
export type {
  IntervalContender,
  IntervalSeries,
} from './interval-series/types.ts'
export { countText, numberText, plainNumber, shareText, signedNumber } from './number-text.ts'
export { rateSeries } from './rate-series/rate-series.ts'
export type { RateSample, RateSeries } from './rate-series/types.ts'
export { reliabilityCurve } from './reliability-curve/reliability-curve.ts'
export type { ReliabilityBin, ReliabilityCurve } from './reliability-curve/types.ts'
export { residualBands } from './residual-bands/residual-bands.ts'
export type { ResidualBands, ResidualBin } from './residual-bands/types.ts'
export { sliceDots } from './slice-dots/slice-dots.ts'
export type { SliceDots, SliceRow } from './slice-dots/types.ts'
export { type Sparkline, sparkline } from './sparkline.ts'
export { escapeText } from './svg.ts'
export { type FigureTheme, themeVariables } from './theme.ts'
export { tradeOffCurve } from './trade-off-curve/trade-off-curve.ts'
export type { CurvePoint, TradeOffCurve } from './trade-off-curve/types.ts'
