"""The tables of a library: one SQLite file is the source of truth, all else is derived from it."""

SCHEMA_VERSION = 12
"""Increased when the tables or the keys of reprints change; UPGRADES turns an older library into a newer one.

The results of cut_words and split_chunks have their own versions in the library's facts; rebuild derives them anew.
"""

CHUNKS_TABLE = """
-- spans: [[paragraph, start, end], ...]; embedding: the hash of its text; version: the library version that added it.
CREATE TABLE chunks (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    article   INTEGER NOT NULL REFERENCES articles(number) ON DELETE CASCADE,
    ordinal   INTEGER NOT NULL,
    spans     TEXT NOT NULL,
    embedding BLOB NOT NULL,
    version   INTEGER NOT NULL
);
CREATE INDEX chunks_by_article ON chunks(article, ordinal);
CREATE INDEX chunks_by_version ON chunks(version);
CREATE INDEX chunks_by_embedding ON chunks(embedding);
"""

DERIVED_TABLES = """
-- Embedding models whose vectors are here. state: 'building' beside the one in use, 'active' (meta.model) or 'retired',
-- kept for a while for programs that still ask with it.
CREATE TABLE models (
    number     INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    dimensions INTEGER NOT NULL,
    state      TEXT NOT NULL,
    used_at    TEXT NOT NULL,
    UNIQUE (name, dimensions)
);

-- Vectors by model and the hash of the text they were made from: text once embedded is never embedded again.
CREATE TABLE embeddings (
    model  INTEGER NOT NULL REFERENCES models(number) ON DELETE CASCADE,
    hash   BLOB NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (model, hash)
) WITHOUT ROWID;

-- Hashes that lost a chunk: their vectors are forgotten where no other chunk has them.
CREATE TABLE loose_hashes (
    hash BLOB PRIMARY KEY
) WITHOUT ROWID;

-- In how many chunks each word of the table words occurs: the vocabulary would have to count.
CREATE TABLE word_counts (
    word   TEXT PRIMARY KEY,
    chunks INTEGER NOT NULL
) WITHOUT ROWID;

-- How many rows there are, kept by triggers: a question must not count them.
CREATE TABLE counts (
    name   TEXT PRIMARY KEY,
    number INTEGER NOT NULL
) WITHOUT ROWID;
"""

TRIGGERS = """
CREATE TRIGGER article_in AFTER INSERT ON articles BEGIN
    UPDATE counts SET number = number + 1 WHERE name = 'articles' OR (name = 'reprints' AND NEW.original IS NOT NULL);
END;
CREATE TRIGGER article_out AFTER DELETE ON articles BEGIN
    UPDATE counts SET number = number - 1 WHERE name = 'articles' OR (name = 'reprints' AND OLD.original IS NOT NULL);
END;
CREATE TRIGGER article_filed AFTER UPDATE OF original ON articles BEGIN
    UPDATE counts SET number = number + (NEW.original IS NOT NULL) - (OLD.original IS NOT NULL)
    WHERE name = 'reprints';
END;
CREATE TRIGGER chunk_in AFTER INSERT ON chunks BEGIN
    UPDATE counts SET number = number + 1 WHERE name = 'chunks';
END;
CREATE TRIGGER chunk_out AFTER DELETE ON chunks BEGIN
    UPDATE counts SET number = number - 1 WHERE name = 'chunks';
    INSERT OR IGNORE INTO loose_hashes VALUES (OLD.embedding);
END;
CREATE TRIGGER removal_in AFTER INSERT ON removed_chunks BEGIN
    UPDATE counts SET number = number + 1 WHERE name = 'removed_chunks';
END;
CREATE TRIGGER removal_out AFTER DELETE ON removed_chunks BEGIN
    UPDATE counts SET number = number - 1 WHERE name = 'removed_chunks';
END;
"""

