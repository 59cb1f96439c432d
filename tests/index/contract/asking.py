"""Ask a library on Milvus over and over while another process changes it; say whether every answer was of one version.

Run as `python -m tests.index.contract.asking ADDRESS HOME`; ends when the article `last` is there.
"""

import sys
from pathlib import Path

from index.milvus.client import read_address
from index.milvus.library import MilvusLibrary
from tests.toy_embedder import ToyEmbedder

OLD = {f"old{i}" for i in range(20)}


def main() -> None:
    library = MilvusLibrary.open_at(read_address(sys.argv[1]), ToyEmbedder(), Path(sys.argv[2]))
    sys.stdout.write("asking\n")
    sys.stdout.flush()
    looks, wrong, versions, done = 0, [], set(), False
    while not done:
        with library.snapshot() as snapshot:
            hits = snapshot.search_words(["桥"], 100)
            found = [chunk.article.id for chunk in snapshot.chunks([hit.chunk_id for hit in hits])]
            added = set(found) - OLD
            if not set(found) >= OLD or len(added) not in (0, 10) or len(found) != len(set(found)):
                wrong.append((snapshot.version, sorted(added)))
            versions.add(snapshot.version)
            looks += 1
            done = snapshot.article("last") is not None
    sys.stdout.write(f"wrong {wrong}\n" if wrong else f"consistent {looks} looks, {len(versions)} versions\n")


if __name__ == "__main__":
    main()
