/** Every metric of `/metrics`. Labels name the resolved version's number, never its digest. */
export const metricNames = {
  ratchet_requests_total: {
    type: 'counter',
    help: 'Requests answered, by endpoint, protocol and HTTP status.',
    labels: ['endpoint', 'protocol', 'status'],
  },
  ratchet_predictions_total: {
    type: 'counter',
    help: 'Rows answered, by endpoint, model, resolved version and arm.',
    labels: ['endpoint', 'model', 'version', 'arm'],
  },
  ratchet_refused_total: {
    type: 'counter',
    help: 'Requests refused, by endpoint and problem code.',
    labels: ['endpoint', 'code'],
  },
  ratchet_fallbacks_total: {
    type: 'counter',
    help: 'Requests that the one before in the chain did not answer, by who was asked next and why.',
    labels: ['endpoint', 'served_by', 'reason'],
  },
  ratchet_long_requests: {
    type: 'gauge',
    help: 'Long requests at the endpoint: running, or waiting for their turn.',
    labels: ['endpoint', 'state'],
  },
  ratchet_request_duration_seconds: {
    type: 'histogram',
    help: 'Time from the whole request read to the reply written.',
    labels: ['endpoint', 'protocol'],
  },
  ratchet_row_tolerated_total: {
    type: 'counter',
    help: 'Values tolerated by the contract: missing, unknown level, surplus key.',
    labels: ['endpoint', 'what'],
  },
  ratchet_log_records_total: {
    type: 'counter',
    help: 'Records of the prediction log: written, dropped, failed or sampled-out.',
    labels: ['endpoint', 'outcome'],
  },
  ratchet_log_pending_records: {
    type: 'gauge',
    help: 'Records that are on their way to the prediction log.',
    labels: ['endpoint'],
  },
  ratchet_log_unwaited_total: {
    type: 'counter',
    help: 'Replies that did not wait for the prediction log, because it was slow or failing.',
    labels: ['endpoint'],
  },
  ratchet_log_sync_failures_total: {
    type: 'counter',
    help: 'Failures to make written records of the prediction log durable.',
    labels: ['endpoint'],
  },
  ratchet_outcomes_total: {
    type: 'counter',
    help: 'Outcomes that were reported: accepted, or quarantined for the reason that their file says.',
    labels: ['result'],
  },
  ratchet_engine_resident_bytes: {
    type: 'gauge',
    help: 'Memory of the process that answers a version, where that is not the server, when it last said so.',
    labels: ['model', 'version', 'runtime'],
  },
  ratchet_version_state: {
    type: 'gauge',
    help: '1 for the state that a routed version is in.',
    labels: ['model', 'version', 'state'],
  },
  ratchet_route_revision: {
    type: 'gauge',
    help: 'Revision of the route in force.',
    labels: ['endpoint'],
  },
  ratchet_traced_requests_total: {
    type: 'counter',
    help: 'Requests of sampled traces by what became of their spans: sent, dropped, failed.',
    labels: ['outcome'],
  },
  ratchet_access_log_lines_total: {
    type: 'counter',
    help: 'Lines of the access log: written, or dropped as its stream was full.',
    labels: ['outcome'],
  },
  ratchet_event_loop_lag_seconds: {
    type: 'gauge',
    help: 'Longest delay of the event loop since the last scrape.',
    labels: [],
  },
  ratchet_process_resident_bytes: {
    type: 'gauge',
    help: 'Resident memory of the server process.',
    labels: [],
  },
  ratchet_process_cpu_seconds_total: {
    type: 'counter',
    help: 'CPU time of the server process, user and system.',
    labels: [],
  },
  ratchet_info: {
    type: 'gauge',
    help: 'Always 1; the label is the release.',
    labels: ['release'],
  },
} as const satisfies Record<
  string,
  { type: 'counter' | 'gauge' | 'histogram'; help: string; labels: readonly string[] }
>

export type MetricName = keyof typeof metricNames
