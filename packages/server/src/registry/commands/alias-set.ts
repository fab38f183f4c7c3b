import type { Command } from '../../platform/cli-kit/types.ts'

export const aliasSetCommand: Command = {
  name: 'alias set',
  summary: 'Put a label on a version',
  description:
    'An alias is a label for people and scripts: NAME@ALIAS. It never changes what serves.\n' +
    'champion, standby and latest are set by Ratchet itself.',
  positionals: [
    { name: 'NAME', help: 'the model' },
    { name: 'ALIAS', help: 'the label' },
    { name: 'VERSION', help: 'a number, a digest, or another alias' },
  ],
  options: {
    expected: {
      type: 'integer',
      value: 'N',
      help: 'only if the alias holds version N now (0: if it is not set)',
    },
    reason: { type: 'text', value: 'TEXT', help: 'why, for the ledger' },
  },
  examples: [
    'ratchet alias set flights reviewed 3',
    'ratchet alias set flights best 4 --expected 3',
  ],
  run: async (context, input) => {
    const [model = '', alias = '', reference = ''] = input.positionals
    const client = await context.client()
    const { version } = await client.version(model, reference)
    const expected = input.number('expected')
    const set = await client.setAlias(model, alias, {
      version,
      reason: input.text('reason') ?? '',
      ...(expected === undefined ? {} : { expected }),
    })
    context.print(`${model}@${alias} is ${model}@${set.version}`, set)
    return 0
  },
}
