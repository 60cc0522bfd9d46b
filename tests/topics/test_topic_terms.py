"""The terms on sentences coded by hand, and the reference files as an analyst edits them."""

import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.topics.matcher import Matcher, TermHit, load_matcher
from pipeline.topics.phrases import PhraseError, compile_phrase
from pipeline.topics.sentences import split_sentences
from pipeline.topics.terms import (
    NO_TOPIC,
    Context,
    ReferenceFileError,
    Term,
    load_terms,
    load_topics,
    read_terms,
    read_topics,
)

HEADER = "topic_id,term,unless,only,note"
_LINES = (Path(__file__).parent / "sentences.csv").read_text("utf-8").splitlines()
SENTENCES = list(csv.DictReader(line for line in _LINES if not line.startswith("#")))


def hits(text: str, countries: str = "") -> list[TermHit]:
    matcher = load_matcher()
    return matcher.hits(matcher.scan(text), list(split_sentences(text, 0, len(text))), set(countries.split()))


def matcher_of(*rows: str) -> Matcher:
    return Matcher(read_terms([HEADER, *rows], "terms.csv", {"energy", "cyber"}))


def found(matcher: Matcher, text: str, countries: str = "") -> list[str]:
    sentences = list(split_sentences(text, 0, len(text)))
    return [text[h.start : h.end] for h in matcher.hits(matcher.scan(text), sentences, set(countries.split()))]


@pytest.mark.parametrize("row", SENTENCES, ids=lambda row: row["sentence"][:60])
def test_sentence_has_the_topics_a_coder_gave_it(row: dict[str, str]) -> None:
    expected = {topic for topic in row["topics"].split() if not topic.startswith("?")}
    optional = {topic[1:] for topic in row["topics"].split() if topic.startswith("?")}
    got = {hit.topic_id for hit in hits(row["sentence"], row["with"])}
    assert got - optional == expected - optional


def test_every_topic_is_in_a_sentence_and_has_two_terms() -> None:
    coded = {topic.lstrip("?") for row in SENTENCES for topic in row["topics"].split()}
    known = {topic.topic_id for topic in load_topics()}
    assert coded == known
    terms = Counter(term.topic_id for term in load_terms())
    assert [topic for topic in sorted(known) if terms[topic] < 2] == []


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        ("missile", "A Missile, missiles.", ["Missile"]),
        ("missile*", "A Missile, missiles.", ["Missile", "missiles"]),
        ("WPS", "wps and WPS", ["WPS"]),
        ("women's role", "the women’s role", ["women’s role"]),
        ("a few words", "a few\n  words, a few words, a-few–words", ["a few\n  words", "a few words", "a-few–words"]),
        ("counter-terror*", "counterterrorism, counter terrorist", ["counterterrorism", "counter terrorist"]),
        ("north ... south", "north and far south; north 1 2 3 4 5 south", ["north and far south"]),
        ("(green|clean) power", "green power, clean power, power", ["green power", "clean power"]),
        ("role of (the|) sea", "role of the sea, role of sea", ["role of the sea", "role of sea"]),
        ("visit* to (the|) sea", "visits to the sea, visit to sea", ["visits to the sea", "visit to sea"]),
        ("Japan-* relations", "Japan-Viet Nam relations, Japan-U.S.-ROK relations", ["Japan-Viet Nam relations"]),
        ("Minister of @", "Minister of Energy and the Seas said", ["Minister of Energy and the Seas"]),
        ("to attend >>", "to attend the talks on oil, met", ["to attend the talks on oil"]),
        ("(UN|sea) (law|end)", "UN law, un law, Sea end", ["UN law", "Sea end"]),
        ("U.S. base", "a U.S. base", ["U.S. base"]),
        ("İzmir", "in İzmir now", ["İzmir"]),
    ],
)  # fmt: skip
def test_the_phrase_language(term: str, text: str, expected: list[str]) -> None:
    assert found(matcher_of(f'energy,"{term}",,,'), text) == expected


@pytest.mark.parametrize(
    ("unless", "only", "text", "countries", "counts"),
    [
        ("tanker", "", "Oil came.", "", True),
        ("tanker", "", "Oil came by tanker.", "", False),
        ("tanker", "", "Oil came. A tanker went.", "", True),
        ("near: tanker", "", "Oil came, " + "and so on " * 10 + "by tanker.", "", True),
        ("near: tanker", "", "Oil by tanker.", "", False),
        ("before: olive", "", "olive oil, not oil olive", "", True),
        ("before: olive", "", "olive oil", "", False),
        ("after: spill", "", "the oil-spill", "", False),
        ("inside: oil and gas", "", "oil and gas", "", False),
        ("inside: oil and gas", "", "gas and oil", "", True),
        ("meeting: tanker", "", "Oil came. A tanker went.", "", False),
        ("with: RUS UKR", "", "Oil came.", "UKR", False),
        ("with: RUS UKR", "", "Oil came.", "FRA", True),
        ("", "price; with: SAU", "Oil came.", "", False),
        ("", "price; with: SAU", "Oil came.", "SAU", True),
        ("", "price; with: SAU", "The price of oil.", "", True),
        ("tanker", "price", "The price of oil in a tanker.", "", False),
    ],
)
def test_the_contexts(unless: str, only: str, text: str, countries: str, counts: bool) -> None:
    matcher = matcher_of(f"energy,oil,{unless},{only},")
    assert bool(found(matcher, text, countries)) == counts


