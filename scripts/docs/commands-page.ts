import { describeCommands } from '@ratchet-ml/server'
import { generated } from './markdown.ts'

/** Every verb of the command line, as its own help has it. */
export async function commandsPage(): Promise<string> {
  const helps = await describeCommands()
  const sections = helps.flatMap(({ name, help }) => [
    `## ratchet ${name}`,
    '',
    '```text',
    help.trimEnd(),
    '```',
    '',
  ])
  return generated('Commands', [
    'Exit codes: 0 done; 1 a gate said no; 2 the command line is wrong; 3 bad input; 4 not found;',
    '5 conflict; 6 unavailable; 7 a fault of ratchet; 130 interrupted. With `--json` each command',
    'writes one line of JSON on standard output, and a problem as JSON on standard error. No command',
    'asks questions.',
    '',
    ...sections,
  ])
}
