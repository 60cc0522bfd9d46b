"""The closed lists of codes: a value of a coded column is one of these, and each has a meaning.

The members are strings, so a code may be written as ``Act.HOPE`` or as ``"hope"``.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Self


class Code(StrEnum):
    """A code with its meaning; each subclass is the list of one or several columns."""

    meaning: str

    def __new__(cls, value: str, meaning: str) -> Self:
        """Make the member from its value and a sentence that says what it means."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member


class DocumentKind(Code):
    """What a page reports."""

    MEETING = "meeting", "One meeting"
    VISIT_SUMMARY = "visit_summary", "Several meetings, on a visit or under headings of their own"
    OTHER = "other", "No meeting"


class BlockKind(Code):
    """What a stretch of a page's layout is."""

    COLLECTION = "collection", "Name of the collection or section of the site that the page belongs to"
    DATE = "date", "Date of the page"
    TITLE = "title", "Title of the page"
    CAPTION = "caption", "Caption of a picture"
    CREDIT = "credit", "Who took a picture or provides it"
    LEAD = "lead", "Text before the first heading or item, which tells of the whole"
    BULLET = "bullet", "Point of a list without numbers"
    HEADING = "heading", "Heading of a section"
    ITEM = "item", "Numbered item"
    PARAGRAPH = "paragraph", "Paragraph without a number"
    REFERENCE = "reference", "Attachment, link or reference to another page"
    FOOTER = "footer", "What follows the text and belongs to the site"
    UNPARSED = "unparsed", "Text that fits none of the other kinds"


class Sides(Code):
    """How many sides met."""

    BILATERAL = "bilateral", "Two sides"
    TRILATERAL = "trilateral", "Three sides"
    MULTILATERAL = "multilateral", "More than three sides, or a named group or conference"


class MeetingKind(Code):
    """What form a meeting had."""

    MEETING = "meeting", "A meeting, also of the foreign ministers of a group"
    COURTESY_CALL = "courtesy_call", "A call paid out of courtesy"
    WORKING_MEAL = "working_meal", "Breakfast, lunch, dinner or banquet with talks"
    TELEPHONE_CALL = "telephone_call", "A talk by telephone"
    CONFERENCE = "conference", "A formal session: summit, session of a UN body, treaty or pledging conference"
    RECEPTION = "reception", "A reception"
    SPEECH = "speech", "A speech outside a conference"
    CEREMONY = "ceremony", "A ceremony: signing, opening, wreath-laying, conferment"
    PRESS = "press", "A press conference or statement to the press"
    OTHER = "other", "An event of another form"


class Setting(Code):
    """How the sides met."""

    IN_PERSON = "in_person", "In one place"
    ONLINE = "online", "By video"
    TELEPHONE = "telephone", "By telephone"


class PlaceBasis(Code):
    """Where the place of a meeting comes from."""

    STATED = "stated", "The text says it of the meeting"
    VISIT = "visit", "Taken over from the visit that the meeting was part of"


class ParticipantSide(Code):
    """On which side a participant sat."""

    HOME = "home", "The side of the ministry that publishes"
    COUNTERPART = "counterpart", "Any other side"


class Role(Code):
    """What part a participant had."""

    PRINCIPAL = "principal", "Leads a side"
    CHAIR = "chair", "Chairs the meeting"
    HOST = "host", "Gives the meal, the reception or the event"
    ATTENDEE = "attendee", "Listed or named as present"


class SpeakerSide(Code):
    """Which side performed a reported act."""

    HOME = "home", "The side of the ministry that publishes"
    COUNTERPART = "counterpart", "Another side, or several others without home"
    JOINT = "joint", "Several sides with home, or all participants"


class Act(Code):
    """What a speaker does with a reported statement: the innermost attitude of the clause."""

    APPRECIATE = "appreciate", "Thanks, praises or pays respect to someone for something"
    WELCOME = "welcome", "Welcomes a person's arrival or a development"
    CONGRATULATE = "congratulate", "Congratulates someone"
    CONDOLE = "condole", "Offers condolences, sympathy or an apology"
    HOPE = "hope", "Hopes, wishes, expects or looks forward to something"
    CONCERN = "concern", "Voices worry about something"
    CONDEMN = "condemn", "Condemns, protests against or objects to someone's conduct"
    REQUEST = "request", "Asks, urges, calls on or encourages someone to do something"
    PROPOSE = "propose", "Suggests a step for both or for others"
    PLEDGE = "pledge", "Says that the speaker or the speaker's side will do something"
    SUPPORT = "support", "Backs a position, a request or a candidature of another"
    OPPOSE = "oppose", "Rejects, declines or disagrees with a position"
    AGREE = "agree", "Several speakers share a view or decide together"
    DISCUSS = "discuss", "Several speakers talk about a subject, without a shared view being reported"
    STATE = "state", "Reports, explains, stresses or refers to something, with none of the acts above"
    SIGN = "sign", "A document is signed, adopted, issued or exchanged"
    OTHER = "other", "A reported act that none of the acts above covers"


