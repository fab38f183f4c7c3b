import type { Command } from '../../../platform/cli-kit/types.ts'
import { reportOptions } from '../../reports/save-reports.ts'

/** A model, and which of its versions or what instead. */
export const judgedPositionals: Command['positionals'] = [
  { name: 'NAME', help: 'the model' },
  {
    name: 'SOURCE',
    help: 'model files, packages, or NAME@VERSION, instead of versions of the model',
    optional: true,
    repeated: true,
  },
]

/** The options of `ratchet backtest`. */
export const backtestOptions: Command['options'] = {
  versions: {
    type: 'text',
    value: 'N,N',
    help: 'versions of the model; `none`: recipes alone',
    repeated: true,
  },
  dataset: { type: 'text', value: 'NAME', help: 'a dataset of ratchet.yaml, or snapshot:NAME@N' },
  rows: { type: 'text', value: 'FILE', help: 'a data file instead of a dataset', repeated: true },
  label: { type: 'text', value: 'COLUMN', help: 'the column that says what happened' },
  time: { type: 'text', value: 'COLUMN', help: 'the column of event times' },
  zone: { type: 'text', value: 'ZONE', help: 'the zone of times written without one (else UTC)' },
  derive: {
    type: 'text',
    value: 'NAME=EXPRESSION',
    help: 'a column made from others, such as "late=delay > 15"',
    repeated: true,
  },
  by: {
    type: 'text',
    value: 'PERIOD|COLUMN',
    help: 'day, week or month (the default), or a column whose values are the partitions',
  },
  slices: {
    type: 'text',
    value: 'COLUMN,COLUMN',
    help: 'columns by whose values the metrics are told apart',
  },
  cluster: {
    type: 'text',
    value: 'COLUMN',
    help: 'a column whose rows hang together; of a ranking, the query',
  },
  recipes: {
    type: 'text',
    value: 'NAME,NAME',
    help: 'ways of making models, of `recipes` in ratchet.yaml',
  },
  gap: { type: 'text', value: 'TIME', help: 'how long a label takes, such as 7d' },
  baselines: { type: 'text', value: 'NAME,NAME', help: 'naive predictors to compare with' },
  metrics: { type: 'text', value: 'NAME,NAME', help: 'what is measured' },
  level: { type: 'number', value: 'SHARE', help: 'level of the intervals (else 0.95)' },
  seed: { type: 'integer', value: 'N', help: 'of everything drawn at random (else 1)' },
  'trained-on': {
    type: 'text',
    value: 'FROM..UNTIL',
    help:
      'the event times that versions were trained on of which nothing is known, such as ' +
      '2001-01-01..2001-02-01; or `elsewhere`: on other data',
  },
  workers: {
    type: 'integer',
    value: 'N',
    help: 'threads that judge partitions (else one for each core, at most 8)',
  },
  ...reportOptions,
  record: { type: 'flag', help: 'record the result, also of files' },
  'no-record': { type: 'flag', help: 'do not record the result' },
  again: { type: 'flag', help: 'compute anew what was recorded already' },
  rerun: {
    type: 'text',
    value: 'ID',
    help: 'run a recorded back-test (or the `latest` that was asked for) again and compare; exit code 1 when it differs',
  },
}
