import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ServerProblem } from '@ratchet-ml/client'
import { type LogRecordView, TestRun } from '@ratchet-ml/protocol'
import { type Package, packPackage } from '@ratchet-ml/scoring'
import { bodyOfProblem } from '../../../platform/http-kit/problem-body.ts'
import { Problem } from '../../../platform/problem.ts'
import { parseProject } from '../../../platform/project.ts'
import { aContext } from '../../../registry/testing/command-context.ts'
import { regressionCommands } from '../commands.ts'

export interface WorldFiles {
  readonly [path: string]: string
}

/** A project of one model, `price`, with files, and the commands in it. */
export async function aProject(pkg: Package, files: WorldFiles, tests?: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'ratchet-cases-'))
  const price = { purpose: 'p', owner: 'o', source: 'price.ratchet', tests }
  const yaml = JSON.stringify({ ratchet: 1, models: { price } })
  const all = { 'ratchet.yaml': yaml, ...files }
  for (const [path, text] of Object.entries(all)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  await writeFile(join(folder, 'price.ratchet'), packPackage(pkg))
  const file = join(folder, 'ratchet.yaml')
  const project = { file, folder, config: parseProject(yaml, file) }
  const context = { ...aContext(folder), project: async () => project }
  return { folder, context, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

export type World = Awaited<ReturnType<typeof aProject>>
type Options = Readonly<Record<string, string | true | number | readonly string[]>>

/** Runs `ratchet test` or `ratchet test add` there. */
export async function run(
  { context }: World,
  name: 'test' | 'test add',
  positionals: readonly string[] = [],
  options: Options = {},
) {
  const texts = (option: string) => {
    const value = options[option]
    return value === undefined || value === true ? [] : [value].flat().map(String)
  }
  const command = regressionCommands.find((one) => one.name === name)
  const status = await command?.run(context, {
    positionals,
    texts,
    text: (option) => texts(option).at(-1),
    flag: (option) => options[option] === true,
    number: (option) => (options[option] === undefined ? undefined : Number(options[option])),
  })
  const printed = context.printed.at(-1)
  return { status, human: printed?.human ?? '', data: printed?.data }
}

/** Runs `ratchet test` there and reads its result. */
export async function runSuite(
  world: World,
  options: Options = {},
  target: readonly string[] = [],
) {
  const { status, human, data } = await run(world, 'test', target, options)
  return { status, human, result: TestRun.parse(data) }
}

/** The world with a prediction log of these records. */
export async function withLog(world: World, records: readonly LogRecordView[]): Promise<World> {
  const client = await world.context.client()
  const logRecord = async (_: string, id: string) => {
    const found = records.find(({ predictionId }) => predictionId === id)
    if (found !== undefined) return found
    throw new ServerProblem(bodyOfProblem(new Problem('prediction-not-found', id)))
  }
  const context = { ...world.context, client: async () => ({ ...client, logRecord }) }
  return { ...world, context }
}
