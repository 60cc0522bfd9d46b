"""Forms of sentences and openings, each read on a page made for it."""

import datetime as dt

import pytest

from pipeline.reading import read_document
from pipeline.reading.records import Reading

HEAD = (
    "Japan-Peru Foreign Ministers' Meeting\n\nMay 23, 2022\n\n"
    "On May 23, commencing at 3:00 p.m. for approximately 30 minutes, Mr. HAYASHI Yoshimasa, Minister for Foreign Affairs of "
    "Japan, held a meeting with H.E. Mr. Javier Quispe, Minister of Foreign Affairs of the Republic of Peru. "
    "The overview of the meeting is as follows.\n"
)

ACTS = {
    "Minister Hayashi mentioned that based on the outcomes of today's meeting he would like to host a conference.": [
        "home hope"
    ],
    "Minister Quispe stated that through this visit he hopes for closer ties.": ["counterpart hope"],
    "Minister Hayashi stated that in light of the situation Japan intends to expand its support.": ["home pledge"],
    "Minister Hayashi stated that this year marks an anniversary and that on this occasion he hopes for exchanges.": [
        "home state",
        "home hope",
    ],
    "Minister Hayashi, noting the 150th anniversary of relations, expressed his pleasure at the meeting.": [
        "home welcome"
    ],
    "Minister Hayashi conveyed to Minister Quispe that this time Japan decided to contribute 1 million euros.": [
        "home state"
    ],
    "Minister Quispe stated that it was a great honor to visit Tokyo.": ["counterpart welcome"],
    "Minister Quispe responded with words of congratulations for his reappointment.": ["counterpart congratulate"],
    "Minister Quispe explained the campaign, which Minister Hayashi proposed in his statement last year.": [
        "counterpart state"
    ],
    "Minister Hayashi proposed a joint study, which Minister Quispe supported.": [
        "home propose",
        "counterpart support",
    ],
    "Minister Quispe, expressing gratitude for this, said that the visit opened a new chapter.": [
        "counterpart appreciate",
        "counterpart state",
    ],
    "The two sides engaged in a candid discussion on Russia and aligned their policies.": [
        "joint discuss",
        "joint agree",
    ],
    "Minister Quispe noted the help by Japan and the U.S. Minister Hayashi stated that he would visit Lima.": [
        "counterpart state",
        "home pledge",
    ],
    "Minister Hayashi asked for support, to which Minister Quispe concurred.": ["home request", "counterpart agree"],
    "Minister Hayashi concurred with Minister Quispe to promote trade.": ["joint agree"],
    "Minister Quispe stated that his Office was ready to send experts.": ["counterpart pledge"],
    "Minister Hayashi highly evaluated the efforts of Peru.": ["home appreciate"],
    "Minister Hayashi stated regarding the legislation that he was pleased by this step.": ["home welcome"],
    "Minister Quispe said in reply that he was pleased by this.": ["counterpart welcome"],
    "Minister Quispe agreed with the proposal.": ["counterpart support"],
    "Minister Hayashi hoped that Peru would support Japan, and Minister Quispe responded positively.": [
        "home hope",
        "counterpart state",
    ],
    "From Minister Quispe, there was an explanation on the peace process.": ["counterpart state"],
    "There was a request from Minister Quispe for further support.": ["counterpart request"],
    "There was also a proposal by the Peruvian side to hold a dialogue.": ["counterpart propose"],
    "Minister Hayashi was briefed in detail by Minister Quispe on the situation.": ["counterpart state"],
    "Minister Quispe expressed his expectations for Japan's leadership and Peru's willingness to help.": [
        "counterpart hope",
        "counterpart pledge",
    ],
}

VEGA = "H.E. Mr. Luis Vega, President of the Republic of Peru, for about 30 minutes"
QUISPE = "H.E. Mr. Javier Quispe, Minister of Foreign Affairs, for about 50 minutes"
TWO_IN_ONE = [
    (
        f"paid a courtesy call on {VEGA}, and then held a Foreign Ministers' Meeting with {QUISPE}",
        "At the Foreign Ministers' Meeting",
    ),
    (f"had a meeting with {VEGA} and subsequently attended a luncheon hosted by {QUISPE}", "During the luncheon"),
    (f"paid a courtesy call on {VEGA} and later had talks with {QUISPE}", "In the talks"),
]


def read(text: str) -> Reading:
    return read_document("page", text, "0" * 64)


