import { resolve } from 'node:path'
import { type Client, ServerProblem } from '@ratchet-ml/client'
import type { Requirement, SpecificationView, VersionView } from '@ratchet-ml/protocol'
import type { CommandContext } from '../../platform/cli-kit/types.ts'
import type { Project } from '../../platform/project.ts'
import { openTarget, type Target } from '../regression/open-target.ts'
import { findAgreed } from '../requirements/agreed.ts'
import { declaredRequirements } from '../requirements/declared-requirements.ts'

/** What is checked, and by what. */
export interface Subject {
  readonly model: string
  /** `flights@2`, or the name of a file. */
  readonly name: string
  /** How a command line names it, from wherever it is run. */
  readonly source: string
  readonly target: Target
  /** Its version in the registry; absent where it is none. */
  readonly version?: VersionView
  readonly agreed?: SpecificationView
  /** What ratchet.yaml says, checked. */
  readonly declared: readonly Requirement[]
  readonly champion?: VersionView
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
  const agreed = await findAgreed(client, model)
  const champion = await findVersion(client, model, 'champion')
  const name = version === undefined ? target.version.name : `${model}@${version.version}`
  return {
    ...{ model, target, name },
    source: version === undefined ? pathOf(context, project, target) : name,
    declared: await declaredRequirements(project, model, contract.task),
    ...(version && { version }),
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
