"""The tables of a library: one SQLite file is the only truth, all else is derived from it."""

SCHEMA_VERSION = 4
"""Raised when the tables change, or what is stored in them: the words of cut_words, the keys of reprints."""

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

CREATE TABLE paragraphs (
    article INTEGER NOT NULL REFERENCES articles(number) ON DELETE CASCADE,
    number  INTEGER NOT NULL,
    text    TEXT NOT NULL,
    PRIMARY KEY (article, number)
) WITHOUT ROWID;

-- Vectors by the hash of the text they were made from: text once embedded is never embedded again.
CREATE TABLE embeddings (
    hash   BLOB PRIMARY KEY,
    vector BLOB NOT NULL
) WITHOUT ROWID;

-- spans: [[paragraph, start, end], ...]; version: the library version that added the chunk.
CREATE TABLE chunks (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    article   INTEGER NOT NULL REFERENCES articles(number) ON DELETE CASCADE,
    ordinal   INTEGER NOT NULL,
    spans     TEXT NOT NULL,
    embedding BLOB NOT NULL REFERENCES embeddings(hash),
    version   INTEGER NOT NULL
);
CREATE INDEX chunks_by_article ON chunks(article, ordinal);
CREATE INDEX chunks_by_version ON chunks(version);
CREATE INDEX chunks_by_embedding ON chunks(embedding);

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
CREATE_TABLES += WITHDRAWN_TABLE

UPGRADES = {3: WITHDRAWN_TABLE}
"""What turns a library of each older version into the next one; any other version must be synced anew."""
