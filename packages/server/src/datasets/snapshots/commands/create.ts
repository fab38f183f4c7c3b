import type { SnapshotCreated } from '@ratchet-ml/protocol'
import type { Command, CommandContext } from '../../../platform/cli-kit/types.ts'
import { encodings } from '../../formats/csv-dialect/types.ts'
import { bytesOfWork, type Made, makeSnapshot } from '../create/create-snapshot.ts'
import type { SnapshotRequest } from '../create/request.ts'
import { describeMade } from './describe-made.ts'
import { toSnapshotRequest } from './snapshot-request.ts'

export const snapshotCreateCommand: Command = {
  name: 'snapshot create',
  summary: 'Keep the state of a dataset for good',
  description:
    'Copies the data into the data folder under the hash of its bytes. Equal content has an equal digest on\n' +
    'every machine; what is there already is not kept twice, and a file that was not touched since the last\n' +
    'snapshot of the name is not read again. Wherever a dataset is named, snapshot:NAME@N names its state.\n\n' +
    'Without --from it is the dataset NAME of ratchet.yaml. A source is a file, a folder, a pattern, a dataset\n' +
    'of ratchet.yaml, or log:ENDPOINT, the predictions of an endpoint with their outcomes. Parquet is kept as it\n' +
    'is; CSV and NDJSON become Parquet.\n\n' +
    'Rows that cannot be read or that break the contract are put aside with file, row and reason, and refuse\n' +
    'the snapshot unless --max-bad allows their share.',
  positionals: [{ name: 'NAME', help: 'the name of the snapshots' }],
  options: {
    from: {
      type: 'text',
      value: 'SOURCE',
      help: 'a file, folder, "pattern", dataset, or log:ENDPOINT',
      repeated: true,
    },
    time: { type: 'text', value: 'COLUMN', help: 'the column of event times' },
    zone: { type: 'text', value: 'ZONE', help: 'the zone of times written without one (else UTC)' },
    without: { type: 'text', value: 'COLUMN', help: 'a column that is left out', repeated: true },
    encoding: {
      type: 'text',
      value: 'NAME',
      help: 'the encoding of CSV files (else UTF-8)',
      choices: encodings,
    },
    csv: {
      type: 'text',
      value: 'KEY=VALUE',
      help: 'how CSV files are written, where it is not found out: separator, quote, header=no, decimal',
      repeated: true,
    },
    contract: {
      type: 'text',
      value: 'NAME',
      help: 'an endpoint, or a model with or without @VERSION, whose contract the rows must keep',
    },
    id: { type: 'text', value: 'COLUMN', help: 'a column that must differ in every row' },
    'max-bad': {
      type: 'number',
      value: 'SHARE',
      help: 'the share of faulty rows allowed (else 0)',
    },
    'fresh-within': {
      type: 'text',
      value: 'SPAN',
      help: 'refuse data whose newest row is older, such as 36h or 2d',
    },
    'as-of': { type: 'text', value: 'TIME', help: 'the data as it was known at this time' },
    recorded: {
      type: 'text',
      value: 'COLUMN',
      help: 'the column that says when a row became known, for --as-of',
    },
    features: {
      type: 'text',
      value: 'FILE',
      help: 'a table of features; each row takes the newest of its unit that was known at its time',
    },
    on: { type: 'text', value: 'COLUMN', help: 'the unit, in the rows and in the features' },
    'feature-time': {
      type: 'text',
      value: 'COLUMN',
      help: 'the event time of the features (else the column of --time)',
    },
    'feature-recorded': {
      type: 'text',
      value: 'COLUMN',
      help: 'when a row of features became known (else its event time)',
    },
    rehash: { type: 'flag', help: 'read files that were not touched all the same' },
    reason: { type: 'text', value: 'TEXT', help: 'why, for the ledger' },
  },
  examples: [
    'ratchet snapshot create flights',
    'ratchet snapshot create flights --from "days/*.csv" --time date --zone America/New_York',
    'ratchet snapshot create answered --from log:flights --as-of 2026-11-01T00:00:00Z',
    'ratchet snapshot create orders --from orders.parquet --time at --features customers.parquet --on customer',
    'ratchet snapshot create flights --contract flights@champion --max-bad 0.001',
  ],
  run: async (context, input) => {
    const { request, end } = await toSnapshotRequest(context, input)
    try {
      const made = await makeWithProgress(context, request)
      const created = await record(context, request, made)
      const described = describeMade(made, created)
      for (const note of described.notes) context.note(note)
      context.print(described.human, described.data)
      return 0
    } finally {
      await end()
    }
  },
}

async function makeWithProgress(context: CommandContext, request: SnapshotRequest): Promise<Made> {
  const total = bytesOfWork(request.files)
  const progress = context.progress('snapshot', 'MB', Math.ceil(total / 1e6))
  let done = 0
  const onBytes = (bytes: number) => {
    done += bytes
    progress.update(done / 1e6)
  }
  try {
    return await makeSnapshot(request, {
      ...{
        blobs: await context.blobFiles(),
        clock: context.clock,
        signal: context.signal,
        onBytes,
      },
      release: (await (await context.client()).status()).release,
    })
  } finally {
    progress.end()
  }
}

/** Parts first, the record last: what is recorded is there. */
async function record(
  context: CommandContext,
  { name }: SnapshotRequest,
  { snapshot, staged, known }: Made,
): Promise<SnapshotCreated> {
  try {
    for (const blob of staged) await blob.keep()
  } catch (cause) {
    for (const blob of staged) await blob.discard()
    throw cause
  }
  const created = await (await context.client()).createSnapshot(name, snapshot)
  await (await context.blobFiles()).remember(`snapshot ${name}`, known)
  return created
}
