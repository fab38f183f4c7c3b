/** What model lines must satisfy as people agreed, the answers of gates, and what was promoted without. */
export const specificationTables = `
CREATE TABLE specification (
  model TEXT NOT NULL,
  revision INTEGER NOT NULL,
  digest TEXT NOT NULL,
  agreed_at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (model, revision)
) STRICT;

CREATE TABLE "check" (
  id TEXT NOT NULL PRIMARY KEY,
  seq INTEGER NOT NULL,
  model TEXT NOT NULL,
  version TEXT NOT NULL,
  specification TEXT,
  verdict TEXT NOT NULL,
  blob TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor TEXT NOT NULL
) STRICT;
CREATE INDEX check_by_version ON "check" (model, version, seq);

ALTER TABLE route ADD COLUMN waived TEXT;
`
