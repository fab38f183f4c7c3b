import type { Predictor } from './types.ts'

/** Answers nothing. */
export function openNone(): Predictor {
  return { gives: new Set(), predict: ({ count }) => ({ answered: new Uint8Array(count) }) }
}