_FIRST_COUNTS = {
    "articles": "SELECT count(*) FROM articles",
    "reprints": "SELECT count(*) FROM articles WHERE original IS NOT NULL",
    "chunks": "SELECT count(*) FROM chunks",
    "removed_chunks": "SELECT count(*) FROM removed_chunks",
}
ROW_COUNTS = {**_FIRST_COUNTS, "pending": "SELECT count(*) FROM pending"}
"""The queries whose results the table counts maintains, by name."""

FILL_COUNTS = (
    "".join(f"INSERT INTO counts VALUES ('{name}', ({count}));\n" for name, count in _FIRST_COUNTS.items())
    + "INSERT INTO word_counts SELECT term, doc FROM vocabulary;\n"
)

CREATE_TABLES = """
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- A path given to `sync`; it owns the articles that came from it.
CREATE TABLE sources (
    id        INTEGER PRIMARY KEY,
    path      TEXT NOT NULL UNIQUE,
    synced_at TEXT
);

-- One row per file read, so that an unchanged file is recognised by a stat, or by its digest.
CREATE TABLE files (
    source   INTEGER NOT NULL REFERENCES sources(id),
    name     TEXT NOT NULL,
    size     INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    digest   BLOB NOT NULL,
    reader   INTEGER NOT NULL,
    rejected TEXT NOT NULL,
    PRIMARY KEY (source, name)
) WITHOUT ROWID;

CREATE TABLE articles (
    number    INTEGER PRIMARY KEY AUTOINCREMENT,
    id        TEXT NOT NULL UNIQUE,
    source_path INTEGER NOT NULL REFERENCES sources(id),
    file      TEXT NOT NULL,
    digest    BLOB NOT NULL,
    title     TEXT NOT NULL,
    published TEXT,
    source    TEXT NOT NULL,
    author    TEXT NOT NULL,
    location  TEXT NOT NULL,
    note      TEXT NOT NULL,
    chars     INTEGER NOT NULL,
    added_at  TEXT NOT NULL,
    original  TEXT
);
-- original: id of the article this one is filed under as its reprint; NULL where it is shown itself.
CREATE INDEX articles_by_original ON articles(original);
CREATE INDEX articles_by_file ON articles(source_path, file);
CREATE INDEX articles_by_date ON articles(published);
CREATE INDEX articles_by_source ON articles(source);

CREATE TABLE paragraphs (
    article INTEGER NOT NULL REFERENCES articles(number) ON DELETE CASCADE,
    number  INTEGER NOT NULL,
    text    TEXT NOT NULL,
    PRIMARY KEY (article, number)
) WITHOUT ROWID;

-- The keys (index/reprints.py) of the articles that are shown.
CREATE TABLE reprint_keys (
    key     INTEGER NOT NULL,
    article INTEGER NOT NULL REFERENCES articles(number) ON DELETE CASCADE,
    PRIMARY KEY (key, article)
) WITHOUT ROWID;
CREATE INDEX reprint_keys_by_article ON reprint_keys(article);

-- What a reader that is behind must take out of its derived index.
CREATE TABLE removed_chunks (
    chunk   INTEGER PRIMARY KEY,
    version INTEGER NOT NULL
);
CREATE INDEX removed_by_version ON removed_chunks(version);

CREATE VIRTUAL TABLE words USING fts5(title, body, tokenize = "unicode61 remove_diacritics 0");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, row);
"""

WITHDRAWN_TABLE = """
-- Articles taken out of the answers by hand, kept whole so that they can be put back; no file is touched.
-- is_gone: a sync found that the article's file holds it no more; should it come back, it is still withdrawn.
-- paragraphs: [[number, text], ...]; hashes: of the texts embedded for it, as hex, whose vectors are kept.
CREATE TABLE withdrawn (
    id        TEXT PRIMARY KEY,
    source_path INTEGER NOT NULL REFERENCES sources(id),
    file      TEXT NOT NULL,
    digest    BLOB NOT NULL,
    title     TEXT NOT NULL,
    published TEXT,
    source    TEXT NOT NULL,
    author    TEXT NOT NULL,
    location  TEXT NOT NULL,
    note      TEXT NOT NULL,
    chars     INTEGER NOT NULL,
    added_at  TEXT NOT NULL,
    paragraphs TEXT NOT NULL,
    hashes    TEXT NOT NULL,
    withdrawn_at TEXT NOT NULL,
    is_gone   INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
"""

