import type { Command } from '../platform/cli-kit/types.ts'
import { explainCommand } from './explain-command.ts'
import { predictCommand } from './predict-command.ts'

export const batchCommands: readonly Command[] = [predictCommand, explainCommand]
