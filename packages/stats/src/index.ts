export * from './intervals/index.ts'
export * from './math/index.ts'
export * from './metrics/index.ts'
export { createRandom, type Random } from './random.ts'