def test_no_subject_hides_what_it_encloses_and_no_more() -> None:
    matcher = matcher_of("none,Minister of @,,,", "energy,energy*,,,")
    assert found(matcher, "The Minister of Energy spoke of energy.") == ["energy"]


def test_overlapping_terms_of_a_topic_are_one_mention() -> None:
    matcher = matcher_of("energy,oil,,,", "energy,oil price*,,,", "cyber,price*,,,")
    assert found(matcher, "oil prices") == ["oil prices", "prices"]


def test_offsets_are_those_of_the_text() -> None:
    text = "“İzmir”  \u00a0talks:\r\n\n on   cyber–security\u00a0 and  North\n Korea’s  missiles"
    for hit in hits(text):
        assert text[hit.start : hit.end].strip() == text[hit.start : hit.end]
    assert {text[h.start : h.end] for h in hits(text)} >= {"cyber", "North\n Korea"}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("enrgy,oil,,,", "line 2: there is no topic “enrgy”"),
        ("energy,,,,", "line 2: the phrase is empty"),
        ("energy,(oil,,,", "line 2: “(oil” has a bracket"),
        ("energy,*,,,", "line 2: “*” begins with too little"),
        ("energy,oil,nearby: gas,,", "line 2: “nearby:” is no place to look in; use one of"),
        ("energy,oil,,with: Russia,", "line 2: “with: Russia” needs countries as three capital letters"),
        ("energy,oil,gas", "line 2: 3 cells instead of 5"),
        ('energy,"oil,,,', "line 2: "),
    ],
)
def test_a_malformed_row_names_file_line_and_remedy(row: str, message: str) -> None:
    with pytest.raises(ReferenceFileError, match=re.escape(f"terms.csv, {message}")):
        read_terms([HEADER, row], "terms.csv", {"energy"})


def test_a_row_given_twice_is_an_error_and_other_contexts_are_not() -> None:
    read_terms([HEADER, "energy,oil,gas,,", "energy,oil,,coal,"], "terms.csv", {"energy"})
    with pytest.raises(ReferenceFileError, match="line 4: the same row stands on line 2"):
        read_terms([HEADER, "energy,oil,,,", "# a note", "energy,oil,,,again"], "terms.csv", {"energy"})


def test_a_missing_header_is_an_error() -> None:
    with pytest.raises(ReferenceFileError, match="line 1: the header must be"):
        read_terms(["topic,term"], "terms.csv", {"energy"})
    with pytest.raises(ReferenceFileError, match="no header"):
        read_topics([], "topics.csv")


def test_topics_are_complete_and_unique() -> None:
    header = "topic_id,label,topic_group,definition"
    with pytest.raises(ReferenceFileError, match="line 2: a topic needs all of"):
        read_topics([header, "energy,Energy,economy,"], "topics.csv")
    with pytest.raises(ReferenceFileError, match="line 3: the topic “energy” is taken"):
        read_topics([header, "energy,Energy,economy,x", "energy,Energy,economy,y"], "topics.csv")


def test_a_phrase_needs_something_to_search_for() -> None:
    with pytest.raises(PhraseError):
        compile_phrase("... of")


def test_every_term_can_count() -> None:
    """No term is killed by its own contexts, by a title or occasion, or by a longer term that always covers it."""
    assert [f"line {t.line}: {t.phrase}" for t in load_terms() if not _can_count(t)] == []


def _can_count(term: Term) -> bool:
    matcher = load_matcher()
    for text, countries in _examples(term):
        scan = matcher.scan(text)
        if term.topic_id == NO_TOPIC:
            if any(text[s:e] for s, e, n in scan.finds if matcher._numbers[term.phrase] == n):
                return True
            continue
        told = matcher.hits(scan, list(split_sentences(text, 0, len(text))), countries)
        if any(hit.topic_id == term.topic_id and hit.term == term.phrase for hit in told):
            return True
    return False


def _examples(term: Term) -> Iterator[tuple[str, frozenset[str]]]:
    """Sentences with the term, each with one of the contexts that it asks for, and the countries taking part."""
    none = Context("sentence", "")
    for context, words in itertools.product(term.only or (none,), itertools.islice(_written_out(term.phrase), 80)):
        for other in itertools.islice(_written_out(context.phrase), 12) if context.phrase else [""]:
            match context.scope:
                case "before":
                    text = f"They noted {other} {words} again."
                case "after":
                    text = f"They noted {words} {other} again."
                case "inside":
                    text = f"They noted {other} again."
                case "meeting":
                    text = f"They noted {words} again. Then {other} came up."
                case _:
                    text = f"They noted {words} with {other}."
            yield text, context.countries


def _written_out(phrase: str) -> Iterator[str]:
    """Plain examples of a phrase: every choice of its alternatives, its wildcards as short as they can be."""
    pieces = re.split(r"\(([^()]*)\)", phrase)
    choices = [piece.split("|") if k % 2 else [piece] for k, piece in enumerate(pieces)]
    for choice in itertools.product(*choices):
        text = "".join(choice).replace("-*", "-Peru").replace(" @", " Trade").replace(">>", "the talks")
        yield " ".join(text.replace("...", " ").replace("*", "").split())
