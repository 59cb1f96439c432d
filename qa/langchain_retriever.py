"""The Retriever as a LangChain BaseRetriever; the one file that imports LangChain's retriever classes."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, SkipValidation

from index.search import Filters
from qa.asking import QuestionAnswering
from qa.json_form import passage_facts


class YinjuRetriever(BaseRetriever):
    """Finds passages of a library for LangChain chains.

    Each Document's metadata: article, title, published (YYYY-MM-DD or None), source, author, location, rank, score,
    and spans [[paragraph, start, end], ...] with paragraph numbers from 1 and half-open character offsets.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    question_answering: SkipValidation[QuestionAnswering]
    filters: Filters = Filters()
    k: int = 8

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        passages = self.question_answering.retrieve(query, self.filters, self.k)
        return [Document(page_content=p.text, metadata=passage_facts(p)) for p in passages]
