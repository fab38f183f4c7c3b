/** Times of data are RFC 3339 text, as the manifest of the snapshot has them. */
export const snapshotTables = `
CREATE TABLE snapshot (
  name TEXT NOT NULL,
  number INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  digest TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  rows INTEGER NOT NULL,
  parts INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  first_time TEXT,
  last_time TEXT,
  parent TEXT,
  provenance TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  PRIMARY KEY (name, number),
  UNIQUE (name, digest)
) STRICT;
CREATE INDEX snapshot_by_seq ON snapshot (seq);
`
