export { type ModelAnswerer, openAnswerer } from './open-answerer.ts'
