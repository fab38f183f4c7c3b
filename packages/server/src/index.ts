/** What others may use of the server: to start it in a process of theirs, and to document it. */
export { describeCommands } from './app/describe-commands.ts'
export { main } from './app/main.ts'
