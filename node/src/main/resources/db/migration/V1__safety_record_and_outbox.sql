-- What must survive a crash. Hashes are blobs of 32 bytes.

-- The safety record: the exact bytes of every lease this key signed. One per (task, term) and per (epoch, nonce).
CREATE TABLE own_lease (
  task_id BLOB NOT NULL,
  term INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  nonce INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  digest BLOB NOT NULL,
  message BLOB NOT NULL,
  PRIMARY KEY (task_id, term)
) WITHOUT ROWID;

CREATE UNIQUE INDEX own_lease_nonce ON own_lease (epoch, nonce);

CREATE INDEX own_lease_slot ON own_lease (slot);

-- Single values: whose record this is, and the slot below which nothing is signed.
CREATE TABLE fact (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- Proofs to serve to others and to settle.
CREATE TABLE proof (
  hash BLOB PRIMARY KEY,
  slot INTEGER NOT NULL,
  bytes BLOB NOT NULL
) WITHOUT ROWID;

CREATE INDEX proof_slot ON proof (slot);

-- Settlements that have to land. A row goes when the chain shows the task settled, or when its block is too old.
CREATE TABLE settlement (
  task_id BLOB PRIMARY KEY,
  slot INTEGER NOT NULL,
  block_number INTEGER NOT NULL,
  block_hash BLOB NOT NULL,
  proof_type BLOB NOT NULL,
  lease BLOB NOT NULL,
  proof_hash BLOB NOT NULL
) WITHOUT ROWID;
