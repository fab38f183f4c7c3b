import type { Command, CommandContext } from '../../../platform/cli-kit/types.ts'
import { verifySnapshot } from '../verify-snapshot.ts'
import { getSnapshot } from './show.ts'

export const snapshotVerifyCommand: Command = {
  name: 'snapshot verify',
  summary: 'Check that snapshots are what they were',
  description:
    'Hashes every part again, reads all rows, and compares digests, rows, times, columns and the hash of the\n' +
    'content with what was recorded. Names each part that differs; the exit code is then 1.',
  positionals: [{ name: 'SNAPSHOT', help: 'NAME, NAME@N, or a digest', repeated: true }],
  options: {},
  examples: ['ratchet snapshot verify flights', 'ratchet snapshot verify flights@1 flights@2'],
  run: async (context, input) => {
    const verdicts = []
    for (const text of input.positionals) verdicts.push(await verify(context, text))
    const human = verdicts.map(({ name, digest, rows, faults }) =>
      faults.length === 0
        ? `${name} is whole: ${rows.toLocaleString('en-US')} rows, ${digest}`
        : [`${name} is not what it was:`, ...faults.map((fault) => `  ${fault}`)].join('\n'),
    )
    context.print(human.join('\n'), { snapshots: verdicts })
    return verdicts.every(({ faults }) => faults.length === 0) ? 0 : 1
  },
}

async function verify(context: CommandContext, text: string) {
  const detail = await getSnapshot(context, text)
  const { snapshot, number, digest, rows, bytes } = detail.snapshot
  const progress = context.progress('verify', 'MB', Math.ceil(bytes / 1e6))
  let done = 0
  const onBytes = (count: number) => {
    done += count
    progress.update(done / 1e6)
  }
  try {
    const blobs = await context.blobFiles()
    const faults = await verifySnapshot(detail, { blobs, signal: context.signal, onBytes })
    return { name: `${snapshot}@${number}`, digest, rows, faults }
  } finally {
    progress.end()
  }
}
