import type { Backtest, BacktestSummary } from '@ratchet-ml/protocol'
import type { Command, CommandContext, CommandInput } from '../../platform/cli-kit/types.ts'
import { reportsToSave } from '../reports/save-reports.ts'
import { backtestOptions, judgedPositionals } from './command/options.ts'
import type { BacktestPorts } from './command/ports.ts'
import { describeRerun, rerun } from './command/rerun.ts'
import { type Ran, runFromCommandLine } from './command/run-from-command-line.ts'
import { formatBacktest } from './document/format-backtest.ts'

export function backtestCommands(ports: BacktestPorts): readonly Command[] {
  return [backtestCommand(ports)]
}

function backtestCommand(ports: BacktestPorts): Command {
  return {
    name: 'backtest',
    summary: 'Compare versions and baselines, period by period',
    description:
      'Every version, recipe and baseline answers the same rows of a dataset, partition by partition, and\n' +
      'is judged by the same metrics with intervals. Rows of the time in which a version was trained are\n' +
      'shown, and not counted as evidence; nor are any rows of a version of which nobody said what it was\n' +
      'trained on (--trained-on says it).\n\n' +
      'Without --versions and SOURCE, all versions of the model in the registry are compared. The\n' +
      'dataset and the rest come from `backtests` in ratchet.yaml, or from the options; else it is the\n' +
      'dataset of the name of the model, or the only one.\n\n' +
      'A back-test that is broken off goes on where it was when it is run again. The same back-test gives\n' +
      'the same bytes, whatever the number of workers; --rerun checks that.',
    positionals: judgedPositionals,
    options: backtestOptions,
    examples: [
      'ratchet backtest flights',
      'ratchet backtest flights --versions 1,2 --by week -o backtest.html',
      'ratchet backtest flights --dataset snapshot:flights@1 --slices origin --workers 2',
      'ratchet backtest flights model.txt --rows flights.parquet --time date --label late --derive "late=delay > 15"',
    ],
    run: async (context, input) => {
      const id = input.text('rerun')
      if (id !== undefined) return await runAgain(context, input, id, ports)
      const save = reportsToSave(context, input)
      const backtest = await runFromCommandLine(context, input, ports)
      await save(backtest.result)
      context.print(formatBacktest(backtest.result), backtest.result)
      await tell(context, backtest)
      return 0
    },
  }
}

async function runAgain(
  context: CommandContext,
  input: CommandInput,
  id: string,
  ports: BacktestPorts,
): Promise<number> {
  const found = await rerun(context, input, id, ports)
  context.print(describeRerun(found), found)
  return found.isSame ? 0 : 1
}

async function tell(context: CommandContext, { result, isKnown, isRecorded }: Ran): Promise<void> {
  if (isKnown) context.note('As it was recorded; --again computes it anew.')
  else if (isRecorded) {
    const summary = await record(context, result)
    context.note(`Recorded ${summary.recordedAt.slice(0, 19)}Z by ${summary.actor}.`)
  }
}

async function record(context: CommandContext, result: Backtest): Promise<BacktestSummary> {
  return (await context.client()).recordBacktest(result)
}
