import type { Case, Reply, Target } from '../types.ts'
import { casesOf, get, paths, post, refused } from './make.ts'

/** Health, metadata and readiness. */
export function healthCases(target: Target): readonly Case[] {
  const { model, version } = paths(target)
  const ok = { status: 200 }
  const wrongVerb = { status: 405, error: true, headers: { allow: /GET/ } }
  const del = (path: string) => ({ method: 'DELETE', path })
  return [
    ...casesOf('required', 'health', [
      ['live', 'live answers 200', get('/v2/health/live'), ok],
      [
        'live-body',
        'live says so in JSON',
        get('/v2/health/live'),
        { status: 200, json: { live: true } },
      ],
      [
        'live-type',
        'live is declared as JSON',
        get('/v2/health/live'),
        { status: 200, headers: { 'content-type': /json/ } },
      ],
      ['live-query', 'live takes a query', get('/v2/health/live?probe=1'), ok],
      [
        'live-fast',
        'live answers within 100 ms',
        get('/v2/health/live'),
        { status: 200, withinMs: 100 },
      ],
      ['ready', 'ready answers 200', get('/v2/health/ready'), ok],
      [
        'ready-body',
        'ready says so in JSON',
        get('/v2/health/ready'),
        { status: 200, json: { ready: true } },
      ],
      ['live-post', 'live takes no POST', post('/v2/health/live'), wrongVerb],
      ['ready-post', 'ready takes no POST', post('/v2/health/ready'), wrongVerb],
      ['ready-delete', 'ready takes no DELETE', del('/v2/health/ready'), wrongVerb],
      [
        'nothing',
        'an unknown path of health is 404',
        get('/v2/health/alive'),
        { status: 404, error: true },
      ],
    ]),
    ...casesOf('required', 'server', [
      [
        'metadata',
        'the server describes itself',
        get('/v2'),
        { status: 200, types: { name: 'string', version: 'string', extensions: 'array' } },
      ],
      [
        'type',
        'the description is declared as JSON',
        get('/v2'),
        { status: 200, headers: { 'content-type': /json/ } },
      ],
      ['extensions', 'extensions are texts', get('/v2'), { status: 200, rule: extensionsAreTexts }],
      ['post', 'the description takes no POST', post('/v2'), wrongVerb],
      [
        'nothing',
        'an unknown path is 404 in the shape of errors',
        get('/v2/nothing'),
        { status: 404, error: true },
      ],
      [
        'traversal',
        'a path that climbs is 404',
        get('/v2/models/..%2f..%2fetc%2fpasswd'),
        { status: 404, error: true },
      ],
      ['nul', 'a path with a NUL is 404', get('/v2/models/%00'), { status: 404, error: true }],
      [
        'broken-percent',
        'a path that does not decode is 404 or 400',
        get('/v2/models/%zz'),
        { status: [400, 404], error: true },
      ],
      [
        'proto',
        'the name of a built-in member is no model',
        get('/v2/models/__proto__'),
        { status: 404, error: true },
      ],
    ]),
    ...casesOf('required', 'metadata', [
      ['name', 'has the name', get(model), { status: 200, json: { name: target.model } }],
      ['platform', 'has a platform', get(model), { status: 200, types: { platform: 'string' } }],
      [
        'versions',
        'lists its versions as texts',
        get(model),
        { status: 200, rule: versionsAreTexts },
      ],
      [
        'inputs',
        'lists the inputs as tensors',
        get(model),
        { status: 200, rule: tensorsIn('inputs') },
      ],
      [
        'outputs',
        'lists the outputs as tensors',
        get(model),
        { status: 200, rule: tensorsIn('outputs') },
      ],
      [
        'complete',
        'names every input',
        get(model),
        { status: 200, rule: (reply) => namesEvery(reply, target) },
      ],
      [
        'type',
        'is declared as JSON',
        get(model),
        { status: 200, headers: { 'content-type': /json/ } },
      ],
      [
        'version',
        'a version has metadata',
        get(version),
        { status: 200, json: { name: target.model } },
      ],
      [
        'version-same',
        'of the version that answers it is the same',
        get(version),
        { status: 200, rule: sameInputs },
        [get(model)],
      ],
      [
        'percent',
        'a name in percent signs is the name',
        get(`/v2/models/${percent(target.model)}`),
        { status: 200, json: { name: target.model } },
      ],
      [
        'unknown',
        'an unknown model is 404',
        get('/v2/models/no-such-model'),
        { status: 404, error: true },
      ],
      ['longer', 'a longer name is another', get(`${model}x`), { status: 404, error: true }],
      [
        'unknown-version',
        'an unknown version is 404',
        get(`${model}/versions/987654`),
        { status: 404, error: true },
      ],
      ['post', 'takes no POST', post(model), wrongVerb],
    ]),
    ...casesOf('required', 'ready', [
      [
        'model',
        'a model is ready',
        get(`${model}/ready`),
        { status: 200, json: { name: target.model, ready: true } },
      ],
      [
        'version',
        'a version is ready',
        get(`${version}/ready`),
        { status: 200, json: { ready: true } },
      ],
      [
        'unknown',
        'an unknown model is 404',
        get('/v2/models/no-such-model/ready'),
        { status: 404, error: true },
      ],
      [
        'unknown-version',
        'an unknown version is 404',
        get(`${model}/versions/987654/ready`),
        { status: 404, error: true },
      ],
      ['post', 'takes no POST', post(`${model}/ready`), wrongVerb],
    ]),
    ...casesOf('required', 'verbs', [
      [
        'infer-get',
        'inference takes no GET',
        get(`${model}/infer`),
        { status: 405, error: true, headers: { allow: /POST/ } },
      ],
      [
        'infer-put',
        'inference takes no PUT',
        { method: 'PUT', path: `${model}/infer`, body: {} },
        { status: 405, error: true },
      ],
      [
        'infer-delete',
        'inference takes no DELETE',
        del(`${model}/infer`),
        { status: 405, error: true },
      ],
      [
        'unknown-model',
        'inference at an unknown model is 404',
        post('/v2/models/no-such-model/infer', { inputs: target.inputs }),
        { ...refused, status: 404 },
      ],
      [
        'unknown-version',
        'inference by an unknown version is 404',
        post(`${model}/versions/987654/infer`, { inputs: target.inputs }),
        { ...refused, status: 404 },
      ],
      [
        'unknown-verb',
        'an unknown verb of a model is 404',
        post(`${model}/guess`, {}),
        { ...refused, status: 404 },
      ],
    ]),
  ]
}