class EntityType(Code):
    """What a mention names."""

    PERSON = "person", "A person, by a row of persons"
    COUNTRY = "country", "A country, by its ISO 3166 code in countries"
    ORGANIZATION = "organization", "An organization, by a row of organizations"
    PLACE = "place", "A city, region or other place, by its name"


class Severity(Code):
    """What an issue means for its document."""

    ERROR = "error", "The document is not in the tables"
    WARNING = "warning", "The document is in the tables, with a doubt that an analyst should know"


class IssueCode(Code):
    """What the pipeline noticed; the code fixes the severity."""

    severity: Severity

    def __new__(cls, value: str, severity: Severity, meaning: str) -> Self:
        """Make the member from its value, the severity that it always has, and its meaning."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.severity = severity
        member.meaning = meaning
        return member

    EMPTY_DOCUMENT = "empty_document", Severity.ERROR, "The file holds no text"
    NOT_UTF8 = "not_utf8", Severity.ERROR, "The bytes are not UTF-8"
    BINARY_FILE = "binary_file", Severity.ERROR, "The file is not text: it holds zero bytes or is of a binary format"
    TOO_LARGE = "too_large", Severity.ERROR, "The file is larger than the limit for one document"
    UNREADABLE_FILE = "unreadable_file", Severity.ERROR, "The system does not let the file be read"
    VANISHED_FILE = "vanished_file", Severity.ERROR, "The file was listed and was gone when it was to be read"
    UNREADABLE_FOLDER = "unreadable_folder", Severity.ERROR, "The system does not let a folder be listed"
    NOT_A_REGULAR_FILE = "not_a_regular_file", Severity.ERROR, "The entry is a pipe, a device or a broken link"
    NOT_A_TEXT_FILE = "not_a_text_file", Severity.ERROR, "The file's suffix is not that of a raw document"
    BAD_FILE_NAME = "bad_file_name", Severity.ERROR, "The file's name is not UTF-8 and can be no id"
    DUPLICATE_DOCUMENT_ID = "duplicate_document_id", Severity.ERROR, "Another file would have the same id"
    UNKNOWN_LAYOUT = "unknown_layout", Severity.ERROR, "No publisher's profile fits the page"
    DUPLICATE_DOCUMENT = "duplicate_document", Severity.ERROR, "Another document has the same bytes and stands for both"
    READING_FAILED = "reading_failed", Severity.ERROR, "Reading the page ended in a fault of the program"

    DECLARED_MEETINGS_DIFFER = (
        "declared_meetings_differ",
        Severity.WARNING,
        "The page claims another number of meetings than it describes",
    )
    NO_MEETING_FOUND = "no_meeting_found", Severity.WARNING, "No meeting was found on the page"
    NO_DATE_LINE = "no_date_line", Severity.WARNING, "The page has no date of its own"
    WEEKDAY_DIFFERS = "weekday_differs", Severity.WARNING, "The weekday given does not fit the date, which is kept"
    OFFSET_CONTRADICTS_ZONE = (
        "offset_contradicts_zone",
        Severity.WARNING,
        "The offset computed from two clocks is not one of the place's time zone",
    )
    AMBIGUOUS_CLOCK = "ambiguous_clock", Severity.WARNING, "A time of day can be read in two ways"
    UNRESOLVED_PERSON = "unresolved_person", Severity.WARNING, "A person is named and could not be identified"
    UNRESOLVED_COUNTRY = "unresolved_country", Severity.WARNING, "A country is named and could not be identified"
    SPEAKER_UNRESOLVED = "speaker_unresolved", Severity.WARNING, "Who made a reported statement could not be told"
    NO_STATEMENTS = "no_statements", Severity.WARNING, "A meeting has no reported statement"
    UNPARSED_TEXT = "unparsed_text", Severity.WARNING, "A stretch of text fits no part of the page's layout"
    CORRECTION_APPLIED = (
        "correction_applied",
        Severity.WARNING,
        "A value was replaced by an entry of the corrections file, since the page is known to be wrong",
    )
    CORRECTION_UNMATCHED = (
        "correction_unmatched",
        Severity.WARNING,
        "An entry of the corrections file finds no such value any more",
    )


@cache
def code_lists() -> Mapping[str, type[Code]]:
    """All lists by name, such as ``document_kind``, in declared order."""
    classes = (each for each in globals().values() if isinstance(each, type) and issubclass(each, Code))
    return {list_name(each): each for each in classes if each is not Code}


def list_name(codes: type[Code]) -> str:
    """The name of a list: that of its class in lower case, words joined by ``_``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", codes.__name__).lower()
