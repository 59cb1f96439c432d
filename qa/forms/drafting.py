"""From a request for a form to its draft."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from index.article import Article
from index.chinese.folding import fold_text
from index.embed.embedder import Vectors
from index.messages import Message
from index.snapshot import Filters, Snapshot
from qa.answer import DraftAnswer, Form
from qa.forms.brief import brief, brief_several
from qa.forms.dossier import Dossier, Hurry, Steps, found_nothing, gathering, searched_note
from qa.forms.figures import table
from qa.forms.posts import posts
from qa.forms.request import FormRequest
from qa.forms.rules import in_force
from qa.forms.timeline import timeline

MOST_SUMMED_UP = 5
"""Most articles summarized together."""
_WHICH = Message("which-article")


def draft_in_form(
    snapshot: Snapshot,
    request: FormRequest,
    filters: Filters,
    near: Sequence[str],
    embed: Callable[[str], Vectors],
    hurry: Hurry,
) -> Steps[DraftAnswer | None]:
    """Yield progress and return the draft in the requested form, or a refusal; None for a question that means something
    else.

    `near` are ids of the articles the conversation is about; `embed` gives the vector of a text.
    """
    if request.form is Form.BRIEF:
        return (yield from _draft_brief(snapshot, request, filters, near, hurry))
    topic = request.topic or request.measure
    if request.form is Form.TABLE:
        draft = yield from table(snapshot, request, filters, hurry)
    elif request.form is Form.POSTS:
        draft = yield from posts((yield from gathering(snapshot, topic, filters, hurry)), request)
    elif request.form is Form.IN_FORCE:
        draft = in_force((yield from gathering(snapshot, topic, filters, hurry)), request)
    else:
        draft = yield from timeline((yield from gathering(snapshot, topic, filters, hurry, embed(topic))))
    return draft if draft.statements or request.is_sure else None


def _draft_brief(
    snapshot: Snapshot,
    request: FormRequest,
    filters: Filters,
    near: Sequence[str],
    hurry: Hurry,
) -> Steps[DraftAnswer | None]:
    if not request.topic:
        return _draft_of_ids(snapshot, filters.articles or tuple(near[:1]))
    dossier = yield from gathering(snapshot, request.topic.strip("《》"), filters, hurry)
    titled = _titled(dossier, request.topic)
    if not titled and not request.is_sure:
        return None
    articles = titled or [holding.article for holding in dossier.holdings if holding.is_main]
    if not articles:
        return found_nothing(dossier, Form.BRIEF)
    draft = draft_of_articles(snapshot, articles, dossier.topic.text)
    return draft if titled else replace(draft, notes=(searched_note(dossier), *draft.notes))


def _draft_of_ids(snapshot: Snapshot, ids: Sequence[str]) -> DraftAnswer | None:
    """Return the summary of these articles, or, without ids, of the only article in the library."""
    if not ids and snapshot.article_count() == 1:
        ids = [summary.id for summary in snapshot.articles()]
    articles = [article for id in ids if (article := snapshot.article(id)) is not None]
    return draft_of_articles(snapshot, articles) if articles else DraftAnswer((), _WHICH, form=Form.BRIEF)


def _titled(dossier: Dossier, topic: str) -> list[Article]:
    """Return the articles whose title is the topic or is in 《》 in it."""
    text = fold_text(topic)
    name = text[text.find("《") + 1 : text.rfind("》")] if "《" in text and "》" in text else text
    name = _letters(name)
    articles = [holding.article for holding in dossier.holdings]
    return [article for article in articles if article.title and _letters(fold_text(article.title)) == name]


def _letters(folded: str) -> str:
    return "".join(sign for sign in folded if sign.isalnum())


def draft_of_articles(snapshot: Snapshot, articles: Sequence[Article], topic: str = "") -> DraftAnswer:
    """Return the summary of an article, or of several on a topic, the oldest first."""
    if len(articles) == 1:
        statements = brief(snapshot, articles[0])
        notes: tuple[Message, ...] = ()
    else:
        chosen = sorted(articles[:MOST_SUMMED_UP], key=lambda article: (str(article.published or "9999"), article.id))
        statements = brief_several(snapshot, chosen, topic)
        facts = {"count": len(chosen), "all": len(articles)}
        notes = (Message("brief-several", facts),) if len(chosen) < len(articles) else ()
    refusal = None if statements else Message("brief-nothing")
    return DraftAnswer(statements, refusal, notes=notes, form=Form.BRIEF)
