import type { RefusalCode } from '@ratchet-ml/scoring'

/** What sort of trouble a problem is: decides the HTTP status and the exit code of the CLI. */
export type ProblemKind =
  | 'gate'
  | 'usage'
  | 'bad-input'
  | 'too-large'
  | 'media-type'
  | 'not-found'
  | 'method'
  | 'conflict'
  | 'forbidden'
  | 'overloaded'
  | 'unavailable'
  | 'deadline'
  | 'bug'

export interface ProblemEntry {
  readonly kind: ProblemKind
  /** A few words, the same for every case. */
  readonly title: string
  /** Whether the same request may work later, unchanged. */
  readonly retry: 'never' | 'later'
}

function entry(
  kind: ProblemKind,
  title: string,
  retry: ProblemEntry['retry'] = 'never',
): ProblemEntry {
  return { kind, title, retry }
}

/** Refusals of scoring, told in the words of the catalogue. */
const scoringProblems = {
  'model-format-unknown': entry('bad-input', 'The bytes are no model that can be read'),
  'model-pickle': entry('bad-input', 'A pickle is a program and is not opened'),
  'model-truncated': entry('bad-input', 'The model file ends too early'),
  'model-corrupt': entry('bad-input', 'The model file contradicts itself'),
  'model-unsupported': entry('bad-input', 'The model uses something that is not reproduced yet'),
  'package-corrupt': entry('bad-input', 'The package is damaged'),
  'package-digest-mismatch': entry('bad-input', 'Bytes do not have the digest they should have'),
  'package-newer': entry('bad-input', 'The package was written by a newer release'),
  'verification-failed': entry('bad-input', 'The model does not give its recorded answers'),
  'contract-invalid': entry('bad-input', 'The contract contradicts itself'),
  'row-too-large': entry('too-large', 'A row is too long'),
  'row-unreadable': entry('bad-input', 'A row cannot be read'),
  'row-not-object': entry('bad-input', 'A row is not an object of field names and values'),
  'row-field-missing': entry('bad-input', 'A row lacks a field'),
  'row-field-unknown': entry('bad-input', 'A row has a field that the contract does not know'),
  'row-type': entry('bad-input', 'A value has the wrong type'),
  'row-range': entry('bad-input', 'A value is outside the range of its field'),
  'row-level-unknown': entry('bad-input', 'A value is none of the levels of its category'),
  'contract-incompatible': entry('conflict', 'The version does not fit the endpoint'),
  'explanation-unsupported': entry('bad-input', 'The answers of this model cannot be explained'),
  'engine-needed': entry('bad-input', 'Only an engine can answer this model'),
} as const satisfies Record<RefusalCode, ProblemEntry>

