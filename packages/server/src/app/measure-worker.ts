// A process of its own that loads a model and times it, so that nothing else is in its memory or in its
// way. Started by name (`@ratchet-ml/server/measure-worker`), never imported. Its argument is the job, its
// standard input the package's archive, its standard output the reply as JSON.
import { Refusal } from '@ratchet-ml/scoring'
import { measureModel } from '../evaluation/requirements/measure/measure-model.ts'
import type { MeasureJob, Unmeasured } from '../evaluation/requirements/measure/types.ts'
import type { StartEngine } from '../platform/graph-engine.ts'
import { Problem, problemOfRefusal } from '../platform/problem.ts'
import { startCommandEngine } from './command-engine.ts'

const job = JSON.parse(process.argv[2] ?? '{}') as MeasureJob // written by measure-machine
// Whoever ends this process ends its engine with it.
const start: StartEngine = (files) => startCommandEngine(files)
const reply = await measureModel(process.stdin, job, start).catch(toUnmeasured)
process.stdout.write(JSON.stringify(reply))

function toUnmeasured(thrown: unknown): Unmeasured {
  const problem = thrown instanceof Refusal ? problemOfRefusal(thrown) : thrown
  if (!(problem instanceof Problem)) throw thrown
  const { code, message, hint } = problem
  return { problem: { code, message, ...(hint !== undefined && { hint }) } }
}
