import { isDeepStrictEqual } from 'node:util'
import type { Package } from '@ratchet-ml/scoring'
import fc from 'fast-check'
import { flightsPackage } from './flights-package.ts'
import { hostileBodies, secret } from './fuzz-bodies.ts'
import { inferReference, predictReference, type ReferenceRow } from './fuzz-reference.ts'
import { openWorld, type Reply, type World } from './world.ts'

export interface FuzzReport {
  readonly bodies: number
  readonly accepted: number
  readonly statuses: Readonly<Record<string, number>>
  /** The first bodies that were not treated as they must be, and why. */
  readonly faults: readonly { readonly body: string; readonly fault: string }[]
}

export type FuzzPath = '/predict/flights' | '/v2/models/flights/infer'

const atOnce = 8
const block = 1000

/**
 * Sends bodies of all kinds: each must be answered as the reference answers it, or refused in the shape
 * of its protocol without a word of its values.
 */
export async function fuzzServer(path: FuzzPath, count: number, seed: number): Promise<FuzzReport> {
  const pkg = await flightsPackage(1)
  const world = await openWorld()
  await world.live('flights', pkg)
  const statuses: Record<string, number> = {}
  const faults: { body: string; fault: string }[] = []
  const arbitrary = hostileBodies(path.startsWith('/v2') ? 'infer' : 'predict')
  for (let done = 0; done < count; done += block) {
    const numRuns = Math.min(block, count - done)
    const bodies = fc.sample(arbitrary, { numRuns, seed: seed + done })
    for (let at = 0; at < bodies.length; at += atOnce) {
      const some = bodies.slice(at, at + atOnce)
      const replies = await Promise.all(some.map((body) => send(world, path, body)))
      for (const [i, reply] of replies.entries()) {
        statuses[reply.status] = (statuses[reply.status] ?? 0) + 1
        const fault = faultOf(pkg, path, some[i] ?? '', reply)
        if (fault !== undefined) faults.push({ body: String(some[i]), fault })
      }
    }
  }
  await world.close()
  return { bodies: count, accepted: statuses[200] ?? 0, statuses, faults: faults.slice(0, 5) }
}

async function send(world: World, path: string, body: string | Buffer) {
  const { status, json, text } = await world.post(path, body)
  return { status, json, text }
}

type Told = Pick<Reply, 'status' | 'json' | 'text'>

function faultOf(
  pkg: Package,
  path: FuzzPath,
  body: string | Buffer,
  { status, json, text }: Told,
): string | undefined {
  const isV2 = path.startsWith('/v2')
  if (status === 200) {
    const asked = JSON.parse(String(body))
    return isV2
      ? unlike(inferReference(pkg, asked), tensorRows(json))
      : unlike(predictReference(pkg, asked), plainRows(json))
  }
  if (status < 400 || status > 499) return `status ${status}`
  if (text.includes(secret)) return 'repeats a value'
  const isShape = isV2
    ? isDeepStrictEqual(Object.keys(json ?? {}), ['error'])
    : json?.status === status && typeof json.code === 'string' && typeof json.detail === 'string'
  return isShape ? undefined : `the error has another shape: ${text.slice(0, 200)}`
}

type FoundRow = Partial<Record<keyof ReferenceRow, readonly unknown[]>>

function plainRows(json: Reply['json']): readonly FoundRow[] {
  return json.predictions.map(
    ({ outputs, raw }: { outputs: FoundRow; raw: readonly unknown[] }) => ({
      ...{ probability: outputs.probability },
      ...(raw === undefined ? {} : { raw }),
    }),
  )
}

type Tensor = { name: string; shape: number[]; data?: unknown[] }

/** Rows of the tensors that came in JSON. */
function tensorRows(json: Reply['json']): readonly FoundRow[] {
  const tensors = (json?.outputs ?? []) as Tensor[]
  const known = tensors.filter(({ name, data }) => data !== undefined && name !== 'label')
  return Array.from({ length: tensors[0]?.shape[0] ?? 0 }, (_, row) =>
    Object.fromEntries(
      known.map(({ name, shape, data = [] }) => {
        const width = shape[1] ?? 1
        return [name, data.slice(row * width, (row + 1) * width)]
      }),
    ),
  )
}

function unlike(wanted: readonly ReferenceRow[], found: readonly FoundRow[]): string | undefined {
  if (found.length !== wanted.length) return `${found.length} rows, expected ${wanted.length}`
  for (const [i, row] of found.entries()) {
    for (const [name, values] of Object.entries(row)) {
      const expected = wanted[i]?.[name as keyof ReferenceRow]?.map(onWire)
      if (!isDeepStrictEqual(values, expected))
        return `row ${i}: ${name} is ${values}, expected ${expected}`
    }
  }
  return undefined
}

/** Numbers as they come back from JSON. */
function onWire(value: number): unknown {
  return Number.isFinite(value) ? value : String(value)
}
