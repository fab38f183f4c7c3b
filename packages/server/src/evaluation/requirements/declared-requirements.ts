import { readFile } from 'node:fs/promises'
import { ServerProblem } from '@ratchet-ml/client'
import { type FieldFault, ProjectConfig, type Requirement } from '@ratchet-ml/protocol'
import type { Task } from '@ratchet-ml/scoring'
import { checkYaml } from '../../platform/checked-yaml.ts'
import type { CommandContext } from '../../platform/cli-kit/types.ts'
import { Problem } from '../../platform/problem.ts'
import type { Project } from '../../platform/project.ts'
import { checkMetricNames } from '../business-metrics/index.ts'
import { baselineNames } from './baseline-names.ts'
import { findRequirementFaults } from './requirement-faults.ts'
import { machineMetrics } from './types.ts'

/**
 * What ratchet.yaml says that a model must satisfy, checked; empty when it says nothing.
 *
 * @param task of the model, where it is known
 * @throws Problem `requirement-invalid` naming every fault with its line; `config-invalid` for a metric of
 * the model with the name of another
 */
export async function declaredRequirements(
  project: Project | undefined,
  model: string,
  task: Task | undefined,
): Promise<readonly Requirement[]> {
  const declared = project?.config.models[model]
  const requirements = declared?.requirements ?? []
  checkMetricNames(Object.keys(declared?.metrics ?? {}), new Set(machineMetrics))
  if (project === undefined || requirements.length === 0) return requirements
  const faults = findRequirementFaults(requirements, {
    task,
    own: declared?.metrics ?? {},
    baselines: baselineNames(project.config.backtests[model]?.baselines),
    recipes: Object.keys(project.config.recipes),
  })
  if (faults.length === 0) return requirements
  const text = await readFile(project.file, 'utf8')
  const form = { schema: ProjectConfig, code: 'config-invalid', empty: {} } as const
  const { lineOf } = checkYaml(text, project.file, form)
  const errors = faults.map(({ index, key, detail }): FieldFault => {
    const path = ['models', model, 'requirements', index, key]
    const told = `line ${lineOf(path)}, ${path.join('.')}: ${detail}.`
    return { code: 'requirement-invalid', pointer: `/${path.join('/')}`, detail: told }
  })
  const all = errors.map(({ detail }) => detail).join('\n')
  throw new Problem('requirement-invalid', `${project.file}: ${all}`, { errors })
}

/** The task of a model by its latest version in the registry; `undefined` before there is one. */
export async function findTask(
  context: Pick<CommandContext, 'client'>,
  model: string,
): Promise<Task | undefined> {
  try {
    return (await (await context.client()).version(model, 'latest')).task as Task // as it was pushed
  } catch (problem) {
    const isAbsent =
      problem instanceof ServerProblem && /^(model|version)-not-found$/.test(problem.body.code)
    if (isAbsent) return undefined
    throw problem
  }
}
