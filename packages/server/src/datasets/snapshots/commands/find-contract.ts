import { ServerProblem } from '@ratchet-ml/client'
import {
  type Contract,
  canonicalJson,
  type Digest,
  loadPackage,
  parseContract,
  sha256,
} from '@ratchet-ml/scoring'
import type { CommandContext } from '../../../platform/cli-kit/types.ts'

export interface NamedContract {
  readonly name: string
  readonly digest: Digest
  readonly contract: Contract
}

/**
 * The contract of an endpoint, or of a version of a model.
 * @throws ServerProblem `model-not-found`, `version-not-found`
 */
export async function findContract(
  context: CommandContext,
  text: string | undefined,
): Promise<NamedContract | undefined> {
  if (text === undefined) return undefined
  const [model = '', reference] = text.split('@')
  const found = reference === undefined ? await ofEndpoint(context, model) : undefined
  const contract = found ?? (await ofModel(context, model, reference ?? 'latest'))
  const bytes = new TextEncoder().encode(canonicalJson(contract))
  return { name: text, digest: await sha256(bytes), contract }
}

async function ofEndpoint(context: CommandContext, name: string): Promise<Contract | undefined> {
  try {
    return parseContract((await (await context.client()).endpoint(name)).contract)
  } catch (problem) {
    const isAbsent = problem instanceof ServerProblem && problem.body.code === 'endpoint-not-found'
    if (isAbsent) return undefined
    throw problem
  }
}

async function ofModel(context: CommandContext, model: string, reference: string) {
  const archive = await (await context.client()).package(model, reference)
  return (await loadPackage(archive)).contract
}
