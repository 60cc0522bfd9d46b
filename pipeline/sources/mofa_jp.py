"""Japan's Ministry of Foreign Affairs, English pages since 2007."""

import re

from pipeline.reference_files import rows
from pipeline.sources.profile import Mark, Profile

_FAMILIES = "|".join(row["family_name"] for row in rows("japanese_family_names.csv"))

COLLECTION = re.compile(
    r"""^(?:
        Japan\ and\ the\ United\ Nations | Japan[-–‐]\S.*\bRelations(?:\s\(.*\))? | Japan\ and\ (?:the\ )?\S.*
      | Press\ Releases? | (?:Countries|Regions)\ (?:&|and)\ \w+ | (?:North|Latin|South)\ America.* | Asia.* | Europe
      | Oceania.* | Africa.* | Middle\ East.* | Disarmament.* | Japan's\ Security.* | Foreign\ Policy
      | Press\ Conferences? | Announcements? | G7.* | G8.* | G20.* | APEC.* | ASEAN.* | TICAD.* | Home\s*>.*
      | Diplomatic\ Relations | What's\ New | Speeches.* | Economic\ .* | Global\ Issues.*
    )$""",
    re.VERBOSE,
)
FOOTER = re.compile(
    r"^(?:Back to\b.*|Page Top|Related (?:Links?|Information|Article).*|\(?Related links?\).*|Archives\b.*|\(?END\)?"
    r"|このページ.*|報道発表へ.*|Top of (?:this )?page|Go to top.*)$",
    re.IGNORECASE,
)
# The letters that begin the words of an overview, with those beyond ASCII that ignoring case takes for them.
_FIRST_OF_OVERVIEW = r"(?-i:[FfGgKk\u212aOoSs\u017f])(?<=\b.)"

PROFILE = Profile(
    name="mofa_jp",
    publisher="Ministry of Foreign Affairs of Japan",
    site="https://www.mofa.go.jp/",
    terms="Government of Japan Standard Terms of Use, compatible with CC BY 4.0",
    licence="CC-BY-4.0",
    home_iso3="JPN",
    zone="Asia/Tokyo",
    language="en",
    collection_line=COLLECTION,
    footer_line=FOOTER,
    threshold=3,
    marks=(
        Mark(
            re.compile(r"\n\s*(?:Japan and the United Nations|Japan[-–]\S.* Relations|Countries & Regions)\s*$", re.M),
            3,
            ("japan and the united nations", " relations", "countries & regions"),
        ),
        Mark(re.compile(r"\A\s*Press Releases?\s*$", re.M), 3),
        Mark(re.compile(r"\n\s*Back to \S"), 2, ("back to ",)),
        Mark(
            re.compile(
                r"\A\s*(?:Japan[-–]|Courtesy Call|Telephone |Visit |Meeting |Foreign Minister "
                r"|Prime Minister )[^\n.]*\n"
            ),
            1,
        ),
        Mark(
            re.compile(
                rf"(?:Prime Minister|Minister for Foreign Affairs|Foreign Minister),? (?:[A-Z]\w+ )?(?:{_FAMILIES})\b"
            ),
            1,
        ),
        # A pattern begins with letters and looks behind them for the word's beginning: the search skips to the letters.
        Mark(re.compile(rf"M(?<=\bM)(?:r|s|rs)\. (?:{_FAMILIES.upper()}) [A-Z][a-z]+, "), 1),
        Mark(re.compile(r"\n\s*(?:\d\.\s+)?On (?:\w+, )?[A-Z]\w+ \d{1,2}\b"), 1, ("on ",)),
        Mark(re.compile(r"commencing (?<=\bcommencing )(?:at|from|around)\b"), 1, ("commencing ",)),
        Mark(
            re.compile(
                r"M(?:(?<=\bM)(?:inister|r\.|s\.) [^.\n]{0,60}?Minister (?:for|of) Foreign Affairs(?: of Japan)?,"
                r"|inister (?:for|of) Foreign Affairs of Japan\b)"
            ),
            1,
            ("minister for foreign affairs", "minister of foreign affairs"),
        ),
        Mark(
            re.compile(r"P(?<=\bP)rime Minister of Japan\b|F(?<=\bF)oreign Minister of Japan\b"),
            1,
            ("prime minister of japan", "foreign minister of japan"),
        ),
        Mark(
            re.compile(
                rf"{_FIRST_OF_OVERVIEW}(?:(?<=o)(?:verview|utline)|(?<=s)ummary|(?<=g)ist|(?<=k)ey points?)\b"
                r"[^.\n]{0,80}\b(?:is|are|was|were) as follows",
                re.I,
            ),
            1,
            (" as follows",),
        ),
        Mark(
            re.compile(
                rf"{_FIRST_OF_OVERVIEW}(?:(?<=f)ollowing is an? (?:overview|outline|summary)\b"
                r"|(?:(?<=o)(?:verview|utline)|(?<=s)ummary) of (?:the|their|his|her) (?:meeting|talk))",
                re.I,
            ),
            1,
            ("overview", "outl", "summary"),
        ),
        Mark(
            re.compile(r"for (?<=\bfor )(?:approximately|about|around) [\w-]+ (?:minutes|hours?)\b"),
            1,
            ("for approximately ", "for about ", "for around "),
        ),
        Mark(re.compile(r"J(?<=\bJ)(?:apan time|ST)\b"), 1, ("japan time", "jst")),
        Mark(
            re.compile(r"Open a New Window|\(\* The foregoing is a provisional translation"),
            1,
            ("open a new window", "the foregoing is a provisional translation"),
        ),
        Mark(
            re.compile(r"Cabinet Public (?<=\bCabinet Public )(?:Relations|Affairs) Office\b"), 1, ("cabinet public ",)
        ),
        Mark(
            re.compile(
                r"attributable to (?:Spokesperson|the Spokesperson)|Suggest [Tt]o [Aa] [Ff]riend"
                r"|바로가기|Downing Street"
            ),
            -6,
            ("attributable to ", "suggest to a friend", "바로가기", "downing street"),
        ),
        Mark(re.compile(r"\nReadout of (?:the )?Secretary-General"), -6, ("readout of ",)),
    ),
)