/** Every problem that Ratchet reports, by its code. docs/reference/problems.md is made from it. */
export const problems = {
  ...scoringProblems,
  usage: entry('usage', 'The command line or the request is not understood'),
  'config-invalid': entry('bad-input', 'A setting is not valid'),
  'body-malformed': entry('bad-input', 'The body cannot be parsed'),
  'body-not-utf8': entry('bad-input', 'The body is not valid UTF-8'),
  'body-too-large': entry('too-large', 'The body is too large'),
  'too-many-rows': entry('too-large', 'The request has too many rows'),
  'content-type-unsupported': entry('media-type', 'The content type is not supported'),
  'request-invalid': entry('bad-input', 'The request does not have the declared form'),
  'data-unreadable': entry('bad-input', 'The data file cannot be read'),
  'data-column-missing': entry('bad-input', 'The data lacks a column'),
  'data-column-unknown': entry('bad-input', 'The data has a column that is not known'),
  'outcome-invalid': entry('bad-input', 'An outcome does not have the declared form'),
  'outcome-time-impossible': entry('bad-input', 'An outcome has a time that cannot be'),
  'outcome-unmatchable': entry('bad-input', 'No prediction could ever match the outcome'),
  'test-file-invalid': entry('bad-input', 'A file of regression cases is not valid'),
  'expression-invalid': entry('bad-input', 'An expression is not understood'),
  'query-invalid': entry('bad-input', 'A query is not understood, or is none'),
  'query-too-large': entry('too-large', 'A query needs more room than it may have'),
  'training-refused': entry('bad-input', 'No model can be learned from the data'),
  'rows-refused': entry('bad-input', 'Some rows were refused'),
  'path-not-found': entry('not-found', 'There is nothing at this path'),
  'method-not-allowed': entry('method', 'The path does not take this method'),
  'file-not-found': entry('not-found', 'The file does not exist'),
  'project-not-found': entry('not-found', 'There is no ratchet.yaml here'),
  'model-not-found': entry('not-found', 'The model does not exist'),
  'version-not-found': entry('not-found', 'The version does not exist'),
  'alias-not-found': entry('not-found', 'The alias does not exist'),
  'endpoint-not-found': entry('not-found', 'The endpoint does not exist'),
  'dataset-not-found': entry('not-found', 'The dataset does not exist'),
  'snapshot-not-found': entry('not-found', 'The snapshot does not exist'),
  'snapshot-refused': entry('bad-input', 'The data may not become a snapshot'),
  'snapshot-part-missing': entry('conflict', 'A part of the snapshot is not kept'),
  'snapshot-damaged': entry('gate', 'The snapshot is not what it was'),
  'file-changed': entry('conflict', 'A file changed while it was read', 'later'),
  'backtest-not-found': entry('not-found', 'The back-test does not exist'),
  'specification-absent': entry('gate', 'Nobody has agreed what the model must satisfy'),
  'check-absent': entry('gate', 'The version was not checked by the agreed requirements'),
  'check-failed': entry('gate', 'The version did not pass the check'),
  'check-not-found': entry('not-found', 'The check does not exist'),
  'specification-not-found': entry('not-found', 'The model has no agreed requirements'),
  'requirement-invalid': entry('bad-input', 'A requirement cannot be judged'),
  'prediction-not-found': entry('not-found', 'The prediction log does not have the prediction'),
  'test-not-found': entry('not-found', 'The regression case does not exist'),
  'name-invalid': entry('bad-input', 'A name is not of the allowed form'),
  'name-reserved': entry('conflict', 'The name is reserved'),
  'revision-conflict': entry('conflict', 'Somebody changed it in the meantime'),
  'file-exists': entry('conflict', 'The file exists already'),
  'log-absent': entry('not-found', 'No prediction log is kept'),
  'outcomes-absent': entry('not-found', 'No outcomes are kept'),
  'route-differs': entry('conflict', 'The endpoint serves another version'),
  'standby-absent': entry('conflict', 'There is no standby to go back to'),
  'data-folder-owned': entry('conflict', 'Another server owns the data folder'),
  'data-folder-newer': entry('conflict', 'The data folder was written by a newer release'),
  'data-folder-corrupt': entry('conflict', 'The data folder is damaged'),
  'ledger-broken': entry('gate', 'The ledger does not verify'),
  'port-in-use': entry('conflict', 'The port is in use'),
  'host-insecure': entry('usage', 'The server would be reachable from other machines'),
  'host-header-refused': entry('forbidden', 'The Host header names another machine'),
  'change-refused': entry('forbidden', 'Changes of state are not taken here'),
  overloaded: entry('overloaded', 'The server has too much to do', 'later'),
  'rate-limited': entry('overloaded', 'The endpoint takes no more requests for now', 'later'),
  'prediction-failed': entry('unavailable', 'No version of the route could answer', 'later'),
  draining: entry('unavailable', 'The server is stopping', 'later'),
  'version-not-ready': entry('unavailable', 'The version is not loaded', 'later'),
  'server-unreachable': entry('unavailable', 'No server answers', 'later'),
  'disk-full': entry('unavailable', 'The disk is full', 'later'),
  'history-unavailable': entry('unavailable', 'The process that reads the log ended', 'later'),
  'log-unwritable': entry('unavailable', 'The prediction log cannot be written', 'later'),
  'outcomes-unwritable': entry('unavailable', 'Outcomes cannot be written', 'later'),
  'deadline-exceeded': entry('deadline', 'The deadline has passed', 'later'),
  'row-unanswered': entry('bad-input', 'The library of an engine does not answer a row'),
  'engine-absent': entry('unavailable', 'The library of an engine is not installed'),
  'engine-failed': entry('unavailable', 'The process of an engine ended', 'later'),
  'runtime-too-old': entry('unavailable', 'The Node.js found is too old'),
  internal: entry('bug', 'A fault of Ratchet itself'),
} as const satisfies Record<string, ProblemEntry>

export type ProblemCode = keyof typeof problems

/** Exit code of the command line for each kind of problem. */
export const exitCodes = {
  gate: 1,
  usage: 2,
  'bad-input': 3,
  'too-large': 3,
  'media-type': 3,
  'not-found': 4,
  method: 2,
  conflict: 5,
  forbidden: 5,
  overloaded: 6,
  unavailable: 6,
  deadline: 6,
  bug: 7,
} as const satisfies Record<ProblemKind, number>

/** One fault of one field, inside a problem. */
export interface FieldFault {
  readonly code: ProblemCode
  /** JSON pointer into the body, or a key of the configuration. */
  readonly pointer: string
  readonly detail: string
}

/** RFC 9457 problem details, as sent with `application/problem+json`. */
export interface ProblemBody {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly instance?: string
  readonly code: ProblemCode
  readonly hint?: string
  readonly retry: 'never' | 'later'
  readonly errors?: readonly FieldFault[]
}