@pytest.mark.parametrize("sentence", ACTS)
def test_the_acts_of_a_sentence(sentence: str) -> None:
    reading = read(f"{HEAD}\n1. {sentence}\n")
    assert [f"{each.speaker_side} {each.act}" for each in reading.statements] == ACTS[sentence]


@pytest.mark.parametrize(("told", "turn"), TWO_IN_ONE)
def test_an_opening_that_tells_of_two_meetings(told: str, turn: str) -> None:
    reading = read(
        "Foreign Minister Hayashi Visits Peru\n\nMay 25, 2022\n\n"
        f"On May 23, Mr. HAYASHI Yoshimasa, Minister for Foreign Affairs of Japan, {told}. The overview is as follows.\n\n"
        "President Vega stated that he welcomed the visit. Minister Hayashi expressed his gratitude for the welcome.\n\n"
        f"{turn}, Minister Quispe requested support for ports. The two Ministers agreed to meet again.\n"
    )
    assert [meeting.date for meeting in reading.meetings] == [dt.date(2022, 5, 23)] * 2
    assert [meeting.duration_minutes for meeting in reading.meetings] == [30, 50]
    names = [
        {p.name.split()[-1] for p in reading.participants if p.meeting_id == m.meeting_id and p.name}
        for m in reading.meetings
    ]
    assert names == [{"Yoshimasa", "Vega"}, {"Yoshimasa", "Quispe"}]
    assert {p.country_iso3 for p in reading.participants} == {"JPN", "PER"}
    acts = [(each.meeting_id[-1], each.speaker_side, each.act) for each in reading.statements]
    assert acts == [
        ("1", "counterpart", "welcome"),
        ("1", "home", "appreciate"),
        ("2", "counterpart", "request"),
        ("2", "joint", "agree"),
    ]


@pytest.mark.parametrize("name", ["Arancha González Laya", "Rebeca Grynspan Mayufis", "Antonio Rivas Palacios"])
def test_a_family_name_of_two_words_is_known_by_its_short_form(name: str) -> None:
    family = " ".join(name.split()[1:])
    reading = read(
        HEAD.replace("Javier Quispe", name)
        + f"\n1. Minister {family} expressed gratitude. Minister {family} stated that he would come.\n"
    )
    assert [(person.family_name, person.given_name) for person in reading.persons][1:] == [(family, name.split()[0])]
    assert {each.speaker_id for each in reading.statements} == {"page#1/p2"}


def test_the_zone_before_a_semicolon_is_that_of_the_clock_before() -> None:
    for place, clock in [("Madrid", "11:10 a.m."), ("New York", "5:10 a.m."), ("Accra", "9:10 a.m.")]:
        reading = read(HEAD.replace("at 3:00 p.m. for", f"at 6:10 p.m. (JST; {clock} in {place}) for"))
        assert (reading.meetings[0].utc_offset_minutes, reading.meetings[0].city) == (540, None)
        assert {issue.code for issue in reading.issues} <= {"no_statements"}


def test_a_second_clock_without_a_zone_beside_japans_is_told() -> None:
    reading = read(HEAD.replace("at 3:00 p.m. for", "at 6:10 p.m. (JST; 11:10 a.m.) for"))
    assert reading.meetings[0].utc_offset_minutes == 540
    assert [issue.code for issue in reading.issues] == ["ambiguous_clock", "no_statements"]


def test_a_heading_tells_the_clock_and_the_duration() -> None:
    reading = read(
        "Foreign Minister Kono's Visit to Germany\n\nFebruary 19, 2018\n\n"
        "  \u2022 From February 16 to 18, Mr. Taro Kono, Minister for Foreign Affairs, visited Munich, Germany, to attend the "
        "Munich Security Conference.\n\n"
        "1. Japan-Canada Foreign Ministers' Meeting (February 16, 5:45 p.m., for about 30 minutes)\n\n"
        "Minister Kono expressed his respect to Ms. Chrystia Freeland, Minister of Foreign Affairs of Canada, for having "
        "co-hosted the Vancouver Foreign Ministers' Meeting on Security, and both Ministers agreed to meet again.\n\n"
        "2. Japan-Latvia Foreign Ministers' Meeting (February 17)\n\n"
        "Minister Kono and Mr. Edgars Berzins, Minister of Foreign Affairs of Latvia, exchanged views on trade.\n"
    )
    assert [(m.start_local, m.duration_minutes) for m in reading.meetings] == [("17:45", 30), (None, None)]
    assert [each.act for each in reading.statements] == ["appreciate", "agree", "discuss"]
