-- Transactions of the lease key that are not final yet: written before they are sent. Wei are decimal text, they do not
-- fit 64 bits.
CREATE TABLE tx (
  nonce INTEGER PRIMARY KEY,
  operation TEXT NOT NULL,
  slot INTEGER NOT NULL,
  task_id BLOB,
  recipient TEXT NOT NULL,
  data TEXT NOT NULL,
  gas_limit INTEGER NOT NULL,
  max_fee_wei TEXT NOT NULL,
  priority_fee_wei TEXT NOT NULL,
  sent_at_block INTEGER NOT NULL,
  mined_hash TEXT,
  mined_block INTEGER,
  mined_ok INTEGER,
  mined_gas INTEGER,
  mined_cost_wei TEXT
) WITHOUT ROWID;

-- All that was ever signed for a nonce, in order: any of them may land.
CREATE TABLE tx_version (
  nonce INTEGER NOT NULL,
  place INTEGER NOT NULL,
  hash TEXT NOT NULL,
  raw TEXT NOT NULL,
  withdrawal INTEGER NOT NULL,
  PRIMARY KEY (nonce, place)
) WITHOUT ROWID;

-- What transactions cost, by hour since the epoch, for the cap on spending.
CREATE TABLE spent (
  hour INTEGER PRIMARY KEY,
  wei TEXT NOT NULL
) WITHOUT ROWID;
