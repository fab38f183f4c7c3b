import { at } from '../judge.ts'
import type { Case, Reply, Target } from '../types.ts'
import { casesOf, get, post, refused } from './make.ts'

export function repositoryCases(target: Target): readonly Case[] {
  const index = '/v2/repository/index'
  const listed = ({ json }: Reply) =>
    Array.isArray(json) &&
    json.some((one) => at(one, 'name') === target.model && at(one, 'state') === 'READY')
      ? undefined
      : 'the model is not listed as READY'
  return casesOf('model_repository', 'repository', [
    ['index', 'the index lists the model', post(index, {}), { status: 200, rule: listed }],
    [
      'index-ready',
      'the index of the ready lists the model',
      post(index, { ready: true }),
      { status: 200, rule: listed },
    ],
    [
      'index-empty',
      'the index takes an empty body',
      post(index, ''),
      { status: 200, rule: listed },
    ],
    ['index-bad', 'a setting that is a text is refused', post(index, { ready: 'yes' }), refused],
    [
      'load',
      'a model that is there can be loaded',
      post(`/v2/repository/models/${target.model}/load`, {}),
      { status: 200 },
    ],
    [
      'unknown',
      'an unknown model cannot be loaded',
      post('/v2/repository/models/no-such-model/load', {}),
      refused,
    ],
    [
      'file',
      'a file of the caller is not loaded',
      post(`/v2/repository/models/${target.model}/load`, {
        parameters: { 'file:1/model.txt': 'aHVudGVyMi03Mzkx' },
      }),
      refused,
    ],
    ['get', 'the index takes no GET', get(index), { status: 405, error: true }],
  ])
}
