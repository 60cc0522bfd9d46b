"""Topics of whole documents: which stretches count, and which statement a term belongs to."""

import datetime as dt
from dataclasses import dataclass, field

import pytest

from pipeline.reading.records import BlockRecord, MeetingRecord, ParticipantRecord, StatementRecord
from pipeline.topics import StatementTopic, TopicCoding, code_document

OPENING = (
    "On May 5, commencing at 2:00 p.m. for approximately 30 minutes, Ms. TANAKA Aki, Minister for Foreign Affairs of "
    "Japan, who is visiting Geneva to attend the Global Refugee Forum, held a meeting with H.E. Mr. Dmytro Kovalenko, "
    "Minister of Foreign Affairs of Ukraine. The overview of the meeting is as follows."
)


@dataclass
class Page:
    """A document put together from blocks; statements are found by their words."""

    text: str = ""
    meetings: list[MeetingRecord] = field(default_factory=list)
    blocks: list[BlockRecord] = field(default_factory=list)
    statements: list[StatementRecord] = field(default_factory=list)
    participants: list[ParticipantRecord] = field(default_factory=list)

    def block(self, kind: str, words: str, meeting: int | None = None) -> "Page":
        start = len(self.text)
        self.text += words + "\n\n"
        meeting_id = None if meeting is None else f"d#{meeting}"
        self.blocks.append(BlockRecord("d", len(self.blocks) + 1, kind, None, None, meeting_id, start, len(self.text)))
        return self

    def meeting(self, number: int, words: str, title: str | None = None, *countries: str) -> "Page":
        start = self.text.index(words)
        record = MeetingRecord(
            meeting_id=f"d#{number}", document_id="d", position=number, section=None, title=title,
            date=dt.date(2024, 5, 5), end_date=None, start_local=None, utc_offset_minutes=None,
            start_utc=None, duration_minutes=None, duration_approximate=None, city=None, country_iso3=None,
            place_basis=None, occasion=None, sides="bilateral",
            kind="meeting", setting="in_person", char_start=start, char_end=start + len(words), method="test",
        )  # fmt: skip
        self.meetings.append(record)
        for position, country in enumerate(countries, start=1):
            self.participants.append(
                ParticipantRecord(
                    participant_id=f"d#{number}/p{position}", meeting_id=f"d#{number}", document_id="d",
                    position=position, person_key=None, name=None, honorific=None, title=None, country_iso3=country,
                    organization_id=None, side="counterpart", role="principal", char_start=start,
                    char_end=start + 1, method="test",
                )
            )  # fmt: skip
        return self

    def statement(self, meeting: int, words: str) -> "Page":
        start = self.text.index(words)
        position = 1 + sum(s.meeting_id == f"d#{meeting}" for s in self.statements)
        self.statements.append(
            StatementRecord(
                statement_id=f"d#{meeting}/s{position}", meeting_id=f"d#{meeting}", document_id="d", item=None,
                position=position, speaker_side=None, speaker_id=None, addressee_id=None, act="state", verb="stated",
                in_response=False, text=words, char_start=start, char_end=start + len(words), method="test",
            )
        )  # fmt: skip
        return self

    def code(self) -> TopicCoding:
        return code_document(self.text, self.meetings, self.blocks, self.statements, self.participants)


def of_meetings(coding: TopicCoding) -> dict[tuple[str, str], tuple[int, int]]:
    return {(t.meeting_id, t.topic_id): (t.n_statements, t.n_mentions) for t in coding.meetings}


def of_statements(coding: TopicCoding) -> set[tuple[str, str]]:
    return {(topic.statement_id, topic.topic_id) for topic in coding.statements}


def single(*items: str) -> Page:
    page = Page().block("caption", "Ministers talking about cyber security").block("lead", OPENING, 1)
    for item in items:
        page.block("item", item, 1)
    page.block("reference", "[Reference] Joint Statement on climate change", 1)
    page.block("footer", "Back to Japan-Ukraine Relations", 1)
    return page.meeting(1, page.text[page.text.index(OPENING) :].strip(), None, "JPN", "UKR")


def test_the_occasion_titles_captions_references_and_footers_are_no_topics() -> None:
    assert single("Both Ministers shook hands.").code() == TopicCoding()


def test_terms_belong_to_the_statement_in_whose_words_they_stand() -> None:
    first = "stated that Japan will support energy security"
    second = "expressed his gratitude for medical equipment and the demining of land"
    coding = single(f"Minister Tanaka {first}. In response, Minister Kovalenko {second}.")
    coding.statement(1, first).statement(1, second)
    result = coding.code()
    assert ("d#1/s1", "energy") in of_statements(result)
    assert ("d#1/s2", "energy") not in of_statements(result)
    assert of_meetings(result)["d#1", "energy"] == (1, 1)