FORMS_AND_REMOVALS = """
-- fields: what a form in the article says of it, [[name, value], ...].
ALTER TABLE articles ADD COLUMN fields TEXT NOT NULL DEFAULT '[]';
ALTER TABLE withdrawn ADD COLUMN fields TEXT NOT NULL DEFAULT '[]';

-- What stood in an article's file and was left out of it: [[text, role], ...]; only a librarian's look asks for it.
CREATE TABLE removed_lines (
    article INTEGER PRIMARY KEY REFERENCES articles(number) ON DELETE CASCADE,
    lines   TEXT NOT NULL
);
ALTER TABLE withdrawn ADD COLUMN removed TEXT NOT NULL DEFAULT '[]';
"""
_WITHHOLDING = """
-- withheld: why articles of the source stay although its files hold them no more, a JSON list of messages.
ALTER TABLE sources ADD COLUMN withheld TEXT NOT NULL DEFAULT '[]';
-- since: when the hash lost its last chunk (UTC, ISO 8601). Its vectors are kept for a while: the text may come back.
ALTER TABLE loose_hashes ADD COLUMN since TEXT NOT NULL DEFAULT '';
CREATE INDEX loose_hashes_by_time ON loose_hashes(since);
DROP TRIGGER chunk_out;
CREATE TRIGGER chunk_out AFTER DELETE ON chunks BEGIN
    UPDATE counts SET number = number - 1 WHERE name = 'chunks';
    INSERT OR REPLACE INTO loose_hashes VALUES (OLD.embedding, strftime('%Y-%m-%dT%H:%M:%S', 'now'));
END;
"""
"""What schema 8 adds. A new library goes through the same steps as an upgrade, so that both have the same tables."""
_FILE_FACTS = """
-- ctime_ns, inode: of the file as it was read; the system writes them, so that no writer can set them back.
ALTER TABLE files ADD COLUMN ctime_ns INTEGER NOT NULL DEFAULT 0;
ALTER TABLE files ADD COLUMN inode INTEGER NOT NULL DEFAULT 0;
"""
"""What schema 9 adds; every file's digest is compared once more."""
_SUMS = """
-- sum: of hash and vector, for verify (index/store/embeddings.py); empty for a vector that an older version stored.
ALTER TABLE embeddings ADD COLUMN sum BLOB NOT NULL DEFAULT x'';
-- sum: of what digest does not cover (index/store/article_rows.py); empty in a row that an older version wrote.
ALTER TABLE articles ADD COLUMN sum BLOB NOT NULL DEFAULT x'';
ALTER TABLE withdrawn ADD COLUMN sum BLOB NOT NULL DEFAULT x'';
"""
"""What schema 10 adds."""
_WITHOUT_VECTOR = (
    "NOT EXISTS (SELECT 1 FROM embeddings JOIN models ON models.number = embeddings.model AND models.state = 'active' "
    "WHERE embeddings.hash = {hash})"
)
FILL_PENDING = f"""
DELETE FROM pending;
INSERT INTO pending(hash) SELECT embedding FROM chunks WHERE {_WITHOUT_VECTOR.format(hash="chunks.embedding")}
    GROUP BY embedding ORDER BY min(id);
"""
_PENDING = (
    f"""
-- Texts of chunks that have no vector of the model in use yet: found by their words alone until they have. Triggers
-- keep it, so no way of writing chunks or vectors can forget it. asked: when a question last met one of them (seconds
-- since 1970, 0: never); these come first, the others in the order they came in.
CREATE TABLE pending (
    number INTEGER PRIMARY KEY,
    hash   BLOB NOT NULL UNIQUE,
    asked  INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX pending_in_order ON pending(asked DESC, number);
INSERT INTO counts VALUES ('pending', 0);
CREATE TRIGGER pending_in AFTER INSERT ON pending BEGIN
    UPDATE counts SET number = number + 1 WHERE name = 'pending';
END;
CREATE TRIGGER pending_out AFTER DELETE ON pending BEGIN
    UPDATE counts SET number = number - 1 WHERE name = 'pending';
END;
CREATE TRIGGER chunk_without_vector AFTER INSERT ON chunks
WHEN {_WITHOUT_VECTOR.format(hash="NEW.embedding")} BEGIN
    INSERT INTO pending(hash) SELECT NEW.embedding WHERE NOT EXISTS (SELECT 1 FROM pending WHERE hash = NEW.embedding);
END;
CREATE TRIGGER pending_chunk_out AFTER DELETE ON chunks BEGIN
    DELETE FROM pending WHERE hash = OLD.embedding
        AND NOT EXISTS (SELECT 1 FROM chunks WHERE embedding = OLD.embedding);
END;
CREATE TRIGGER vector_in AFTER INSERT ON embeddings
WHEN NEW.model = (SELECT number FROM models WHERE state = 'active') BEGIN
    DELETE FROM pending WHERE hash = NEW.hash;
END;
"""
    + FILL_PENDING
)
"""What schema 11 adds."""
_CORRECTIONS = """
-- What a librarian says of an article (title, published, source, author) in place of what its file says, as_read.
CREATE TABLE corrections (
    article TEXT NOT NULL,
    field   TEXT NOT NULL,
    value   TEXT NOT NULL,
    as_read TEXT NOT NULL,
    PRIMARY KEY (article, field)
) WITHOUT ROWID;
"""
"""What schema 12 adds."""
CREATE_TABLES += WITHDRAWN_TABLE + CHUNKS_TABLE + DERIVED_TABLES + FILL_COUNTS + TRIGGERS + FORMS_AND_REMOVALS
CREATE_TABLES += _WITHHOLDING + _FILE_FACTS + _SUMS + _PENDING + _CORRECTIONS

