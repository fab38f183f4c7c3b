import type { Client } from '@ratchet-ml/client'
import type { Backtest, Check } from '@ratchet-ml/protocol'
import type { Shelf } from './find-recorded.ts'

/** The recorded back-tests. */
export function backtestShelf(client: Client): Shelf<Backtest> {
  return {
    what: 'back-test',
    list: (model) => client.backtests(model),
    get: (id) => client.backtest(id),
    missing: { code: 'backtest-not-found', hint: (asked) => `ratchet backtest ${asked}` },
  }
}

/** The recorded checks. */
export function checkShelf(client: Client): Shelf<Check> {
  return {
    what: 'check',
    list: (model) => client.checks(model),
    get: (id) => client.check(id),
    missing: { code: 'check-not-found', hint: (asked) => `ratchet check ${asked}@latest` },
  }
}
