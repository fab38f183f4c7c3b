/** Times are microseconds since 1970 UTC; `seq` is the ledger record that a row comes from. */
export const firstTables = `
CREATE TABLE ledger (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  v INTEGER NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  subject TEXT NOT NULL,
  reason TEXT NOT NULL,
  data TEXT NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;

CREATE TABLE model (
  name TEXT NOT NULL PRIMARY KEY,
  purpose TEXT NOT NULL,
  owner TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL
) STRICT;

CREATE TABLE version (
  model TEXT NOT NULL REFERENCES model (name),
  version INTEGER NOT NULL,
  digest TEXT NOT NULL,
  format TEXT NOT NULL,
  task TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  PRIMARY KEY (model, version),
  UNIQUE (model, digest)
) STRICT;

CREATE TABLE alias (
  seq INTEGER PRIMARY KEY,
  model TEXT NOT NULL,
  alias TEXT NOT NULL,
  version INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER,
  FOREIGN KEY (model, version) REFERENCES version (model, version)
) STRICT;
CREATE INDEX alias_by_model ON alias (model, alias);
CREATE UNIQUE INDEX alias_in_force ON alias (model, alias) WHERE valid_to IS NULL;

CREATE TABLE attachment (
  seq INTEGER PRIMARY KEY,
  model TEXT NOT NULL,
  version INTEGER NOT NULL,
  role TEXT NOT NULL,
  digest TEXT NOT NULL,
  provenance TEXT,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  FOREIGN KEY (model, version) REFERENCES version (model, version)
) STRICT;
CREATE INDEX attachment_by_version ON attachment (model, version);

CREATE TABLE route (
  endpoint TEXT NOT NULL,
  revision INTEGER NOT NULL,
  change TEXT NOT NULL,
  champion_model TEXT NOT NULL,
  champion_version INTEGER NOT NULL,
  champion_digest TEXT NOT NULL,
  standby_model TEXT,
  standby_version INTEGER,
  standby_digest TEXT,
  contract TEXT NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (endpoint, revision)
) STRICT;
CREATE UNIQUE INDEX route_in_force ON route (endpoint) WHERE valid_to IS NULL;

CREATE TABLE backtest (
  id TEXT NOT NULL PRIMARY KEY,
  seq INTEGER NOT NULL,
  model TEXT NOT NULL,
  blob TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor TEXT NOT NULL
) STRICT;
CREATE INDEX backtest_by_model ON backtest (model, seq);
`
