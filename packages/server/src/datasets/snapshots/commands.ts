import type { Command } from '../../platform/cli-kit/types.ts'
import { snapshotCreateCommand } from './commands/create.ts'
import { snapshotDiffCommand } from './commands/diff.ts'
import { snapshotListCommand } from './commands/list.ts'
import { snapshotShowCommand } from './commands/show.ts'
import { snapshotVerifyCommand } from './commands/verify.ts'

/** The verbs of snapshots. */
export const snapshotCommands: readonly Command[] = [
  snapshotCreateCommand,
  snapshotListCommand,
  snapshotShowCommand,
  snapshotDiffCommand,
  snapshotVerifyCommand,
]
