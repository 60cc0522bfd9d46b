"""The smallest pages on which a change once altered the coding in a way that it should not."""

import pytest

from tests.metamorphic.coding import Coding

OPENING = (
    "On May 10, commencing at 10:00 a.m. for approximately 30 minutes, Mr. MOTEGI Toshimitsu, Minister for Foreign "
    "Affairs of Japan, held a meeting with {guest}. The overview of the meeting is as follows."
)
ITEM = "The two Ministers exchanged views on regional affairs."
GUEST = "H.E. Mr. Erik HALVORSEN, Minister of Foreign Affairs of Norway"


def _read(
    opening: str = OPENING.format(guest=GUEST),
    item: str = ITEM,
    head: str = "Press Releases",
    foot: str = "Back to Press Releases",
) -> Coding:
    return Coding.of(f"{head}\n\nMay 10, 2021\n{opening}\n\n  1. {item}\n\n{foot}\n")


def test_member_states_are_no_person() -> None:
    coding = _read(item="Minister Motegi urged all Member States to carry out the resolution.")
    assert [name.family for name in coding.names()] == ["Motegi", "Halvorsen"]


def test_the_date_of_a_heading_is_not_part_of_a_title() -> None:
    text = (
        "Japan and the United Nations\n\nSeptember 22, 2017\n"
        "  • Mr. Taro Kono, Minister for Foreign Affairs, visited New York from September 17 to 22.\n\n1. Meetings\n\n"
        "(1) Breakfast hosted by Mr. Gary Stone, Director of the Trade Council of the United States (September 18)\n\n"
        "Minister Kono attended a breakfast on energy. Mr. Stone explained the thinking of the U.S. administration.\n\n"
        "Back to Japan and the United Nations\n"
    )
    titles = {row.name: row.title for row in Coding.of(text).reading.participants}
    assert titles["Gary Stone"] == "Director of the Trade Council of the United States"


@pytest.mark.parametrize("blank", [" ", "\u00a0", "  "], ids=["plain", "hard", "double"])
class TestBlanks:
    """Between words a page may have a no-break space or two blanks as well."""

    def test_courtesy_call(self, blank: str) -> None:
        opening = (
            "On May 10, Mr. Fumio Kishida, Minister for Foreign Affairs, who was attending the World Conference on "
            f"Disaster Reduction, received a courtesy{blank}call from {GUEST}."
        )
        (meeting,) = _read(opening).reading.meetings
        assert (meeting.kind, meeting.sides) == ("courtesy_call", "bilateral")

    def test_meeting_with(self, blank: str) -> None:
        opening = OPENING.format(guest=f"{GUEST}, during his visit to Munich to attend the Munich Security Conference")
        (meeting,) = _read(opening.replace("meeting with ", f"meeting with{blank}")).reading.meetings
        assert (meeting.kind, meeting.sides) == ("meeting", "bilateral")

    def test_met_with(self, blank: str) -> None:
        assert (
            len(
                _read(
                    f"On May 10, Mr. MOTEGI Toshimitsu, Minister for Foreign Affairs, met{blank}with {GUEST}."
                ).reading.meetings
            )
            == 1
        )

    def test_as_follows(self, blank: str) -> None:
        opening = OPENING.format(guest=GUEST).replace("is as follows.", f"is{blank}as follows:")
        assert len(_read(opening).reading.meetings) == 1

    @pytest.mark.parametrize("words", ["who is visiting Oslo", "during his stay in Oslo", "during his visit to Oslo"])
    def test_visit(self, blank: str, words: str) -> None:
        opening = OPENING.format(guest=GUEST).replace("of Japan, held", f"of Japan, {words}, held")
        for k, letter in enumerate(words):
            if letter == " ":
                coding = _read(opening.replace(words, words[:k] + blank + words[k + 1 :]))
                (meeting,), (visit,) = coding.reading.meetings, coding.reading.visits
                assert (meeting.city, meeting.place_basis, visit.city) == ("Oslo", "visit", "Oslo")
                assert coding.text[visit.char_start : visit.char_end].startswith(words.split()[0])

    def test_foreign_ministers_of_a_group(self, blank: str) -> None:
        opening = (
            "On May 10, Mr. MOTEGI Toshimitsu, Minister for Foreign Affairs, attended the "
            f"Meeting of the Foreign{blank}Ministers of the G4 Countries on United Nations Security Council Reform."
        )
        (meeting,) = _read(opening).reading.meetings
        assert meeting.kind == "meeting"


def test_the_city_of_a_visit_in_more_words() -> None:
    coding = _read(
        OPENING.format(guest=GUEST).replace("of Japan, held", "of Japan, during his visit to the city of Oslo, held")
    )
    (meeting,) = coding.reading.meetings
    assert (meeting.city, meeting.country_iso3, meeting.place_basis) == ("Oslo", "NOR", "visit")


@pytest.mark.parametrize("blank", [" ", "\u00a0", "  "], ids=["plain", "hard", "double"])
@pytest.mark.parametrize("collection", ["Press Releases", "Countries & Regions", "Japan and the United Nations"])
def test_blanks_in_collection_and_footer(blank: str, collection: str) -> None:
    for k, letter in enumerate(collection):
        if letter == " ":
            head = collection[:k] + blank + collection[k + 1 :]
            coding = _read(head=head, foot=f"Back{blank}to {collection}")
            kinds = [block.kind for block in coding.reading.blocks]
            assert (kinds[0], kinds[-1], coding.reading.document.title) == ("collection", "footer", None)


def test_a_page_with_hard_blanks_alone_is_known() -> None:
    assert _read(
        OPENING.format(guest=GUEST).replace(" ", "\u00a0"), head="Japan and\u00a0the United Nations", foot=""
    ).reading.meetings


def test_a_minister_named_king() -> None:
    coding = _read(
        OPENING.format(guest="Mr. Erik King, Minister of Foreign Affairs of Norway"),
        "Minister King thanked Minister Motegi.",
    )
    (said,) = coding.reading.statements
    assert (said.act, said.speaker_side, said.in_response) == ("appreciate", "counterpart", False)


@pytest.mark.parametrize(
    ("family", "topic"), [("Israel", "israel_palestine"), ("Jordan", "middle_east"), ("Chad", "africa_conflicts")]
)
def test_a_minister_named_like_a_country(family: str, topic: str) -> None:
    guest = f"Mr. Erik {family}, Minister of Foreign Affairs of Norway"
    coding = _read(OPENING.format(guest=guest), f"Minister Motegi thanked Minister {family} for the assistance.")
    assert topic not in {each.topic_id for each in coding.topics.meetings}


@pytest.mark.parametrize(("written", "family"), [("O'NEILL", "O'Neill"), ("AL-JUBEIR", "Al-Jubeir")])
def test_capitals_of_names_with_marks(written: str, family: str) -> None:
    coding = _read(OPENING.format(guest=GUEST.replace("HALVORSEN", written)))
    assert [name.family for name in coding.names()] == ["Motegi", family]


def test_a_guest_whose_state_only_the_party_names() -> None:
    guest = "H.E. Dr. Nguyen Phu Trong, General Secretary, Central Committee of the Communist Party of Viet Nam"
    assert [name.family for name in _read(OPENING.format(guest=guest)).names()] == ["Motegi", "Nguyen"]
