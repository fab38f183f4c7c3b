import type { Counted } from './wire/backtests.ts'

/** Why rows are no evidence about a contender, in a few words; `undefined` where they are. */
export function uncountedReason(counted: Counted): string | undefined {
  switch (counted.kind) {
    case 'evidence':
      return undefined
    case 'trained-on':
      return 'trained on'
    case 'training-unknown':
      return 'nobody said what it was trained on'
    case 'no-answer':
      return `no answer: ${counted.because.replace(/[.]$/, '')}`
  }
}
