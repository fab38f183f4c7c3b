import { isAbsolute, resolve } from 'node:path'
import type { ModelConfig } from '@ratchet-ml/protocol'
import type { CommandContext } from '../../platform/cli-kit/types.ts'
import { Problem } from '../../platform/problem.ts'
import type { Project } from '../../platform/project.ts'
import { openSource } from '../../registry/index.ts'
import type { SuitePlace } from './read-suite.ts'
import type { TestRequest } from './service.ts'

/** What a command line tests, and where its cases are. */
export interface Target {
  readonly model: string
  readonly version: TestRequest['version']
  readonly suite: SuitePlace
}

type Context = Pick<CommandContext, 'workingFolder' | 'client' | 'project'> &
  Partial<Pick<CommandContext, 'startEngine'>>

/**
 * The version that TARGET names: a model of ratchet.yaml (its `source`, else its latest version), a
 * version in the registry, or a file; and the suite of its model.
 *
 * @param tests paths that were given instead of the model's own
 * @throws Problem `usage` where there is no TARGET and the project leaves it open
 */
export async function openTarget(
  context: Context,
  target: string | undefined,
  tests: readonly string[],
): Promise<Target> {
  const project = await context.project()
  const model = target ?? onlyModel(project)
  const declared = project?.config.models[model]
  const text = declared === undefined ? model : sourceOf(project, model, declared)
  const opened = await openSource(context, text)
  const name = declared === undefined ? modelOf(project, opened, context, text) : model
  const label =
    opened.version === undefined
      ? declared === undefined
        ? text
        : (declared.source ?? text)
      : `${opened.version.model}@${opened.version.version}`
  return {
    model: name,
    version: { name: label, package: opened.package },
    suite: placeOf(project, name, tests, context.workingFolder),
  }
}

/** Where the cases of a model are. */
function placeOf(
  project: Project | undefined,
  model: string,
  tests: readonly string[],
  workingFolder: string,
): SuitePlace {
  const folder = project?.folder ?? workingFolder
  if (tests.length > 0) {
    const paths = tests.map((path) => resolve(workingFolder, path))
    return { folder, paths, mayBeAbsent: false }
  }
  const said = project?.config.models[model]?.tests
  if (said !== undefined) return { folder, paths: [said].flat(), mayBeAbsent: false }
  return { folder, paths: [`tests/${model}`], mayBeAbsent: true }
}

/** The only model of a project. @throws Problem `usage` where there are none or several */
export function onlyModel(project: Project | undefined): string {
  const [model, ...others] = Object.keys(project?.config.models ?? {})
  if (model !== undefined && others.length === 0) return model
  throw new Problem('usage', 'What is to be tested?', {
    hint:
      model === undefined
        ? 'Name a model file, a package, or NAME@VERSION; here is no ratchet.yaml with a model.'
        : `Name one of the models of ratchet.yaml: ${[model, ...others].join(', ')}.`,
  })
}

function sourceOf(project: Project | undefined, model: string, { source }: ModelConfig): string {
  if (source === undefined || project === undefined) return `${model}@latest`
  return isAbsolute(source) ? source : resolve(project.folder, source)
}

/** The model of the project that a source is of: by its version, its file, or as the only one. */
function modelOf(
  project: Project | undefined,
  opened: Awaited<ReturnType<typeof openSource>>,
  { workingFolder }: Context,
  text: string,
): string {
  if (opened.version !== undefined) return opened.version.model
  const models = Object.entries(project?.config.models ?? {})
  const path = resolve(workingFolder, text)
  const own = models.find(
    ([, { source }]) => source !== undefined && resolve(project?.folder ?? '', source) === path,
  )
  const only = models.length === 1 ? models[0]?.[0] : undefined
  return own?.[0] ?? only ?? opened.name
}