def test_a_fronted_subject_belongs_to_all_statements_of_its_sentence_and_to_no_other() -> None:
    page = single(
        "With regard to North Korea, the two Ministers exchanged views and confirmed their close cooperation. "
        "They also discussed Myanmar."
    )
    page.statement(1, "exchanged views").statement(1, "confirmed their close cooperation").statement(
        1, "discussed Myanmar"
    )
    result = page.code()
    assert of_statements(result) == {
        ("d#1/s1", "dprk_nuclear_missile"),
        ("d#1/s2", "dprk_nuclear_missile"),
        ("d#1/s3", "myanmar"),
    }
    assert of_meetings(result)["d#1", "dprk_nuclear_missile"] == (2, 1)


def test_the_subject_of_a_verb_is_no_fronted_subject() -> None:
    page = single("Minister Tanaka, noting the spread of COVID-19, stated that Japan will cooperate.")
    result = page.statement(1, "stated that Japan will cooperate").code()
    assert of_meetings(result) == {("d#1", "covid_19"): (0, 1)}
    assert result.statements == []


def test_the_inner_of_two_statements_has_the_topic() -> None:
    inner = "hopes to cooperate on whaling"
    page = single(f"Minister Tanaka stated that she {inner}.")
    result = page.statement(1, f"stated that she {inner}").statement(1, inner).code()
    assert of_statements(result) == {("d#1/s2", "environment")}


def test_a_statement_topic_shows_its_term() -> None:
    words = "discussed the TPP and again the TPP"
    page = single(f"They {words}.").statement(1, words)
    (topic,) = page.code().statements
    start = page.text.index("TPP")
    assert topic == StatementTopic("d#1/s1", "tpp_cptpp", "TPP*", start, start + 3)
    assert of_meetings(page.code()) == {("d#1", "tpp_cptpp"): (1, 2)}


def test_headings_and_titles_inside_a_meeting_count_and_lead_bullets_do_not() -> None:
    page = Page().block("bullet", "Minister Tanaka stressed the rule of law in talks on Gaza.")
    section = "Ministerial Meeting on Cyber Issues"
    page.block("heading", f"(1) {section} (May 5)", 1).block("caption", "(photo 2) Talks on energy", 1)
    page.block("paragraph", "The participants exchanged views.", 1).block("heading", "Climate change", 1)
    start = page.text.index("(1)")
    result = page.meeting(1, page.text[start:].strip(), section).statement(1, "exchanged views").code()
    assert set(of_meetings(result)) == {("d#1", "cyber"), ("d#1", "climate_change")}


@pytest.mark.parametrize(
    ("sentence", "topics"),
    [
        ("Minister Tanaka attended a breakfast on climate change this morning.", {"climate_change"}),
        ("On May 5, Minister Tanaka chaired the Second Quad Foreign Ministers’ Meeting with Ms. Wong.", {"quad"}),
        ("On May 5, Minister Tanaka held a meeting with Mr. Haddad, Minister of Energy of Iraq.", set()),
        ("Minister Tanaka, in Nairobi for TICAD 9, held a meeting today with President Ruto of Kenya.", set()),
        ("The Secretary-General met today with the leader. The subjects were Syria and the MDGs.",
         {"syria", "development_sdgs"}),
    ],
)  # fmt: skip
def test_without_statements_all_counts_but_the_opening_only_by_its_event(sentence: str, topics: set[str]) -> None:
    page = Page().block("paragraph", sentence, 1).meeting(1, sentence)
    assert {topic.topic_id for topic in page.code().meetings} == topics


def test_meetings_told_in_one_paragraph_keep_their_own_sentences() -> None:
    first, second = "They discussed energy with Qatar.", "They discussed cyber security with Estonia."
    page = Page().block("paragraph", f"{first} {second}", 1)
    page.meeting(1, f"{first} {second}").meeting(2, second)
    page.statement(1, "discussed energy").statement(2, "discussed cyber security")
    assert set(of_meetings(page.code())) == {("d#1", "energy"), ("d#2", "cyber")}


def test_a_country_is_no_subject_of_a_meeting_with_itself() -> None:
    words = "agreed to support efforts in Iraq and to discuss Yemen"
    page = Page().block("paragraph", f"They {words}.", 1).statement(1, words)
    assert set(of_meetings(page.meeting(1, words, None, "IRQ").code())) == {("d#1", "yemen_red_sea")}


def test_nothing_told_gives_nothing() -> None:
    assert code_document("", [], [], [], []) == TopicCoding()
    assert code_document("Energy.", [], [], [], []) == TopicCoding()


def test_rows_are_in_the_order_of_the_text_and_then_by_topic() -> None:
    one, two = "discussed Yemen and energy", "discussed Syria and cyber security"
    page = single(f"They {one}. They {two}.").statement(1, one).statement(1, two)
    coding = page.code()
    assert [(t.statement_id, t.topic_id) for t in coding.statements] == [
        ("d#1/s1", "energy"),
        ("d#1/s1", "yemen_red_sea"),
        ("d#1/s2", "cyber"),
        ("d#1/s2", "syria"),
    ]
    assert [t.topic_id for t in coding.meetings] == ["cyber", "energy", "syria", "yemen_red_sea"]
