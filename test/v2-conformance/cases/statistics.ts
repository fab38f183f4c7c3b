import { at } from '../judge.ts'
import type { Case, Reply, Target } from '../types.ts'
import { casesOf, get, paths, post } from './make.ts'

/** What a server says of a model beside the protocol: its statistics, its configuration. */
export function statisticsCases(target: Target): readonly Case[] {
  const { model, version, infer } = paths(target)
  const stats = get(`${model}/stats`)
  const own = { status: 200, json: { 'model_stats.0.name': target.model } }
  const counted = ({ json }: Reply, [before]: readonly Reply[]) => {
    const rows = (one: unknown) => Number(at(one, 'model_stats.0.inference_count'))
    return rows(json) === rows(before?.json) + 2 ? undefined : 'two more rows were not counted'
  }
  const numbers = {
    'model_stats.0.inference_stats.success.count': 'number',
    'model_stats.0.inference_stats.success.ns': 'number',
    'model_stats.0.inference_stats.fail.count': 'number',
    'model_stats.0.execution_count': 'number',
  }
  return [
    ...casesOf('statistics', 'stats', [
      ['model', 'a model has statistics', stats, own],
      ['version', 'a version has statistics', get(`${version}/stats`), own],
      [
        'all',
        'all models have statistics',
        get('/v2/models/stats'),
        { status: 200, types: { model_stats: 'array' } },
      ],
      ['numbers', 'statistics count and sum', stats, { status: 200, types: numbers }],
      [
        'count',
        'rows that were answered are counted',
        stats,
        { status: 200, rule: counted },
        [stats, post(infer, { inputs: target.inputs })],
      ],
      [
        'unknown',
        'an unknown model is 404',
        get('/v2/models/no-such-model/stats'),
        { status: 404, error: true },
      ],
      ['post', 'statistics take no POST', post(`${model}/stats`), { status: 405, error: true }],
    ]),
    ...casesOf('model_configuration', 'config', [
      [
        'name',
        'a model has a configuration',
        get(`${model}/config`),
        { status: 200, json: { name: target.model }, types: { input: 'array', output: 'array' } },
      ],
      [
        'types',
        'the configuration has types',
        get(`${model}/config`),
        { status: 200, rule: configTypes },
      ],
      [
        'unknown',
        'an unknown model is 404',
        get('/v2/models/no-such-model/config'),
        { status: 404, error: true },
      ],
    ]),
  ]
}

function configTypes({ json }: Reply): string | undefined {
  const inputs = at(json, 'input')
  const isFine =
    Array.isArray(inputs) &&
    inputs.every((one) => /^TYPE_[A-Z0-9]+$/.test(String(at(one, 'data_type'))))
  return isFine ? undefined : 'an input has no type'
}
