import { resolve } from 'node:path'
import { type Client, ServerProblem } from '@ratchet-ml/client'
import type { Requirement, SpecificationView, VersionView } from '@ratchet-ml/protocol'
import type { Digest, Task } from '@ratchet-ml/scoring'
import type { CommandContext } from '../../platform/cli-kit/types.ts'
import { Problem } from '../../platform/problem.ts'
import type { Project } from '../../platform/project.ts'
import { findRecipes } from '../backtest/recipes/settle-recipes.ts'
import { onlyModel, openTarget, type Target } from '../regression/open-target.ts'
import { findAgreed } from '../requirements/agreed.ts'
import { declaredRequirements } from '../requirements/declared-requirements.ts'

/** What a version or a recipe of a model is judged by. */
export interface Standard {
  readonly model: string
  /** `flights@2`, the name of a file, or `recipe:monthly`. */
  readonly name: string
  readonly agreed?: SpecificationView
  /** What ratchet.yaml says, checked. */
  readonly declared: readonly Requirement[]
  readonly champion?: VersionView
  /** Of its package; a recipe has none. */
  readonly digest?: Digest
}

/** A version or a file that is checked. */
export interface Subject extends Standard {
  readonly digest: Digest
  /** How a command line names it, from wherever it is run. */
  readonly source: string
  readonly target: Target
  /** Its version in the registry; absent where it is none. */
  readonly version?: VersionView
}

/** A way of making models that is checked. */
export interface RecipeSubject extends Standard {
  readonly recipe: string
  /** The only partition that it is judged in; absent: all. */
  readonly partition?: string
}

/**
 * Opens what TARGET names, with all that is known of its model. A file whose bytes are a version of the
 * registry is that version.
 *
 * @throws Problem as `openTarget` does; `requirement-invalid`
 */
export async function openSubject(
  context: CommandContext,
  text: string | undefined,
): Promise<Subject> {
  const project = await context.project()
  const client = await context.client()
  const target = await openTarget(context, text, [])
  const { model } = target
  const { digest, contract } = target.version.package
  const version = await findVersion(client, model, digest)
  const name = version === undefined ? target.version.name : `${model}@${version.version}`
  return {
    ...(await standardOf(client, project, model, contract.task)),
    ...{ model, target, name, digest },
    source: version === undefined ? pathOf(context, project, target) : name,
    ...(version && { version }),
  }
}

/**
 * A recipe of ratchet.yaml, judged as a model's versions are.
 *
 * @param model the only one of ratchet.yaml unless told
 * @throws Problem `usage` for a model or a recipe that ratchet.yaml does not have; `requirement-invalid`
 */
export async function openRecipe(
  context: CommandContext,
  model: string | undefined,
  { recipe, partition }: { readonly recipe: string; readonly partition?: string | undefined },
): Promise<RecipeSubject> {
  const project = await context.project()
  const name = model ?? onlyModel(project)
  findRecipes([recipe], project?.config.recipes ?? {})
  if (project?.config.models[name] === undefined) {
    throw new Problem('usage', `ratchet.yaml has no model ${JSON.stringify(name)}.`, {
      hint: `A recipe is checked as one of a model: ratchet check MODEL --recipe ${recipe}`,
    })
  }
  return {
    ...(await standardOf(await context.client(), project, name, undefined)),
    ...{ model: name, name: `recipe:${recipe}`, recipe },
    ...(partition !== undefined && { partition }),
  }
}

async function standardOf(
  client: Client,
  project: Project | undefined,
  model: string,
  task: Task | undefined,
): Promise<Pick<Standard, 'declared' | 'agreed' | 'champion'>> {
  const agreed = await findAgreed(client, model)
  const champion = await findVersion(client, model, 'champion')
  return {
    declared: await declaredRequirements(project, model, task),
    ...(agreed && { agreed }),
    ...(champion && { champion }),
  }
}

async function findVersion(
  client: Client,
  model: string,
  reference: string,
): Promise<VersionView | undefined> {
  try {
    return await client.version(model, reference)
  } catch (problem) {
    const isAbsent = problem instanceof ServerProblem && problem.body.status === 404
    if (isAbsent) return undefined
    throw problem
  }
}

/** A source of ratchet.yaml is relative to that file, any other to the working folder. */
function pathOf(
  { workingFolder }: CommandContext,
  project: Project | undefined,
  { model, version }: Target,
): string {
  const isDeclared = project?.config.models[model]?.source === version.name
  return resolve(isDeclared ? (project?.folder ?? workingFolder) : workingFolder, version.name)
}
