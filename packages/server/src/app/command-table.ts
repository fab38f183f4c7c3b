import type { Command } from '../platform/cli-kit/types.ts'

/** A verb whose code is loaded only when it is called: the command line starts fast. */
export interface TableEntry {
  readonly name: string
  /** The same as the command's own; a test holds them equal. */
  readonly summary: string
  load(): Promise<Command>
}

const registry = async () => (await import('../registry/commands.ts')).registryCommands
const snapshots = async () => (await import('../datasets/snapshots/commands.ts')).snapshotCommands
const serving = async () => (await import('../serving/commands.ts')).servingCommands
const batch = async () => (await import('../batch/commands.ts')).batchCommands
const evaluation = async () =>
  (await import('../evaluation/backtest/commands.ts')).backtestCommands(
    (await import('./backtest-ports.ts')).backtestPorts,
  )
const reports = async () => (await import('../evaluation/reports/commands.ts')).reportCommands
const leaks = async () => (await import('../evaluation/leaks/commands.ts')).leakCommands
const regression = async () =>
  (await import('../evaluation/regression/commands.ts')).regressionCommands
const requirements = async () =>
  (await import('../evaluation/requirements/commands.ts')).requirementCommands
const checks = async () => {
  const { checkCommands } = await import('../evaluation/check/commands.ts')
  return checkCommands(named(await evaluation(), 'backtest'))
}
const promotion = async () => (await import('../promotion/commands.ts')).promotionCommands
const retraining = async () => (await import('../retraining/commands.ts')).retrainingCommands
const outcomes = async () => (await import('../feedback/outcomes/commands.ts')).outcomeCommands
const history = async () => (await import('../feedback/history/commands.ts')).historyCommands
const init = async () => [(await import('./init/command.ts')).initCommand]
const serve = async () => [(await import('./serve/command.ts')).serveCommand]
const ledger = async () => (await import('./ledger/commands.ts')).ledgerCommands

/** Every verb, in the order of the loop. */
export const commandTable: readonly TableEntry[] = [
  entry('init', 'Write a ratchet.yaml from a model file and a sample of data', init),
  entry('import', 'Turn a model file into a package', registry),
  entry('exporter python', 'Print the program that exports scikit-learn estimators', registry),
  entry('inspect', 'Say what a model is, and what its file cannot say', registry),
  entry('verify', 'Check the bytes and the recorded answers of a model', registry),
  entry('predict', 'Answer rows from standard input', batch),
  entry('explain', 'Say how much each feature added to the answers', batch),
  entry('train', 'Train a built-in model on a dataset', retraining),
  entry('test', 'Run the regression cases of a model', regression),
  entry('test add', 'Make a regression case of a prediction that was served', regression),
  entry('backtest', 'Compare versions and baselines, period by period', evaluation),
  entry('leak check', 'Look for what makes results too good to be true', leaks),
  entry(
    'requirement list',
    'Say what versions of a model must satisfy, as people agreed',
    requirements,
  ),
  entry('requirement agree', 'Agree to what versions of a model must satisfy', requirements),
  entry('report', 'Write the report of a recorded back-test or check', reports),
  entry('push', 'Put a model into the registry as a new version', registry),
  entry('serve', 'Answer predictions over HTTP', serve),
  entry('check', 'Ask all gates whether a version is good enough to go out', checks),
  entry('status', 'Say what is live', serving),
  entry('promote', 'Let a version answer at an endpoint', promotion),
  entry('rollback', 'Go back to the version that answered before', promotion),
  entry('route list', 'Say what answered at an endpoint, and when', serving),
  entry('model list', 'List the models', registry),
  entry('version list', 'List the versions of a model', registry),
  entry('alias list', 'List the labels of a model, now or as they were', registry),
  entry('alias set', 'Put a label on a version', registry),
  entry('snapshot create', 'Keep the state of a dataset for good', snapshots),
  entry('snapshot list', 'List the snapshots of datasets', snapshots),
  entry('snapshot show', 'Say what a snapshot is and how it came to be', snapshots),
  entry('snapshot diff', 'Say what is different between two snapshots', snapshots),
  entry('snapshot verify', 'Check that snapshots are what they were', snapshots),
  entry('log tail', 'Show the newest records of the prediction log', serving),
  entry('outcome add', 'Report what happened to predictions, from a file', outcomes),
  entry('log query', 'Ask in SQL what was predicted and what happened', history),
  entry('log export', 'Write the predictions of an endpoint to a file', history),
  entry('log compact', 'Make tables of the sealed log, and few files of many', history),
  entry(
    'outcome coverage',
    'Say how many predictions have an outcome, and after how long',
    history,
  ),
  entry('outcome list', 'List outcomes that were first recorded otherwise', history),
  entry('ledger list', 'List the changes of state', ledger),
  entry('ledger verify', 'Check the record of every change', ledger),
]

/** The commands of two words that begin with this one. */
export function commandsOfGroup(word: string): readonly TableEntry[] {
  return commandTable.filter(({ name }) => name.startsWith(`${word} `))
}

function entry(
  name: string,
  summary: string,
  commands: () => Promise<readonly Command[]>,
): TableEntry {
  return {
    name,
    summary,
    load: async () => {
      return named(await commands(), name)
    },
  }
}

function named(commands: readonly Command[], name: string): Command {
  const found = commands.find((command) => command.name === name)
  if (found === undefined) throw new Error(`The table names "${name}", which no feature has.`)
  return found
}
