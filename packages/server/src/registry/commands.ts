import type { Command } from '../platform/cli-kit/types.ts'
import { aliasSetCommand } from './commands/alias-set.ts'
import { exporterPythonCommand } from './commands/exporter-python.ts'
import { importCommand } from './commands/import.ts'
import { inspectCommand } from './commands/inspect.ts'
import { aliasListCommand, modelListCommand, versionListCommand } from './commands/lists.ts'
import { pushCommand } from './commands/push.ts'
import { verifyCommand } from './commands/verify.ts'

/** The verbs of the registry. */
export const registryCommands: readonly Command[] = [
  importCommand,
  inspectCommand,
  verifyCommand,
  pushCommand,
  modelListCommand,
  versionListCommand,
  aliasListCommand,
  aliasSetCommand,
  exporterPythonCommand,
]
