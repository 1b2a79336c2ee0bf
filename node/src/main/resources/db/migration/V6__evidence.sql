-- Two leases of one prover that exclude each other, in two rows, until the contract that punishes takes them no more.
CREATE TABLE evidence (
  prover INTEGER NOT NULL,
  place INTEGER NOT NULL,
  not_before_block INTEGER NOT NULL,
  message BLOB NOT NULL,
  digest BLOB NOT NULL,
  epoch INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  block_number INTEGER NOT NULL,
  block_hash BLOB NOT NULL,
  proof_type BLOB NOT NULL,
  PRIMARY KEY (prover, place)
) WITHOUT ROWID;
