-- What goes along with a transaction, decimal text.
ALTER TABLE tx ADD COLUMN value_wei TEXT NOT NULL DEFAULT '0';

-- Leases of others that came to nothing, until nobody can be accused of them any more.
CREATE TABLE miss (
  digest BLOB PRIMARY KEY,
  prover INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  hedged INTEGER NOT NULL,
  message BLOB NOT NULL,
  epoch INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  block_number INTEGER NOT NULL,
  block_hash BLOB NOT NULL,
  proof_type BLOB NOT NULL
) WITHOUT ROWID;

-- Leases that took over from an own one because it was released or might be slow, each with the message that it cites:
-- they speak for the own lease, should somebody accuse this prover of it. The own proofs are in the table of settlements.
CREATE TABLE defence (
  digest BLOB NOT NULL,
  successor_digest BLOB NOT NULL,
  successor BLOB NOT NULL,
  message BLOB NOT NULL,
  epoch INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  block_number INTEGER NOT NULL,
  block_hash BLOB NOT NULL,
  proof_type BLOB NOT NULL,
  PRIMARY KEY (digest, successor_digest)
) WITHOUT ROWID;
