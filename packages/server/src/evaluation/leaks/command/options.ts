import type { Command } from '../../../platform/cli-kit/types.ts'
import { backtestOptions } from '../../backtest/command/options.ts'

const names = [
  ...['versions', 'recipes', 'dataset', 'rows', 'label', 'time', 'zone', 'derive', 'by', 'cluster'],
  ...['trained-on', 'seed'],
]

/** Those of `ratchet backtest` that say what is looked at. */
export const leakOptions: Command['options'] = Object.fromEntries(
  Object.entries(backtestOptions).filter(([name]) => names.includes(name)),
)
