"""What kind of event a heading or an opening sentence names, in which setting, and whether it names one at all."""

import re

MEETING_VERB = re.compile(
    r"""\b(?:
        (?:held|hold|holds|had|has|conducted|attended|joined|convened|co-?hosted|hosted|chaired|co-?chaired|gave|delivered|made|arranged
          |presided\ over|participated\ in|took\ part\ in|was\ granted|exchanged)\s[^\n]{0,160}?\b(?:meetings?|talks?|conversations?|conference|calls?|luncheons?|lunch
          |dinner|breakfast|banquet|dialogues?|consultations?|summit|discussions?|audience|reception|speech|lecture|address|ceremony|session
          |event|debate|forum|symposium|roundtable|briefing|interview|exchange\ of\ views|teleconference|tea|meal)\b
      | (?:received|paid)\s[^\n]{0,60}?\b(?:courtesy\s+)?(?:call|visit)\b
      | (?:met|meets|meeting|spoke|talked|conferred|telephoned|dined|lunched)\b(?:\s\w+){0,4}?\s?(?:with|by|over|on|separately|at|in|H\.E\.|Mr\.|Ms\.|Dr\.|the|[A-Z]\w+)
      | (?:meeting|talks?|talk|conference|dialogue|luncheon|dinner|call|consultations?|session|lunch|breakfast|conversation)\b[^\n]{0,120}?\b(?:was|were|took)\s(?:held|place|convened|conducted)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
# "On August 19, …, Ms. X exchanged views with …" opens a meeting; without a date it is an act within one.
EXCHANGED_VIEWS = re.compile(r"\bexchanged (?:views|opinions) (?:with|at|in|on)\b")
DATED_OPENING = re.compile(r"(?:On|In|From|At)\s(?:the\s\w+\sof\s)?(?:\w+,\s)?[A-Z]\w+\s\d")
OVERVIEW = re.compile(
    r"\b(?:overview|outline|summary|gist|key points?|main points?|topics discussed|details?|results?)\b[^.]{0,100}?\b(?:is|are|was|were)\s+(?:as follows|below|shown)"
    r"|\bstated (?:the following|as follows)\s*[.:]",
    re.IGNORECASE,
)
VISITED = re.compile(
    r"\b(?:visited|paid (?:an? )?(?:\w+ )*visit to|is visiting|was visiting|travell?ed to|made (?:an? )?(?:\w+ )*visit to)\b"
)

_EVENT_NOUN = re.compile(
    r"\b(?:Meetings?|Talks?|Conferences?|Summit|Dialogues?|Luncheons?|Lunch|Dinner|Breakfast|Banquet|Reception|Courtesy Calls?|Calls? on|Telephone"
    r"|Speech|Lecture|Address|Exchange of [Vv]iews|Ceremony|Consultations?|Session|Debate|Forum|Round-?table|Symposium|Interview|Audience|Conversation"
    r"|Meets|Briefing|Wreath|Exhibition|Event|Press (?:Conference|Occasion|Announcement)|Pull-aside|Tea)\b"
)
_SPECIFIC = re.compile(
    r"[-–—]|\b(?:of|on|with|by|at|hosted|between|for)\b|\b(?:Summit|Foreign Ministers|Ministerial|Trilateral|Quad|G\d)\b|\d"
)
_PLURAL_SECTION = re.compile(
    r"^(?:(?:Multilateral|Bilateral|Other|Main|Major|Individual|Separate|Trilateral)\b.*\b)?(?:[Mm]eetings|[Tt]alks|[Ee]vents|[Cc]onferences)\b(?!.*\bwith\b)"
)
_GROUP_MINISTERS = re.compile(
    r"\b(?:Foreign Ministers?['’]?|Foreign Ministerial|Ministers['’]|Ministerial)\b.*\b(?:Meeting|Talks?|Dialogue|Consultations|Lunch\w*|Dinner)\b"
    r"|\bMeeting of (?:the )?(?:\w+ )?(?:Foreign )?Ministers\b|\b2\s?\+\s?2\b|\bTwo-Plus-Two\b|\bSecurity Consultative Committee\b",
    re.IGNORECASE,
)
_UN_SESSION = re.compile(
    r"\b(?:UNSC|Security Council|General Assembly|UNGA|ECOSOC|Human Rights Council|Conference on Disarmament|[Hh]igh[- ][Ll]evel|Pledging|General Debate|Side [Ee]vent)\b"
)
_TREATY_SESSION = re.compile(r"\b(?:Conference|Summit|Forum|Symposium|Congress|Convention|Assembly)\b")
_SUMMIT_OF_TWO = re.compile(r"\bSummit (?:Meeting|Talks?|Telephone|Video|Tele)", re.IGNORECASE)
_TELEPHONE = re.compile(
    r"\b(?:tele)?phone\b|\btelephone[d]?\b|\b(?:held|had|made|through) an? (?:\w+ )?call\b|\bspoke (?:over|by|on) the (?:tele)?phone\b|\bphone call\b|(?:^|\s)Call with\b|'s Call\b|\bCall between\b",
    re.IGNORECASE,
)
_ONLINE = re.compile(
    r"\b(?:online|on-line|virtual(?:ly)?|web[- ]?(?:meeting|conference)|video[- ]?(?:tele)?[- ]?(?:conference|conferencing|meeting|call|talk|link)|teleconference|VTC|via video|by video|remotely)\b",
    re.IGNORECASE,
)
_MEAL = re.compile(
    r"\b(?:working[- ])?(?:luncheons?|lunch(?:es)?|dinner|breakfast|banquet|supper|meal)\b", re.IGNORECASE
)
_TALK = re.compile(
    r"\b(?:meetings?|met|meets|talks?|dialogues?|consultations?|summit|discussions?|conversation|conference)\b",
    re.IGNORECASE,
)
_MEAL_MEETING = re.compile(
    r"\b(?:luncheon|lunch|dinner|breakfast|banquet)\s+(?:meetings?|talks?|discussion|session)\b|\b(?:meetings?|talks?|met|discussions?)\b[^,.;]{0,60}?\b(?:over|in (?:an? )?(?:working )?(?:lunch|dinner|breakfast)[- ]?(?:format|style)?)\b\s*(?:an? )?(?:working )?(?:lunch\w*|dinner|breakfast|format)?",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"\bcourtesy (?:call|visit)s?\b|\bpa(?:id|ys|ying) a call on\b|\breceived a call\b", re.IGNORECASE
)
_SPEECH = re.compile(
    r"\b(?:speech|lecture|keynote|policy address|remarks at|statement at|delivered (?:an? |the )?\w* ?(?:speech|address|statement|lecture)|addresses?\b(?= at| to))",
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


def is_event_heading(words: str, dated: bool) -> bool:
    """Whether a heading names one event ("Japan-Egypt Foreign Ministers' Meeting") rather than a subject or a list of events."""
    if _PLURAL_SECTION.match(words):
        return False
    if dated:
        return True
    return bool(_EVENT_NOUN.search(words) and _SPECIFIC.search(words)) and not re.match(
        r"(?:In|Cooperation|Outcome|Overview|Result)", words
    )


_OFFICE_IN_ASSEMBLY = re.compile(r"\bPresident(?:-elect)? of the\b.*?\b(?:General Assembly|UNGA|Security Council)\b")


def kind_of_heading(words: str) -> str:
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
    if _PRESS.search(words) and not re.search(r"\b[Mm]eeting\b", words):
        return "press"
    if _RECEPTION.search(words):
        return "reception"
    if _CEREMONY.search(words) and not re.search(r"\b[Mm]eeting\b", words):
        return "ceremony"
    if _session(words):
        return "conference"
    if (
        _MEAL.search(words)
        or _TALK.search(words)
        or re.search(r"\b[Ee]xchange of views\b|\b[Aa]udience\b|\b[Cc]all\b", words)
    ):
        return _meal_or_meeting(words)
    if _OTHER.search(words):
        return "other"
    return "meeting"


def kind_of_opening(phrase: str, title: str | None) -> str:
    """The kind of the event that an opening tells of; ``phrase`` runs from its verb on, ``title`` helps where it is silent."""
    if _COURTESY.search(phrase):
        return "courtesy_call"
    if re.search(r"\bgranted an audience\b", phrase):
        return "courtesy_call"
    if _TELEPHONE.search(phrase):
        return "telephone_call"
    object_ = _object(phrase)
    if _GROUP_MINISTERS.search(object_) and not _UN_SESSION.search(object_.split(" on ")[0]):
        return _meal_or_meeting(phrase)
    if re.match(
        r"(?:delivered|gave|made) (?:an? |the )?[^,.]{0,40}?\b(?:speech|address|lecture|keynote|remarks|statement)\b",
        phrase,
    ):
        return "speech"
    if _session(object_):
        return "conference"
    if _RECEPTION.search(object_) and not _TALK.search(object_):
        return "reception"
    if _CEREMONY.search(object_) and not _TALK.search(object_):
        return "ceremony"
    if title and (_COURTESY.search(title) or (_TELEPHONE.search(title) and not _ONLINE.search(phrase))):
        return kind_of_heading(title)
    return _meal_or_meeting(phrase)


def _object(phrase: str) -> str:
    """What was held or attended: the words up to the counterpart or the end of the clause."""
    return re.split(
        r"\s(?:with (?!the heads)|from [A-Z]|by [A-Z]|between|, who|, during|in which|where)\b", phrase, maxsplit=1
    )[0][:240]


def _session(words: str) -> bool:
    if _SUMMIT_OF_TWO.search(words):
        return False
    if re.search(r"\b(?:telephone|video|tele|press|web|online)[- ]?conference\b", words, re.IGNORECASE):
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


def setting_of(words: str, kind: str) -> str:
    """In person, online or by telephone."""
    if kind == "telephone_call":
        return "telephone"
    return "online" if _ONLINE.search(words) else "in_person"
