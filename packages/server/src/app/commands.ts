import type { Command } from '../platform/cli-kit/types.ts'
import { initCommand } from './init/command.ts'
import { ledgerCommands } from './ledger/commands.ts'
import { serveCommand } from './serve/command.ts'

/** Verbs that need the whole program. */
export const appCommands: readonly Command[] = [initCommand, serveCommand, ...ledgerCommands]