function percent(name: string): string {
  return name.replace(/^./, (letter) => `%${letter.charCodeAt(0).toString(16)}`)
}

type Described = {
  inputs?: readonly { name?: unknown }[]
  extensions?: unknown
  versions?: unknown
}

function extensionsAreTexts({ json }: Reply): string | undefined {
  const { extensions } = (json ?? {}) as Described
  return areTexts(extensions) ? undefined : 'extensions are no texts'
}

function versionsAreTexts({ json }: Reply): string | undefined {
  const { versions } = (json ?? {}) as Described
  const isFine = areTexts(versions) && (versions as readonly unknown[]).length > 0
  return isFine ? undefined : 'versions are no texts'
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

const known = /^(BOOL|U?INT(8|16|32|64)|FP(16|32|64)|BF16|BYTES)$/

function tensorsIn(key: 'inputs' | 'outputs') {
  return ({ json }: Reply): string | undefined => {
    const tensors = ((json ?? {}) as Record<string, unknown>)[key]
    if (!Array.isArray(tensors) || tensors.length === 0) return `${key} is no list of tensors`
    for (const { name, datatype, shape } of tensors) {
      const isShape =
        Array.isArray(shape) && shape.every((size) => Number.isInteger(size) && size >= -1)
      if (typeof name !== 'string' || !known.test(String(datatype)) || !isShape) {
        return `${key} has a tensor that is none`
      }
    }
    return undefined
  }
}

function namesEvery({ json }: Reply, { inputs }: Target): string | undefined {
  const names = (((json ?? {}) as Described).inputs ?? []).map(({ name }) => name)
  const lacking = inputs.filter(({ name }) => !names.includes(name))
  return lacking.length === 0 ? undefined : `lacks ${lacking[0]?.name}`
}

function sameInputs(reply: Reply, [other]: readonly Reply[]): string | undefined {
  const inputs = (one: Reply | undefined) => JSON.stringify(((one?.json ?? {}) as Described).inputs)
  return inputs(reply) !== undefined && inputs(reply) === inputs(other)
    ? undefined
    : 'the inputs differ'
}
