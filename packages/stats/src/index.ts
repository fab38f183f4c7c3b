export * from './math/index.ts'