_BY_MODEL = (
    """
CREATE TABLE chunk_ids AS SELECT seq FROM sqlite_sequence WHERE name = 'chunks';
ALTER TABLE chunks RENAME TO old_chunks;
DROP INDEX chunks_by_article;
DROP INDEX chunks_by_version;
DROP INDEX chunks_by_embedding;
"""
    + CHUNKS_TABLE
    + """
INSERT INTO chunks SELECT id, article, ordinal, spans, embedding, version FROM old_chunks;
DROP TABLE old_chunks;
DELETE FROM sqlite_sequence WHERE name = 'chunks';
INSERT INTO sqlite_sequence(name, seq) SELECT 'chunks', seq FROM chunk_ids;
DROP TABLE chunk_ids;
ALTER TABLE embeddings RENAME TO old_embeddings;
"""
    + DERIVED_TABLES
    + """
INSERT INTO models SELECT 1, name.value, CAST(dimensions.value AS INTEGER), 'active', '' FROM meta AS name
    JOIN meta AS dimensions ON name.key = 'model' AND dimensions.key = 'dimensions';
INSERT INTO embeddings SELECT 1, hash, vector FROM old_embeddings ORDER BY hash;
DROP TABLE old_embeddings;
INSERT INTO meta VALUES ('generation', lower(hex(randomblob(16)))), ('words', '1'), ('chunking', '1');
"""
    + FILL_COUNTS
    + TRIGGERS
)
"""Chunk ids continue from the highest ever used, as readers identify chunks by them."""

UPGRADES = {
    3: WITHDRAWN_TABLE,
    4: _BY_MODEL,
    5: "CREATE INDEX articles_by_source ON articles(source);",
    6: FORMS_AND_REMOVALS,
    7: _WITHHOLDING,
    8: _FILE_FACTS,
    9: _SUMS,
    10: _PENDING,
    11: _CORRECTIONS,
}
"""The steps from each older version to the next; a library of any other version must be synced anew."""
