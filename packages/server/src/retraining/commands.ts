import { resolve } from 'node:path'
import type { Provenance } from '@ratchet-ml/protocol'
import { packPackage } from '@ratchet-ml/scoring'
import type { Command, CommandContext, CommandInput, Progress } from '../platform/cli-kit/types.ts'
import { Problem } from '../platform/problem.ts'
import { checkFree, writePackage } from '../registry/index.ts'
import { type Kept, textOfReport } from './report-text.ts'
import { type TrainResult, trainModel } from './service.ts'
import { toTrainRequest } from './train-request.ts'
import type { TrainProgress, TrainReport, TrainRequest } from './types.ts'

const train: Command = {
  name: 'train',
  summary: 'Train a built-in model on a dataset',
  description:
    'Learns a logistic (two classes) or linear (numbers) regression with an L2 penalty. The same\n' +
    'rows and settings give the same package, byte for byte.',
  positionals: [{ name: 'TRAINER', help: 'logistic or linear' }],
  options: {
    dataset: {
      type: 'text',
      value: 'NAME',
      help: 'a dataset of ratchet.yaml (else the one of --name, or the only one)',
    },
    rows: { type: 'text', value: 'FILE', repeated: true, help: 'a data file instead of a dataset' },
    label: { type: 'text', value: 'COLUMN', help: "what is to be predicted (else the dataset's)" },
    features: {
      type: 'text',
      value: 'A,B',
      repeated: true,
      help: 'columns to learn from (else all but times and what makes up the label)',
    },
    derive: {
      type: 'text',
      value: 'NAME=EXPR',
      repeated: true,
      help: 'a further column made from others',
    },
    time: { type: 'text', value: 'COLUMN', help: "column of event times (else the dataset's)" },
    zone: { type: 'text', value: 'ZONE', help: 'zone of times written without one (else UTC)' },
    from: { type: 'text', value: 'TIME', help: 'first event time, such as 2001-01-01 or 2001-01' },
    until: { type: 'text', value: 'TIME', help: 'event times before this' },
    l2: { type: 'number', value: 'NUMBER', help: 'strength of the penalty', default: 1 },
    output: {
      type: 'text',
      short: 'o',
      value: 'PATH',
      help: 'write the package here: one file where the name ends in .ratchet, else a folder',
    },
    force: { type: 'flag', help: 'replace the file of --output' },
    name: { type: 'text', value: 'MODEL', help: 'push it as a new version of this model' },
    reason: { type: 'text', value: 'TEXT', help: 'why, for the ledger (with --name)' },
  },
  examples: [
    'ratchet train logistic --dataset flights --from 2001-01 --until 2001-02 --name flights',
    'ratchet train logistic --rows rows.csv --label churned -o churn.ratchet',
  ],
  run: async (context, input) => {
    const request = await toTrainRequest(context, input)
    const output = await outputOf(context, input)
    const model = input.text('name')
    if (output === undefined && model === undefined) {
      throw new Problem('usage', 'The trained model would be lost.', {
        hint: 'Give -o FILE to write it, or --name MODEL to register it.',
      })
    }
    const result = await trainWithProgress(context, request)
    if (output !== undefined) {
      await writePackage(result.package, output, { overwrite: input.flag('force') })
    }
    const version = model === undefined ? undefined : await push(context, input, model, result)
    const kept: Kept = {
      ...(output === undefined ? {} : { file: output }),
      ...(version === undefined ? {} : { version }),
    }
    context.print(textOfReport(result.report, kept), { ...result.report, ...kept })
    return 0
  },
}

export const retrainingCommands: readonly Command[] = [train]

async function outputOf(context: CommandContext, input: CommandInput): Promise<string | undefined> {
  const output = input.text('output')
  if (output === undefined) return undefined
  const path = resolve(context.workingFolder, output)
  if (!input.flag('force')) await checkFree(path)
  return path
}

async function trainWithProgress(
  context: CommandContext,
  request: TrainRequest,
): Promise<TrainResult> {
  let reading: Progress | undefined
  const onProgress = (progress: TrainProgress): void => {
    switch (progress.kind) {
      case 'reading':
        reading ??= context.progress('train', 'rows', progress.total)
        reading.update(progress.rows)
        return
      case 'read':
        reading?.end()
        context.note(`Learning from ${progress.rows.toLocaleString('en-US')} rows.`)
        return
      case 'solving': {
        const { iteration, objective, gradientNorm } = progress
        const gradient = gradientNorm.toExponential(1)
        context.note(`Iteration ${iteration}: objective ${objective}, gradient ${gradient}.`)
        return
      }
    }
  }
  try {
    return await trainModel(request, { signal: context.signal, onProgress })
  } finally {
    reading?.end()
  }
}

/** @returns `model@3` */
async function push(
  context: CommandContext,
  input: CommandInput,
  model: string,
  { report, package: built }: TrainResult,
): Promise<string> {
  const client = await context.client()
  const config = (await context.project())?.config.models[model]
  const reason = input.text('reason')
  const { version } = await client.push(model, packPackage(built), {
    provenance: provenanceOf(report),
    ...(reason === undefined ? {} : { reason }),
    ...(config && { purpose: config.purpose, owner: config.owner }),
  })
  return `${version.model}@${version.version}`
}

function provenanceOf(report: TrainReport): Provenance {
  const { trainedOn, dataset, datasetDigest, algorithm, l2, label } = report
  return {
    source: `snapshot ${datasetDigest}`,
    dataset,
    by: `ratchet train ${algorithm} --label ${label} --l2 ${l2}`,
    ...(trainedOn && { trainedOn }),
  }
}
