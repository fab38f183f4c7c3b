import { buildPackage, ModelBuilder, outputsOfTask, type Package } from '@ratchet-ml/scoring'

/** How far x is from 0 and from 8: two clusters, or outliers where it is more than 3 from 0. */
export function distancePackage(task: 'anomaly' | 'clustering'): Promise<Package> {
  const builder = new ModelBuilder()
  builder.step({ op: 'input@1', out: 'row', width: 1 })
  builder.step({
    op: 'distance@1',
    in: 'row',
    out: 'distance',
    points: 'points',
    count: 2,
    by: 'manhattan',
  })
  builder.coefficient('points', Float64Array.of(0, 8), [2, 1])
  const classes = [-1, 1]
  return buildPackage({
    source: { format: 'test' },
    importer: { name: 'test', version: 1 },
    contract: {
      task,
      inputs: [{ name: 'x', role: 'feature', type: 'number', missing: 'refuse' }],
      extra: 'ignore',
      ...(task === 'anomaly' && { classes }),
      outputs: outputsOfTask(task, task === 'anomaly' ? { classes } : { targets: 2 }),
      numeric: { raw: 'bit-exact', linkUlp: 0 },
    },
    ...(task === 'anomaly' ? outliers(builder) : clusters(builder)),
  })
}

function outliers(builder: ModelBuilder) {
  builder.step({ op: 'select@1', in: 'distance', out: 'first', columns: [0] })
  const numbers = { columns: [0], factors: 'factors', terms: 'terms' }
  builder.step({ op: 'multiplyAdd@1', in: 'first', out: 'score', ...numbers })
  builder.coefficient('factors', Float64Array.of(-1))
  builder.coefficient('terms', Float64Array.of(3))
  builder.step({ op: 'threshold@1', in: 'score', out: 'label', bound: 0, orEqual: true })
  return builder.build({ raw: 'score', label: 'label', score: 'score' })
}

function clusters(builder: ModelBuilder) {
  builder.step({ op: 'map@1', in: 'distance', out: 'nearness', function: 'negative' })
  builder.step({ op: 'classify@1', in: 'nearness', out: 'cluster' })
  return builder.build({ raw: 'nearness', cluster: 'cluster', distance: 'distance' })
}
