import { resolve } from 'node:path'
import type { Check } from '@ratchet-ml/protocol'
import type { Command, CommandContext, CommandInput } from '../../platform/cli-kit/types.ts'
import { Problem } from '../../platform/problem.ts'
import { writeText } from '../regression/write-text.ts'
import { checkReportsToSave, reportOptions } from '../reports/save-reports.ts'
import { checkToJunit } from './check-junit.ts'
import { formatCheck } from './format-check.ts'
import { toMarkdown } from './markdown.ts'
import { checkRecipe, runCheck } from './run-check.ts'
import { openRecipe, openSubject } from './subject.ts'

/**
 * The verb that asks all gates.
 *
 * @param backtest the verb that runs back-tests
 */
export function checkCommands(backtest: Command): readonly Command[] {
  return [checkCommand(backtest)]
}

const checkCommand = (backtest: Command): Command => ({
  name: 'check',
  summary: 'Ask all gates whether a version is good enough to go out',
  description:
    'In order: verify (the recorded answers), test (the regression cases), requirements (what is agreed,\n' +
    'and what of it is about the machine), back-test (what is agreed about the answers, and leaks), champion\n' +
    '(not worse than what answers now). Each comes to pass, fail, inconclusive or error; what is not known\n' +
    'never passes. The exit code is 0 when all pass, else 1.\n\n' +
    'The answers of a version in the registry are recorded, and `ratchet promote` looks for them.\n\n' +
    'A recipe (--recipe) is asked for what its models would have answered: requirements, back-test and\n' +
    'champion. It has no version yet, so verify and test are not asked, and promote takes nothing from it.',
  positionals: [
    {
      name: 'TARGET',
      help: 'NAME@VERSION, a package, a file, or a model of ratchet.yaml (the only one unless told); with --recipe the model',
      optional: true,
    },
  ],
  options: {
    'trained-on': {
      type: 'text',
      value: 'FROM..UNTIL',
      help: 'the event times that versions were trained on of which nothing is known, such as 2001-01-01..2001-02-01; or `elsewhere`: on other data',
    },
    recipe: {
      type: 'text',
      value: 'NAME',
      help: 'check a recipe of ratchet.yaml instead: what it would have made, in each partition',
    },
    partition: {
      type: 'text',
      value: 'NAME',
      help: 'with --recipe: judge it in this partition alone, such as 2001-03; not recorded',
    },
    markdown: { type: 'text', value: 'FILE', help: 'write a table for a pull request too' },
    junit: { type: 'text', value: 'FILE', help: 'write the result as JUnit XML too' },
    ...reportOptions,
    'no-record': { type: 'flag', help: 'do not record the result' },
  },
  examples: [
    'ratchet check flights@2',
    'ratchet check flights@latest --markdown check.md --junit check.xml',
    'ratchet check model.txt --trained-on 2001-01..2001-02',
    'ratchet check digits@1 --trained-on elsewhere',
    'ratchet check flights --recipe last-month',
  ],
  run: async (context, input) => {
    const save = checkReportsToSave(context, input)
    const started = context.clock.monotonicMs()
    const { check, unrecorded } = await checkOf(context, input, backtest)
    const seconds = (context.clock.monotonicMs() - started) / 1000
    await writeFiles(context, input, check, seconds)
    await save(check)
    context.print(formatCheck(check), check)
    if (!input.flag('no-record')) await record(context, check, unrecorded)
    return check.verdict === 'pass' ? 0 : 1
  },
})

interface Asked {
  readonly check: Check
  /** Why it cannot be recorded. */
  readonly unrecorded?: string | undefined
}

async function checkOf(
  context: CommandContext,
  input: CommandInput,
  command: Command,
): Promise<Asked> {
  const [target] = input.positionals
  const [recipe, partition] = [input.text('recipe'), input.text('partition')]
  const by = { command, trainedOn: input.text('trained-on') }
  if (recipe !== undefined) {
    const subject = await openRecipe(context, target, { recipe, partition })
    const unrecorded =
      partition && 'A check of one partition alone is not recorded: the others may say otherwise.'
    return { check: await checkRecipe(context, subject, by), unrecorded }
  }
  if (partition !== undefined) {
    throw new Problem('usage', '--partition goes with --recipe.', {
      hint: 'A version is judged on all rows that count; `of: every` asks each partition.',
    })
  }
  const subject = await openSubject(context, target)
  const unrecorded =
    subject.version === undefined
      ? `${subject.name} is not in the registry, so the answers are not recorded.`
      : undefined
  return { check: await runCheck(context, subject, by), unrecorded }
}

async function writeFiles(
  { workingFolder }: CommandContext,
  input: CommandInput,
  check: Check,
  seconds: number,
): Promise<void> {
  const [markdown, junit] = [input.text('markdown'), input.text('junit')]
  if (markdown !== undefined) await writeText(resolve(workingFolder, markdown), toMarkdown(check))
  if (junit !== undefined) {
    await writeText(resolve(workingFolder, junit), checkToJunit(check, seconds))
  }
}

async function record(
  context: CommandContext,
  check: Check,
  unrecorded: string | undefined,
): Promise<void> {
  if (unrecorded !== undefined) {
    context.note(unrecorded)
    return
  }
  const summary = await (await context.client()).recordCheck(check)
  context.note(`Recorded ${summary.recordedAt.slice(0, 19)}Z by ${summary.actor}.`)
}
