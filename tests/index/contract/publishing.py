"""Put four hundred articles into a library on Milvus, to be killed meanwhile.

Run as `python -m tests.index.contract.publishing ADDRESS FOLDER`.
"""

import sys
from pathlib import Path

from index.library import FolderLibrary
from index.milvus.client import read_address
from index.milvus.library import MilvusLibrary
from tests.conftest import add_articles, make_article
from tests.toy_embedder import ToyEmbedder


def main() -> None:
    folder = FolderLibrary.open_at(Path(sys.argv[2]), ToyEmbedder())
    add_articles(folder, *[make_article(f"b{i}", f"第{i}页，路{i}号。") for i in range(400)])
    folder.close()
    sys.stdout.write("publishing\n")
    sys.stdout.flush()
    MilvusLibrary.open_at(read_address(sys.argv[1]), ToyEmbedder(), Path(sys.argv[2]), may_change=True)


if __name__ == "__main__":
    main()
