"""What kind of event a meeting was, and in which setting it took place."""

import re

from pipeline.patterns import SignedPattern
from pipeline.reading.meetings.unit_text import UnitText

_GROUP_MINISTERS = re.compile(
    r"\b(?:Foreign Ministers?['’]?|Foreign Ministerial|Ministers['’]|Ministerial)\b.*\b(?:Meeting|Talks?"
    r"|Dialogue|Consultations|Lunch\w*|Dinner)\b"
    r"|\bMeeting of (?:the )?(?:\w+ )?(?:Foreign )?Ministers\b|\b2\s?\+\s?2\b|\bTwo-Plus-Two\b"
    r"|\bSecurity Consultative Committee\b",
    re.IGNORECASE,
)
_UN_SESSION = re.compile(
    r"\b(?:UNSC|Security Council|General Assembly|UNGA|ECOSOC|Human Rights Council"
    r"|Conference on Disarmament|[Hh]igh[- ][Ll]evel|Pledging|General Debate|Side [Ee]vent)\b"
)
_TREATY_SESSION = re.compile(r"\b(?:Conference|Summit|Forum|Symposium|Congress|Convention|Assembly)\b")
_CONFERENCE_CALL = re.compile(r"\b(?:telephone|video|tele|press|web|online)[- ]?conference\b", re.IGNORECASE)
_GROUP_LEADERS = re.compile(
    r"\b(?:G7|G8|G20|Quad|ASEAN|APEC|Japan-Australia-India-U\.S\.|NATO)\b[^.]{0,30}\bLeaders\b|\bSummit of\b"
)
_SUMMIT_OF_TWO = re.compile(r"\bSummit (?:Meeting|Talks?|Telephone|Video|Tele)", re.IGNORECASE)
_TELEPHONE = SignedPattern(
    r"\b(?:tele)?phone\b|\btelephone[d]?\b|\b(?:held|had|made|through) an? (?:\w+ )?call\b"
    r"|\bspoke (?:over|by|on) the (?:tele)?phone\b|\bphone call\b|(?:^|\s)Call with\b|'s Call\b"
    r"|\bCall between\b",
    "phone call",
    re.IGNORECASE,
)
_ONLINE = SignedPattern(
    r"\b(?:online|on-line|virtual(?:ly)?|web[- ]?(?:meeting|conference)"
    r"|video[- ]?(?:tele)?[- ]?(?:conference|conferencing|meeting|call|talk|link)|teleconference|VTC"
    r"|via video|by video|remotely)\b",
    "onl on-l rtual web deo teleconf vtc remotely",
    re.IGNORECASE,
)
_MEAL = SignedPattern(
    r"\b(?:working[- ])?(?:luncheons?|lunch(?:es)?|dinner|breakfast|banquet|supper|meal)\b",
    "lunch nner breakfast banquet supper meal",
    re.IGNORECASE,
)
_TALK = re.compile(
    r"\b(?:meetings?|met|meets|talks?|dialogues?|consultations?|summit|discussions?|conversation|conference)\b",
    re.IGNORECASE,
)
_MEAL_MEETING = SignedPattern(
    r"\b(?:luncheon|lunch|dinner|breakfast|banquet)\s+(?:meetings?|talks?|discussion|session)\b"
    r"|\b(?:meetings?|talks?|met|discussions?)\b[^,.;]{0,60}?\b(?:over"
    r"|in (?:an? )?(?:working )?(?:lunch|dinner|breakfast)[- ]?(?:format"
    r"|style)?)\b\s*(?:an? )?(?:working )?(?:lunch\w*|dinner|breakfast|format)?",
    "lunch nner breakfast banquet over",
    re.IGNORECASE,
)
_COURTESY = SignedPattern(
    r"\bcourtesy (?:call|visit)s?\b|\bpa(?:id|ys|ying) a call on\b|\breceived a call\b",
    "courtesy call",
    re.IGNORECASE,
)
_SPEECH = re.compile(
    r"\b(?:speech|lecture|keynote|policy address|remarks at|statement at"
    r"|delivered (?:an? |the )?\w* ?(?:speech|address|statement|lecture)|addresses?\b(?= at| to))",
    re.IGNORECASE,
)
_PRESS = re.compile(
    r"\b(?:press (?:conference|occasion|announcement|briefing|event)|joint press|interview)\b", re.IGNORECASE
)
_CEREMONY = re.compile(
    r"\b(?:ceremony|unveiling|wreath|signing|laying|commemorat\w+ event|inauguration|funeral)\b", re.IGNORECASE
)
_RECEPTION = re.compile(r"\breception\b", re.IGNORECASE)
_OTHER = re.compile(
    r"\b(?:exhibition|visit to|tour of|inspection|viewing|observation|opening of|concert|matinee|performance)\b",
    re.IGNORECASE,
)
_OFFICE_IN_ASSEMBLY = re.compile(r"\bPresident(?:-elect)? of the\b.*?\b(?:General Assembly|UNGA|Security Council)\b")
_AUDIENCE_GRANTED = re.compile(r"\bgranted an audience\b")
_SPOKE = re.compile(
    r"(?:delivered|gave|made) (?:an? |the )?[^,.]{0,40}?\b(?:speech|address|lecture|keynote|remarks|statement)\b"
)
_MEETING = re.compile(r"\b[Mm]eeting\b")
_OTHER_TALK = re.compile(r"\b[Ee]xchange of views\b|\b[Aa]udience\b|\b[Cc]all\b")
_BEHIND_HELD = re.compile(r"\s(?:with (?!the heads)|from [A-Z]|by [A-Z]|between|, who|, during|in which|where)\b")
_LONGEST_HELD = 240
_CONSULTATION = re.compile(r"consultation\b", re.IGNORECASE)


