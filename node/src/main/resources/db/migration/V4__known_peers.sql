-- Peers that this node reached itself, and where: dialled again when the named ones are gone.
CREATE TABLE known_peer (
  id TEXT PRIMARY KEY,
  address TEXT NOT NULL,
  reached_ms INTEGER NOT NULL
) WITHOUT ROWID;
