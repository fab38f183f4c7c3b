import { openWorkshop } from '../open-workshop.ts'

/**
 * A process of its own: makes tables of a folder's log and merges them, over and over, and says when it
 * begins. It goes on until it is killed. Argument: the folder.
 */
const [folder = ''] = process.argv.slice(2)
const workshop = openWorkshop(folder)
process.stdout.write('begun\n')
for (;;) await workshop.answer({ kind: 'upkeep', merges: 2, keepDays: {}, now: 0 }, 600_000)
