"""Yes-or-no questions: whether a sentence settles them, and how."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.chinese.amounts import are_same, read_amounts
from index.chinese.folding import fold_text
from index.chinese.hours import days_in
from index.chinese.polarity import negated_spans
from index.chinese.vocabulary import compiled, entries_of, groups_of, words_of
from index.chinese.words import everyday_names, holds_name, holds_synonym, tag_words
from index.rows import RowCell, find_cells
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, Scored, held_with_title, put_first
from qa.reader.lists import lead_over
from qa.reader.open_at import settle_open
from qa.reader.rows import DEED_AND_THING, is_row_meant, longest_shared, named_by_head, row_of, table_of

YES, NO = "是", "否"
LEAST_HELD = 0.4
"""Least share of the question's word weight in the sentence, its title and the lead of its list."""
_CLAUSE = re.compile(r"[，,。；;！!？?：:（()）\n]")
_COLON = re.compile("[：:]")
_MEMBERS = re.compile("[、和或及与]")
_PART = re.compile(r"[。；;！!？?\n]")
_STOP = frozenset(words_of("words.stop"))
_SAYS_NOTHING = _STOP | frozenset(words_of("words.hanging_verb"))


def asks_yes_or_no(question: Question) -> bool:
    """Return whether a question can be answered by yes or no and asks for nothing else."""
    folded = question.folded
    return bool(compiled("yes_no.asked").search(folded)) and not compiled("yes_no.asks_else").search(folded)


