import { type Requirement, requirementText, type SpecificationView } from '@ratchet-ml/protocol'
import { canonicalJson } from '@ratchet-ml/scoring'
import { shownInstant } from '../../platform/cli-kit/table.ts'
import type { Command, CommandContext, CommandInput } from '../../platform/cli-kit/types.ts'
import { counted } from '../../platform/counted.ts'
import { Problem } from '../../platform/problem.ts'
import type { Project } from '../../platform/project.ts'
import { findAgreed } from './agreed.ts'
import { declaredRequirements, findTask } from './declared-requirements.ts'

const modelPositional = {
  name: 'MODEL',
  help: 'the model (the only one of ratchet.yaml unless told)',
  optional: true,
} as const

const listCommand: Command = {
  name: 'requirement list',
  summary: 'Say what versions of a model must satisfy, as people agreed',
  description: 'Also what ratchet.yaml says otherwise, which is not in force before it is agreed.',
  positionals: [modelPositional],
  options: {},
  examples: ['ratchet requirement list flights'],
  run: async (context, input) => {
    const { model, declared, agreed } = await lookUp(context, input)
    const missing = lackingIn(declared, agreed?.requirements ?? [])
    const surplus = lackingIn(agreed?.requirements ?? [], declared)
    const differs = agreed === undefined || missing.length + surplus.length > 0
    context.print(listText(model, agreed, { declared, missing, surplus }), {
      ...{ model, agreed: agreed ?? null, declared, differs },
    })
    return 0
  },
}

const agreeCommand: Command = {
  name: 'requirement agree',
  summary: 'Agree to what versions of a model must satisfy',
  description:
    'Takes the requirements of ratchet.yaml, checks them, and records them as the next revision. A\n' +
    'version is promoted only when a check by the agreed revision has passed: ratchet check. What is in\n' +
    'force already stays as it is.',
  positionals: [modelPositional],
  options: {
    none: {
      type: 'flag',
      help: 'agree that there are no requirements, whatever ratchet.yaml says',
    },
    reason: { type: 'text', value: 'TEXT', help: 'why these, for the record; needed' },
  },
  examples: [
    'ratchet requirement agree flights --reason "what the airport asked for in May"',
    'ratchet requirement agree flights --none --reason "a trial"',
  ],
  run: async (context, input) => {
    const reason = input.text('reason')?.trim() ?? ''
    if (reason === '') {
      const hint = 'Say --reason TEXT: it stands in the ledger beside your name.'
      throw new Problem('usage', 'Why these requirements?', { hint })
    }
    const { model, declared } = await lookUp(context, input)
    const requirements = input.flag('none') ? [] : [...declared]
    if (requirements.length === 0 && !input.flag('none')) throw nothingDeclared(model)
    const client = await context.client()
    const specification = { ratchetSpecification: 1, model, requirements } as const
    const agreed = await client.agreeSpecification(model, { specification, reason })
    const { revision } = agreed.specification
    const what =
      requirements.length === 0
        ? 'that there are none'
        : counted(requirements.length, 'requirement')
    context.print(
      agreed.outcome === 'agreed'
        ? `Agreed for ${model}, revision ${revision}: ${what}.`
        : `These are in force for ${model} already (revision ${revision}).`,
      agreed,
    )
    return 0
  },
}

/** The verbs that say what is good enough. */
export const requirementCommands: readonly Command[] = [listCommand, agreeCommand]

async function lookUp(context: CommandContext, input: CommandInput) {
  const project = await context.project()
  const model = input.positionals[0] ?? onlyModelOf(project)
  const declared = await declaredRequirements(project, model, await findTask(context, model))
  return { model, declared, agreed: await findAgreed(await context.client(), model) }
}

function onlyModelOf(project: Project | undefined): string {
  const [model, ...others] = Object.keys(project?.config.models ?? {})
  if (model !== undefined && others.length === 0) return model
  const hint =
    model === undefined
      ? 'Name the model; here is no ratchet.yaml with one.'
      : `Name one of the models of ratchet.yaml: ${[model, ...others].join(', ')}.`
  throw new Problem('usage', 'Requirements of which model?', { hint })
}

function nothingDeclared(model: string): Problem {
  return new Problem('usage', `ratchet.yaml has no requirements of ${model}.`, {
    hint:
      `Write them under models.${model}.requirements, such as {metric: log-loss, atMost: 0.5}; or agree\n` +
      `that there are none: ratchet requirement agree ${model} --none --reason TEXT`,
  })
}

/** Requirements of one list that the other has not. */
function lackingIn(
  these: readonly Requirement[],
  those: readonly Requirement[],
): readonly Requirement[] {
  const known = new Set(those.map((one) => canonicalJson(one)))
  return these.filter((one) => !known.has(canonicalJson(one)))
}

interface Differences {
  readonly declared: readonly Requirement[]
  readonly missing: readonly Requirement[]
  readonly surplus: readonly Requirement[]
}

function listText(
  model: string,
  agreed: SpecificationView | undefined,
  { declared, missing, surplus }: Differences,
): string {
  if (agreed === undefined) {
    const file =
      declared.length === 0
        ? []
        : ['ratchet.yaml says, and nobody has agreed:', ...linesOf(declared)]
    const none = declared.length === 0 ? ' --none' : ''
    const how = `Agree with: ratchet requirement agree ${model}${none} --reason TEXT`
    return [`Nobody has agreed what versions of ${model} must satisfy.`, ...file, how].join('\n')
  }
  const { revision, agreedAt, actor, reason, requirements } = agreed
  const when = `revision ${revision}, ${shownInstant(agreedAt)} UTC by ${actor}: ${reason}`
  const differing = [
    ...missing.map((one) => `  + ${lineOf(one)}`),
    ...surplus.map((one) => `  - ${lineOf(one)}`),
  ]
  return [
    `Agreed for ${model} (${when})`,
    ...(requirements.length === 0 ? ['  no requirements'] : linesOf(requirements)),
    ...(differing.length === 0 ? [] : ['ratchet.yaml says otherwise:', ...differing]),
  ].join('\n')
}

function linesOf(requirements: readonly Requirement[]): readonly string[] {
  return requirements.map((one) => `  ${lineOf(one)}`)
}

function lineOf(requirement: Requirement): string {
  const { level, slices, because } = requirement
  const by = slices === undefined ? '' : `, in every slice by ${slices} too`
  const why = because === undefined ? '' : `  # ${because}`
  return `${level.padEnd(6)} ${requirementText(requirement)}${by}${why}`
}
