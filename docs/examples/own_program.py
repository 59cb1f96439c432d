"""The library in a program of your own. Run it in the project's folder after `make install`:

.venv/bin/python docs/examples/own_program.py
"""

import tempfile

import yinju

with tempfile.TemporaryDirectory() as folder, yinju.open(f"{folder}/library") as library:
    summary = library.sync("articles")
    print(summary.added, "articles are new,", len(summary.rejected), "files are none")

    # Sentences of the articles, each with the place it stands in; a text with marks [1] for people.
    answer = library.ask("澜青大桥全长多少公里？")
    print(answer.text)
    for citation in answer.citations:
        quote = citation.quote
        assert quote.paragraph_text[quote.start : quote.end] == quote.text  # noqa: S101 - what a citation promises
        print(f"[{citation.number}] {quote.article.title}, paragraph {quote.paragraph}: {quote.text}")

    # A follow-up, a question held to days, and one the articles do not answer.
    print(library.ask("什么时候开工的？", history=["澜青大桥全长多少公里？"]).asked)
    print(library.ask("澜青大桥全长多少公里？", until="1990-12-31").status)
    refused = library.ask("谁获得了今年的诺贝尔文学奖？")
    print(refused.status, refused.text)

    # The articles themselves, and the passages alone, for a chain of your own (langchain_chain.py shows one).
    print(sorted(article.title for article in library.articles())[0])
    print([document.metadata["title"] for document in library.retriever(k=2).invoke("梨花节在哪里举行？")])

# What is refused is said in one sentence, which may be shown as it is.
try:
    yinju.open("/dev/null")
except yinju.YinjuError as error:
    print(error)