def put_settling_first(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences, those first that by their form settle a question for yes or no: hours that say whether a
    place is open then, the cell of a table, a list behind a colon (收：床单、毛巾) with the thing asked about."""
    if not asks_yes_or_no(question):
        return list(scored)
    return put_first(
        scored,
        lambda candidate: (
            settle_open(question, weights, candidate) is not None
            or bool(_said_by_cell(question, candidate))
            or bool(_said_by_column(question, candidate))
            or _lists_asked(question, candidate)
            or _says_all(question, weights, candidate, scored[0].candidate)
        ),
    )


def _says_all(question: Question, weights: WordWeights, candidate: Candidate, best: Candidate) -> bool:
    """Return whether a sentence settles the question and says all that it asks (大班招不招: 大班不招生), or says it in
    other words (还有效吗: 同时废止) and names as much of what is asked about as the best sentence."""
    told = _in_short(fold_text(candidate.text))
    asked = _asked_about(_in_short(question.folded))
    asked = [word for word in asked if len(word) > 1] or asked
    is_said = len(asked) > 1 and all(any(name in told for name in _names_of(word)) for word in asked)
    if not is_said and held_with_title(weights, candidate) >= held_with_title(weights, best):
        is_said = bool(_said_in_other_words(question.folded, _without_asking(question, weights), candidate))
    return is_said and settle(question, weights, candidate) != ""


def _lists_asked(question: Question, candidate: Candidate) -> bool:
    """Return whether a sentence is a list behind a colon of things among which is the one asked about."""
    if find_cells(candidate.text):
        return False
    about, sentence = fold_text(candidate.article.title), _in_short(fold_text(candidate.text))
    clauses = [clause for clause in _clauses("", sentence) if "、" in clause.text and clause.label]
    return any(_worth_of_labelled(_in_short(question.folded), about, clause) for clause in clauses)


def tells_if_so(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> bool:
    """Return whether the question asks if a place is open, or if the thing of a row has what its column lists, and the
    best sentence settles it."""
    if not scored or not asks_yes_or_no(question):
        return False
    best = scored[0].candidate
    return settle_open(question, weights, best) is not None or bool(_said_by_column(question, best))


def tells_in_other_words(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> bool:
    """Return whether the best sentence settles the question in words of affirming.toml (要门票吗: 入场免费) and has,
    with its article's title, every other word of two characters or more that is asked about."""
    if not scored or not asks_yes_or_no(question):
        return False
    best = scored[0].candidate
    if not _said_in_other_words(question.folded, _without_asking(question, weights), best):
        return False
    asked = [found.group() for kind in _KINDS if (found := compiled(f"affirming.{kind}_asked").search(question.folded))]
    besides = [word for word in weights.without(asked).weights if len(word) > 1]
    told = fold_text(f"{best.article.title}\n{best.text}")
    return bool(besides) and all(holds_name(told, word) for word in besides)


def settle(question: Question, weights: WordWeights, candidate: Candidate, *, is_meant: bool = False) -> str:
    """Return 是 or 否 if the sentence settles the question, else ''.

    The sentence must be about the topic of the question, and its clause about what is asked must be plain: nothing
    left open, no condition, no other number, not for a part or a moment only. A lead that forbids (不得有下列行为)
    forbids the items of its list. `is_meant`: the reader model found that the sentence is
    about the thing asked about, in whatever words.
    """
    weights = _without_asking(question, weights)
    is_yes = settle_open(question, weights, candidate)
    if is_yes and _denies_thing(question.folded, fold_text(candidate.text)):
        return ""
    if is_yes is not None:
        return YES if is_yes else NO
    for by_table in (_said_by_cell, _said_by_column):
        if (said := by_table(question, candidate)) is not None:
            return said
    folded, sentence = question.folded, _without_heading(candidate)
    if compiled("yes_no.limited").search(sentence) or _is_of_other_days(folded, sentence):
        return ""
    if (said := _said_in_other_words(folded, weights, candidate)) is not None:
        return said
    return "" if _is_denied(folded) else _settle_by_clause(question, weights, candidate, is_meant=is_meant)


def _denies_thing(folded: str, sentence: str) -> bool:
    """Return whether a sentence denies what the question speaks of (夜里前台有人吗: 24小时开放，夜间无前台)."""
    return any(len(word) > 1 and _denies(sentence, word) for word in _asked_about(folded))


def _denies(sentence: str, word: str) -> bool:
    """Return whether a word stands in what a sentence denies."""
    return any(word in sentence[start:end] for start, end in negated_spans(sentence))


def _is_of_other_days(folded: str, sentence: str) -> bool:
    """Return whether the sentence names days of the week, and not all that the question asks about."""
    told = days_in(sentence)
    return bool(told) and not days_in(folded) <= told


def _without_asking(question: Question, weights: WordWeights) -> WordWeights:
    """Return the weights without words that only ask, also those cut together with a verb: 还, 能带 of 还能带狗吗."""
    asked = _words_asked(question.folded)
    kept = weights.of(
        word
        for word in weights.weights
        if word[0] not in _MODALS or not (len(word) == 1 or any(verb.startswith(word[1:]) for verb in asked))
    )
    return kept if kept.weights else weights


_MODALS = frozenset(words_of("yes_no.modal"))


def _without_heading(candidate: Candidate) -> str:
    return compiled("yes_no.heading").sub("", fold_text(candidate.text))


def _label(candidate: Candidate) -> str:
    """Return the heading of a sentence if it ends with a colon, and so may deny or affirm what follows, else ''."""
    heading = compiled("yes_no.heading").match(fold_text(candidate.text))
    return heading.group() if heading and heading.group().endswith((":", "：")) else ""


def _said_by_cell(question: Question, candidate: Candidate) -> str | None:
    """Return what the one cell of a table row says under the head that is asked about (能水洗吗: 水洗：—).

    '' if it is about something else or denies, None if there is no such cell or it is no plain yes or no.
    """
    cells = find_cells(candidate.text)
    asked = _asked_about(question.folded)
    held = [(_held(asked, fold_text(cell.head)), cell) for cell in cells]
    most = max((share for share, _ in held), default=0.0)
    found = [cell for share, cell in held if share == most > 0]
    is_deed = bool(found)
    found = found or named_by_head(cells, question.folded)
    if len(found) != 1:
        return None
    value = fold_text(candidate.text[found[0].start : found[0].end]).strip().rstrip("。")
    is_yes, is_no = (compiled(f"yes_no.cell_{side}").match(value) for side in ("yes", "no"))
    if not (is_yes or is_no):
        return None
    is_denied = negated_spans(fold_text(found[0].head)) or _is_denied(question.folded)
    if is_denied or compiled("yes_no.open").search(value) or not is_row_meant(question, candidate):
        return ""
    if not is_deed and not _is_row_of_deed(question, candidate, found[0]):
        return ""
    return YES if is_yes else NO


def _said_by_column(question: Question, candidate: Candidate) -> str | None:
    """Return whether the cell of a row that the question names (员工) lists what it asks about (飞机), where a column
    lists that for some rows of the table: 高铁二等座 beside 高铁一等座、飞机. '' if the cell says more of it, None if
    there is no such column or row."""
    table = table_of(candidate)
    own = row_of(candidate, table)
    if own is None or _is_denied(question.folded) or not is_row_meant(question, candidate):
        return None
    asked = [word for word in _asked_about(question.folded) if not any(word in fold_text(c.value) for c in own.cells)]
    for place, cell in enumerate(own.cells):
        column = [fold_text(row.cells[place].value) for row in table if len(row.cells) == len(own.cells)]
        members = [member for value in column for member in _MEMBERS.split(value) if "、" in value]
        named = {shared for word in asked for member in members if len(shared := _opening_in(member, word)) > 1}
        if not named or fold_text(cell.value) in question.folded:
            continue
        listed = [each for each in _MEMBERS.split(fold_text(cell.value)) if each.startswith(tuple(named))]
        return ("" if _COLON_OR_BRACKET.search(listed[0]) else YES) if listed else NO
    return None


_COLON_OR_BRACKET = re.compile("[（(：:]")


def _opening_in(member: str, word: str) -> str:
    """Return the longest beginning of a list's member that a word holds: 飞机 of 飞机经济舱 in 坐飞机."""
    return next((member[:end] for end in range(len(member), 0, -1) if member[:end] in word), "")


_LEAST_OF_HEAD = 2


def _is_row_of_deed(question: Question, candidate: Candidate, cell: RowCell) -> bool:
    """Return whether the first cell of a row, beside one under the thing asked about, names all else that is asked."""
    first, *_ = find_cells(candidate.text)
    name = fold_text(candidate.text[first.start : first.end])
    if first == cell or negated_spans(name):
        return False
    rest = question.folded
    for told in (fold_text(cell.head), name):
        shared = told if told in rest else longest_shared(told, rest)
        rest = rest.replace(shared, " ") if len(shared) >= _LEAST_OF_HEAD else rest
    told = f"{fold_text(candidate.article.title)} {name} {fold_text(cell.head)}"
    return all(word in _SAID_BY_YES or holds_name(told, word) for word in _asked_about(rest))


_SAID_BY_YES = frozenset(words_of("yes_no.offers"))


@dataclass(frozen=True)
class _Clause:
    """A clause, the lead of the list it is an item of (不得有下列行为：) and its label before a colon (不收：枕头);
    '' for none."""

    lead: str
    label: str
    text: str

    @property
    def over(self) -> str:
        return f"{self.lead} {self.label}".strip()


def _settle_by_clause(question: Question, weights: WordWeights, candidate: Candidate, *, is_meant: bool) -> str:
    """Return 是 or 否 by the clause that says what is asked in the question's own words, '' if it is not plain."""
    sentence = compiled("yes_no.turn").sub("", fold_text(candidate.text))
    title, lead = fold_text(candidate.article.title), fold_text(lead_over(candidate))
    whole = f"{title}\n{lead}\n{sentence}"
    is_about = (is_meant and lead != "") or _speaks_of_thing(question.folded, title, f"{lead} {sentence}")
    if weights.coverage(whole) < LEAST_HELD or not is_about:
        return ""
    if any(_is_taken_out(question.words, part) for part in _CLAUSE.split(sentence)):
        return ""
    about = f"{title} {''.join(sentence[cell.start : cell.end] for cell in find_cells(candidate.text)[:1])}"
    folded, sentence = _in_short(question.folded), _in_short(sentence)
    clauses = _clauses(_part_of_lead(folded, _in_short(lead)), sentence)
    worths = [(_worth(folded, about, clause, is_meant=is_meant), clause) for clause in clauses]
    held, clause = max(worths, key=lambda pair: pair[0], default=(0.0, _Clause("", "", "")))
    listed = _members_asked(folded, clause)
    clause = replace(clause, text=listed or clause.text)
    is_open = any(compiled("yes_no.open").search(part) for part in (clause.label, clause.text))
    if held == 0 or is_open or not _same_numbers(folded, sentence):
        return ""
    if _denies_deed_elsewhere(folded, sentence, clause) or _is_of_twin(folded, clause):
        return ""
    if listed and not negated_spans(f"{clause.over} {clause.text}"):
        return YES  # what the rest denies, it denies of others: 修：拉链、表带；不修：气垫
    said = _said_by_clause(folded, sentence, clause)
    is_plain = said == NO or _asks_leave(folded) or _says_all_asked(folded, f"{about} {lead}", sentence, clause)
    return said if is_plain else ""


def _says_all_asked(folded: str, about: str, sentence: str, clause: _Clause) -> bool:
    """Return whether a clause says what is asked of what it is asked of, in these or like words, and its sentence, with
    what that stands under, all else: 第四轮定于七月 settles nothing of 第四轮地点定了吗."""
    if compiled("yes_no.still_asked").search(folded) and not compiled("yes_no.still_told").search(clause.text):
        return False
    words = [word for word in _words_asked(folded) if word not in _SAID_BY_YES]
    within, beside = f"{about} {clause.over} {clause.text}", f"{about} {clause.over} {sentence}"
    return all(_is_told(word, within if place < _OF_ONE_CLAUSE else beside) for place, word in enumerate(words))


_OF_ONE_CLAUSE = 2
_MOST_OF_IT = 0.5


def _is_told(word: str, text: str) -> bool:
    """Return whether a text has a word, another for it, its kind or most of its characters in a row."""
    return holds_synonym(text, word) or any(_shared_of(name, text)[0] > _MOST_OF_IT for name in _names_of(word))


def _said_by_clause(folded: str, sentence: str, clause: _Clause) -> str:
    """Return 是 or 否 as a clause about what is asked says, '' if the rest of its sentence leaves it open."""
    if negated_spans(clause.over):
        return "" if negated_spans(clause.text) else NO  # 不收：未包装的瓶子
    if negated_spans(clause.text):
        return NO
    if compiled("yes_no.asks_if_there").search(folded) and compiled("yes_no.there_is").search(clause.text):
        return YES
    told = f"{clause.over} {clause.text}"
    is_allowed = compiled("yes_no.leave").search(told) is not None or _is_duty(folded, told)
    denied = compiled("yes_no.denial").search(sentence) is not None
    if denied:  # another clause denies something: unclear which of the two is meant
        return YES if is_allowed and _asks_leave(folded) else ""
    return YES if not _asks_leave(folded) or is_allowed else ""


def _denies_deed_elsewhere(folded: str, sentence: str, clause: _Clause) -> bool:
    """Return whether the deed asked about is denied in the sentence, and the clause says nothing of it (能退吗:
    套票半年内有效，过期不退)."""
    deed = next(iter(_words_asked(folded)), "")
    return deed != "" and _denies(sentence, deed) and deed not in f"{clause.over} {clause.text}"


def _is_of_twin(folded: str, clause: _Clause) -> bool:
    """Return whether a clause opens with one named like the thing asked about, which it does not name: 绿线停运 for
    红线停不停."""
    told = f"{clause.over} {clause.text}"
    for thing in _asked_about(folded):
        first = clause.text[: len(thing)]
        is_like = len(thing) >= _LEAST_OF_THING and first[-1:] == thing[-1] and first not in folded
        if is_like and not holds_name(told, thing):
            return True
    return False


def _speaks_of_thing(folded: str, title: str, told: str) -> bool:
    """Return whether a title has the thing asked about, in front of what is done with it, or a sentence a character."""
    thing = next(iter(_asked_about(folded)[1:]), "")
    return len(thing) < _LEAST_OF_THING or holds_name(f"{title} {told}", thing) or any(sign in told for sign in thing)


_LEAST_OF_THING = 2


def _clauses(lead: str, sentence: str) -> Iterator[_Clause]:
    """Yield the clauses of a sentence below the lead of its list; a colon leads as far as the part of the sentence."""
    for part in _PART.split(sentence):
        *before, behind = _COLON.split(part)
        label = before[-1] if before and behind.strip() else ""
        yield from (_Clause(lead, label, text) for text in _CLAUSE.split(behind if label else part) if text.strip())


def _in_short(folded: str) -> str:
    """Return a text with each deed named once (接不接受: 接受) and by its shortest name (携带: 带), as questions do."""
    folded = compiled("asking.either").sub(r" \g<verb>", folded)
    for short, *longer in groups_of("yes_no.deed"):
        for name in longer:
            folded = folded.replace(name, short)
    return folded


def _part_of_lead(folded: str, lead: str) -> str:
    """Return the clauses of a lead that name most of what is asked (能托运吗: 可以托运 of 不得随身携带，可以托运：)."""
    words = _words_asked(folded)
    parts = [(sum(holds_name(part, word) for word in words), part) for part in _CLAUSE.split(lead)]
    most = max(count for count, _ in parts)
    return " ".join(part for count, part in parts if count == most) if most else lead


def _members_asked(folded: str, clause: _Clause) -> str:
    """Return the things asked about in a list behind a label that names the deed (不收：刀具、烟花), '' for none."""
    words = _words_asked(folded)
    if "、" not in clause.text or not any(holds_name(clause.label, word) for word in words):
        return ""
    return "、".join(
        member for member in _MEMBERS.split(clause.text) if any(_is_listed(word, member) for word in words)
    )


def _worth(folded: str, about: str, clause: _Clause, *, is_meant: bool) -> float:
    """Return how much of what is asked about a clause holds, 0 if it is about something else.

    Of an item that is meant, its lead must name what is asked to be done.
    """
    if clause.label and _is_label_asked(folded, clause.label):
        return _worth_of_labelled(folded, about, clause)
    held = _held(_asked_about(_without_place(folded, about, clause)), clause.text)
    is_led = is_meant and any(holds_name(clause.lead, word) for word in _words_asked(folded))
    return max(held, 1.0) if is_led else held


def _without_place(folded: str, about: str, clause: _Clause) -> str:
    """Return a question whether something may enter a place without the place, if the article is about that and the
    clause says who may enter (拖拉机能上石湾大桥吗: 拖拉机禁止通行; 轮椅能进去吗: 轮椅可以入园)."""
    if not compiled("yes_no.enter_told").search(clause.text):
        return folded
    folded = compiled("yes_no.enter_alone").sub("", folded)
    asked = compiled("yes_no.enter_asked").search(folded)
    if asked is None:
        return folded
    is_of_title = asked["place"].endswith(longest_shared(asked["place"], about)[-_LEAST_OF_PLACE:] or "\n")
    return folded.replace(asked["what"], "") if is_of_title else folded


_LEAST_OF_PLACE = 2


def _is_label_asked(folded: str, label: str) -> bool:
    """Return whether a label bears on what is asked: it names that or denies something, as 答 and 提示 do not."""
    return bool(negated_spans(label)) or any(holds_name(label, word) for word in _words_asked(folded))


def _worth_of_labelled(folded: str, about: str, clause: _Clause) -> float:
    """Return it for a clause with a label, which must name all asked about: 不收：枕头 tells nothing of 床单."""
    title = longest_shared(about, folded)
    words = _words_asked(folded.replace(title, " ") if len(title) > 1 else folded)
    listed = [word for word in words if _is_listed(word, clause.text)]
    if not all(word in listed or holds_name(f"{about} {clause.over}", word) for word in words):
        return 0.0
    thing = next((word for word in words if word not in _SAYS_NOTHING), "")
    is_label = bool(thing) and holds_name(clause.label, thing)  # 停车场：地下两层
    return _held(words, f"{clause.over} {clause.text}") if is_label or listed else 0.0


def _is_listed(word: str, text: str) -> bool:
    """Return whether a clause names a thing; one of one character only as a whole member of a list (书包: not 书)."""
    return holds_name(text, word) if len(word) > 1 else word in _MEMBERS.split(text)


_KINDS = tuple(
    entry.name.removeprefix("affirming.").removesuffix("_asked")
    for entry in entries_of("affirming")
    if entry.name.endswith("_asked")
)


def _said_in_other_words(asked: str, weights: WordWeights, candidate: Candidate) -> str | None:
    """Return what a sentence says to a question of a kind of affirming.toml (报批过吗: 未经批准).

    '' if it leaves it open, says both or says it of some only, None if it does not say it in such words.
    """
    for kind in _KINDS:
        if found := compiled(f"affirming.{kind}_asked").search(asked):
            said = _said(kind, asked, _without_heading(candidate))
            if said is None and (label := _label(candidate)):  # 六、免责：潜水、跳伞
                said = _said(kind, asked, label)
            rest = weights.without([found.group()])
            if said is not None:
                return said if not rest.weights or held_with_title(rest, candidate) >= LEAST_HELD else ""
    return None


def _said(kind: str, asked: str, sentence: str) -> str | None:
    clauses = [clause for clause in _CLAUSE.split(sentence) if clause]
    said = {
        word: [clause for clause in clauses if compiled(f"affirming.{kind}_{side}").search(clause)]
        for word, side in ((YES, "yes"), (NO, "no"))
    }
    told = [word for word, of_it in said.items() if of_it]
    if not told:
        return "" if any(compiled("yes_no.open").search(clause) for clause in clauses) else None
    clause, *others = said[told[0]]
    some = compiled("affirming.of_some").search(clause)
    is_partial = some is not None and some.group() not in asked
    return "" if len(told) > 1 or others or is_partial or compiled("yes_no.open").search(clause) else told[0]


def _is_taken_out(asked: Sequence[str], clause: str) -> bool:
    """Return whether a clause makes an exception of what is asked about (每天营业，春节休息; 狗: 小型犬除外)."""
    if compiled("yes_no.exception").search(clause) is None:
        return False
    told = compiled("yes_no.always_let_in").sub("", clause)
    short = [name for word in asked if len(word) == 1 for name in (word, *everyday_names(word)) if _kinds_of(word)]
    return any(word in told for word in (*short, *(word for word in asked if len(word) > 1)))


def _is_denied(folded: str) -> bool:
    """Return whether a question denies what it asks for (不防水吗)."""
    bare = compiled("yes_no.frame").sub(" ", compiled("asking.either").sub(r"\g<verb>", folded))
    return compiled("yes_no.denied_question").search(folded) is not None or bool(negated_spans(bare))


def _asks_leave(folded: str) -> bool:
    return compiled("yes_no.asks_leave").search(folded) is not None


def _is_duty(asked: str, clause: str) -> bool:
    """Return whether a clause makes a duty of what is asked about, which so is allowed (能随身带吗: 须随身携带)."""
    return any(clause[duty.end() :][:_LEAST_OF_DUTY] in asked for duty in compiled("yes_no.duty").finditer(clause))


_LEAST_OF_DUTY = 2


def _asked_about(folded: str) -> list[str]:
    """Return the words for what is asked about, last ones first: 外借, then 期刊 for 图书馆期刊可以外借吗."""
    return [word for word in _words_asked(folded) if word not in _SAYS_NOTHING]


def _words_asked(folded: str) -> list[str]:
    """Return these and the verbs that say nothing by themselves: 收, then 枕头 for 枕头收不收."""
    rest = compiled("asking.either").sub(r" \g<verb>", compiled("yes_no.frame").sub(" ", folded))
    words = [word for word, tag in tag_words(rest) if word.strip() and tag[:1] in "vnabiljze" and tag != "uj"]
    return [word for word in dict.fromkeys(reversed(words)) if word not in _STOP]


def _held(asked: list[str], clause: str) -> float:
    """Return how much of what is asked about a clause contains. The last word of the question counts double; two of
    its characters (one if it is shorter) are required."""
    held = [max(_shared_of(name, clause) for name in _names_of(word)) for word in asked]
    if not held or held[0][1] < min(_LEAST_OF_LAST, len(asked[0])):
        return 0.0
    shares = [share for share, _ in held]
    return sum((2.0 if place == 0 else 1.0) * share for place, share in enumerate(shares))


_LEAST_OF_LAST = 2


def _shared_of(name: str, clause: str) -> tuple[float, int]:
    """Return the share of a name, and how many of its characters, that stand together in a clause."""
    shared = len(longest_shared(name, clause))
    return shared / len(name), shared


def _names_of(word: str) -> list[str]:
    """Return a word and what a text may say for it: another name (公交: 公共汽车) or its kind (狗: 宠物); of a deed and
    its thing in one character each (养狗) the deed with others for that thing (养犬, 养宠物)."""
    names = [word, *everyday_names(word), *_kinds_of(word)]
    if len(word) == DEED_AND_THING:
        deed, thing = word[0], word[1]
        others = [other for other in everyday_names(thing) if len(other) == 1]
        names += [deed + other for other in (*others, *_kinds_of(thing))]
    return names


def _kinds_of(thing: str) -> list[str]:
    """Return the kinds that a thing is one of: 宠物 for 狗."""
    return [kind for kind, *things in groups_of("yes_no.kind") if thing in things]


def _same_numbers(question: str, sentence: str) -> bool:
    """Return whether the sentence states every number of the question."""
    stated = read_amounts(sentence)
    return all(
        any(are_same(asked, each) for each in stated) for asked in read_amounts(question) if not asked.is_article
    )
