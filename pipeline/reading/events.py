"""The words by which sentences and headings tell that a meeting took place."""

import re

from pipeline.patterns import SignedPattern
from pipeline.reading.vocabulary import trait

# What is held begins with one of a few letters: other words behind "held" need no look at every event.
MEETING_VERB = re.compile(
    r"""\b(?:
        (?:held|hold|holds|had|has|conducted|attended|joined|convened|co-?hosted|hosted|chaired|co-?chaired|gave|delivered
          |made|arranged|presided\ over|participated\ in|took\ part\ in|was\ granted|exchanged)\s[^\n]{0,160}?
          \b(?=[mtcldbsaerfi])
          (?:meetings?|talks?|conversations?|conference|calls?|luncheons?|lunch|dinner|breakfast|banquet|dialogues?
          |consultations?|summit|discussions?|audience|reception|speech|lecture|address|ceremony|session|event|debate
          |forum|symposium|roundtable|briefing|interview|exchange\ of\ views|teleconference|tea|meal)\b
      | (?:received|paid)\s[^\n]{0,60}?\b(?:courtesy\s+)?(?:call|visit)\b
      | (?:met|meets|meeting|spoke|talked|conferred|telephoned|dined|lunched)\b(?:\s\w+){0,4}?\s?
          (?:with|by|over|on|separately|at|in|H\.E\.|Mr\.|Ms\.|Dr\.|the|[A-Z]\w+)
      | (?:meeting|talks?|talk|conference|dialogue|luncheon|dinner|call|consultations?|session|lunch|breakfast
          |conversation)\b[^\n]{0,120}?\b(?:was|were|took)\s(?:held|place|convened|conducted)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
# The words with which MEETING_VERB begins, "co-hosted" as far as its hyphen.
_VERB_WORDS = frozenset(
    "held hold holds had has conducted attended joined convened co cohosted hosted chaired cochaired gave delivered made "
    "arranged presided participated took was exchanged received paid met meets meeting spoke talked conferred telephoned "
    "dined lunched talks talk conference dialogue luncheon dinner call consultation consultations session lunch breakfast "
    "conversation".split()
)
_LETTERS = re.compile(r"[^\W_]*")


def _may_be_verb(word: str) -> bool:
    """Whether MEETING_VERB may match from a token on; ignoring case, it takes some letters beyond ASCII for others."""
    letters = _LETTERS.match(word)
    return letters is not None and (letters[0].lower() in _VERB_WORDS or not letters[0].isascii())


MAY_BE_MEETING_VERB = trait(_may_be_verb)
# "…, and then held a meeting with …", behind a first meeting of the same sentence.
SECOND_MEETING = re.compile(
    r",?\s(?P<second>and\s(?:(?:then|also|subsequently|later|afterwards|thereafter)\s)?"
    r"(?P<verb>(?:held|had|met|paid|received|hosted|attended)\b))"
)
# "At the Foreign Ministers' Meeting, …": the paragraph turns to one of several meetings.
TURNS_TO = re.compile(r"(?:At|During|In|On the occasion of|With regard to)\s(?:the|this|his|her|their)\s[^,.]{3,80},")
EVENT_NOUN = re.compile(
    r"\b(?:courtesy call|call|audience|meeting|talks?|lunch(?:eon)?|dinner|breakfast|consultations?|dialogue)\b", re.I
)
# "On August 19, …, Ms. X exchanged views with …" opens a meeting; without a date it is an act within one.
EXCHANGED_VIEWS = re.compile(r"\bexchanged (?:views|opinions) (?:with|at|in|on)\b")
DATED_OPENING = re.compile(r"(?:On|In|From|At)\s(?:the\s\w+\sof\s)?(?:\w+,\s)?[A-Z]\w+\s\d")
OVERVIEW = SignedPattern(
    r"\b(?:overview|outline|summary|gist|key points?|main points?|topics discussed|details?"
    r"|results?)\b[^.]{0,100}?\b(?:is|are|was|were)\s+(?:as follows|below|shown)"
    r"|\bstated (?:the following|as follows)\s*[.:]",
    "follow below shown",
    re.IGNORECASE,
)
VISITED = re.compile(
    r"\b(?:visited|paid (?:an? )?(?:\w+ )*visit to|is visiting|was visiting|travell?ed to"
    r"|made (?:an? )?(?:\w+ )*visit to)\b"
)

_EVENT_NOUN = re.compile(
    r"\b(?:Meetings?|Talks?|Conferences?|Summit|Dialogues?|Luncheons?|Lunch|Dinner|Breakfast|Banquet"
    r"|Reception|Courtesy Calls?|Calls? on|Telephone"
    r"|Speech|Lecture|Address|Exchange of [Vv]iews|Ceremony|Consultations?|Session|Debate|Forum"
    r"|Round-?table|Symposium|Interview|Audience|Conversation"
    r"|Meets|Briefing|Wreath|Exhibition|Event|Press (?:Conference|Occasion|Announcement)|Pull-aside|Tea)\b"
)
_SPECIFIC = re.compile(
    r"[-–—]|\b(?:of|on|with|by|at|hosted|between|for)\b"
    r"|\b(?:Summit|Foreign Ministers|Ministerial|Trilateral|Quad|G\d)\b|\d"
)
_SUBJECT = re.compile(r"(?:In|Cooperation|Outcome|Overview|Result)")
_PLURAL_SECTION = re.compile(
    r"^(?:(?:Multilateral|Bilateral|Other|Main|Major|Individual|Separate"
    r"|Trilateral)\b.*\b)?(?:[Mm]eetings|[Tt]alks|[Ee]vents|[Cc]onferences)\b(?!.*\bwith (?!other|various|several|the other))"
)


def is_event_heading(words: str, dated: bool) -> bool:
    """Whether a heading names one event ("Japan-Egypt Foreign Ministers' Meeting"), no subject and no list of events.

    A heading with a date (``dated``) names an event whatever its words are.
    """
    if _PLURAL_SECTION.match(words):
        return False
    named = _EVENT_NOUN.search(words) and _SPECIFIC.search(words) and not _SUBJECT.match(words)
    return dated or bool(named)
