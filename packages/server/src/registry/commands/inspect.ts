import type { Command } from '../../platform/cli-kit/types.ts'
import { describePackage, formatDescription } from '../describe-package.ts'
import { openSource } from '../source.ts'

export const inspectCommand: Command = {
  name: 'inspect',
  summary: 'Say what a model is, and what its file cannot say',
  positionals: [{ name: 'SOURCE', help: 'a model file, a package, or NAME@VERSION' }],
  options: {},
  examples: ['ratchet inspect model.txt', 'ratchet inspect flights@champion'],
  run: async (context, input) => {
    const [text = ''] = input.positionals
    const description = describePackage(await openSource(context, text))
    context.print(formatDescription(description), description)
    return 0
  },
}