def kind_of(text: UnitText) -> str:
    """The kind of a meeting (a value of ``MeetingKind``): by its heading, its opening, its title or the captions."""
    unit = text.unit
    if unit.heading is not None and text.title:
        kind = _kind_of_heading(text.title)
        return _kind_of_opening(text.from_verb, text.title) if kind == "meeting" and text.from_verb else kind
    if text.from_verb:
        # A single "consultation was held" is told by its verb alone.
        words = text.from_verb if _CONSULTATION.match(text.from_verb) else text.event_words
        return _kind_of_opening(words, text.title)
    if text.title:
        return _kind_of_heading(text.title)
    captions = [block.words(text.page.text) for block in text.page.blocks if block.kind == "caption"]
    return _kind_of_heading(" ".join(captions))


def setting_of(text: UnitText, kind: str) -> str:
    """``in_person``, ``online`` or ``telephone``, by opening, title and captions.

    The body does not count, since it may speak of meetings to come.
    """
    if kind == "telephone_call":
        return "telephone"
    page = text.page
    parts = [text.title, text.told_words if text.unit.opening is not None else ""]
    parts += [page.words(k) for k in text.unit.blocks if page.blocks[k].kind == "caption"]
    if not text.sectioned:
        parts += [page.words(k) for k, block in enumerate(page.blocks) if block.kind in {"caption", "title"}]
    return "online" if _ONLINE.search("\n".join(parts)) else "in_person"


def _kind_of_heading(words: str) -> str:
    """The kind of the event that a heading or title names."""
    words = _OFFICE_IN_ASSEMBLY.sub("President", words)
    if _COURTESY.search(words):
        return "courtesy_call"
    if _TELEPHONE.search(words):
        return "telephone_call"
    if _GROUP_MINISTERS.search(words) and not _UN_SESSION.search(words.split(" on ")[0]):
        return _meal_or_meeting(words)
    if _SPEECH.search(words):
        return "speech"
    if _PRESS.search(words) and not _MEETING.search(words):
        return "press"
    if _RECEPTION.search(words):
        return "reception"
    if _CEREMONY.search(words) and not _MEETING.search(words):
        return "ceremony"
    if _session(words):
        return "conference"
    if _MEAL.search(words) or _TALK.search(words) or _OTHER_TALK.search(words):
        return _meal_or_meeting(words)
    if _OTHER.search(words):
        return "other"
    return "meeting"


def _kind_of_opening(phrase: str, title: str) -> str:
    """The kind of the event that an opening tells of.

    ``phrase`` runs from the opening's verb on, ``title`` helps where it is silent.
    """
    if _COURTESY.search(phrase) or _AUDIENCE_GRANTED.search(phrase):
        return "courtesy_call"
    if _TELEPHONE.search(phrase):
        return "telephone_call"
    held = _held(phrase)
    if _GROUP_MINISTERS.search(held) and not _UN_SESSION.search(held.split(" on ")[0]):
        return _meal_or_meeting(phrase)
    if _SPOKE.match(phrase):
        return "speech"
    if _session(held):
        return "conference"
    if _RECEPTION.search(held) and not _TALK.search(held):
        return "reception"
    if _CEREMONY.search(held) and not _TALK.search(held):
        return "ceremony"
    if title and (_COURTESY.search(title) or (_TELEPHONE.search(title) and not _ONLINE.search(phrase))):
        return _kind_of_heading(title)
    return _meal_or_meeting(phrase)


def _held(phrase: str) -> str:
    """What was held or attended: the words up to the counterpart or the end of the clause."""
    return _BEHIND_HELD.split(phrase, maxsplit=1)[0][:_LONGEST_HELD]


def _session(words: str) -> bool:
    """Whether words name a formal session, no summit meeting of two and no conference by video."""
    if _GROUP_LEADERS.search(words):
        return True
    if _SUMMIT_OF_TWO.search(words) or _CONFERENCE_CALL.search(words):
        return False
    return bool(_UN_SESSION.search(words) or _TREATY_SESSION.search(words))


def _meal_or_meeting(words: str) -> str:
    """A meal, unless a meeting comes first and the meal after it ("a meeting and a working lunch" is a meeting)."""
    if _MEAL_MEETING.search(words):
        return "working_meal"
    meal, talk = _MEAL.search(words), _TALK.search(words)
    if meal and (talk is None or meal.start() < talk.start()):
        return "working_meal"
    return "meeting"
