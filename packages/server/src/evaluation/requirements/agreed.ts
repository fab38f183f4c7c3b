import { type Client, ServerProblem } from '@ratchet-ml/client'
import type { SpecificationView } from '@ratchet-ml/protocol'

/** What is agreed of a model; `undefined` when nothing was ever agreed. */
export async function findAgreed(
  client: Client,
  model: string,
): Promise<SpecificationView | undefined> {
  try {
    return await client.specification(model)
  } catch (problem) {
    const isAbsent =
      problem instanceof ServerProblem && problem.body.code === 'specification-not-found'
    if (isAbsent) return undefined
    throw problem
  }
}
