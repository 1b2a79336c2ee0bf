-- The highest nonce of each epoch, once rows of that epoch may be gone: an epoch can be longer than the rows are kept,
-- and an imported record brings marks without rows.
CREATE TABLE nonce_mark (
  epoch INTEGER PRIMARY KEY,
  highest INTEGER NOT NULL
) WITHOUT ROWID;
