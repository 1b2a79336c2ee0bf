-- Own proofs whose reward is not known to be collected yet.
CREATE TABLE reward (
  block_number INTEGER NOT NULL,
  proof_type BLOB NOT NULL,
  PRIMARY KEY (block_number, proof_type)
) WITHOUT ROWID;
