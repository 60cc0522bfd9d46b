"""The explorer in headless Chromium, opened from disk."""

import datetime as dt
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow.parquet as pq
import pytest

from pipeline.releases.explorer import explorer_page
from tests.explorer.conftest import Open, Opened
from tests.explorer.generated import RELEASE, Page, Person, Said, many_pages, write_release
from tests.explorer.opening import large_page, seconds_to_open

pytestmark = pytest.mark.ui

IWAYA, KONO = Person("Iwaya Takeshi", "JPN", "home"), Person("Kono Taro", "JPN", "home")
BARROT, WONG = Person("Jean-Noël Barrot", "FRA"), Person("Penny Wong", "AUS")
ABDUCTIONS, NUCLEAR, CLIMATE = "dprk_abductions", "dprk_nuclear_missile", "climate_change"

PAGES = [
    Page(
        "a/2017_france", dt.date(2017, 3, 1), [KONO, BARROT],
        [
            Said(0, "request", "asked for help with the abductions issue", ABDUCTIONS, "abductions"),
            Said(1, "support", "expressed support on 𝒜stral matters 🎌 and missiles, and 🚀 more", NUCLEAR, "missiles"),
            Said(1, "hope", "hoped for cooler summers", CLIMATE, "cooler summers"),
        ],
        title="Kono meets 🇫🇷 Barrot", city="Paris",
    ),
    Page(
        "a/2018_australia", dt.date(2018, 5, 2), [KONO, WONG],
        [
            Said(0, "request", "asked to keep an eye on missiles", NUCLEAR, "missiles"),
            Said(1, "hope", "hoped for an end of the abductions", ABDUCTIONS, "abductions"),
        ],
        setting="telephone",
    ),
    Page(
        "b/2025_france", dt.date(2025, 1, 9), [IWAYA, BARROT],
        [Said(0, "hope", "hoped that France would help against climate change", CLIMATE, "climate change")],
    ),
    Page("b/undated", None, [IWAYA, WONG], [Said(1, "state", "said little")], issues=["no weekday fits"]),
]  # fmt: skip

EVIL = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=2>"
RTL = "\u202e\u2067gnorw\u200f"
HOSTILE = [
    Page(
        f'x/"><svg onload=window.hacked=3>{EVIL[:9]}', dt.date(2020, 2, 3),
        [Person(f"Home {EVIL}", "JPN", "home"), Person(f"Guest {RTL}<b>", "DEU")],
        [
            Said(0, "state", f"stated <!--<script> {EVIL} {RTL} \u2028 ${{window.hacked=4}}", NUCLEAR, "<script>"),
            Said(1, "hope", "hoped <a href=javascript:window.hacked=5 onclick=window.hacked=6>x</a>", CLIMATE, "x</a>"),
        ],
        title=f"{EVIL}{RTL}", city=f"<iframe srcdoc='{EVIL}'>", url="javascript:window.hacked=7",
        issues=[f"{EVIL}"],
    )
]  # fmt: skip


def made(folder: Path, pages: Any, **limits: int) -> Path:
    path = folder / "explorer.html"
    path.write_bytes(explorer_page(write_release(folder, pages), RELEASE, **limits))
    return path


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("small"), PAGES)


@pytest.fixture(scope="module")
def middling(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("middling"), many_pages(300))


def marked(shown: Opened) -> str:
    return "".join(shown.page.locator("#detail mark").all_text_contents())


def table_rows(shown: Opened, name: str) -> list[str]:
    return [row.strip() for row in shown.page.locator(f"#panel-{name} tbody th").all_inner_texts()]


def test_every_view_is_drawn_and_nothing_is_logged_or_asked_for(opened: Open, middling: Path) -> None:
    with opened(middling) as shown:
        page = shown.page
        assert page.locator("#timeline svg rect").count() > 20
        assert page.locator("#topics svg rect").count() > 100
        assert page.locator("#counterparts .bar").count() == 12
        assert page.locator("#network .node").count() > 20
        assert page.locator("#panel-meetings tbody tr").count() == 25
        page.click("#tab-statements")
        page.wait_for_selector("#panel-statements tbody tr")
        assert page.locator("#panel-statements tbody tr").count() == 25
        for section in ("timeline", "topics", "counterparts", "network"):
            page.locator(f"#{section} .tools > button").click()
            assert page.locator(f"#{section} .flat table tbody tr").count() > 5
        shown.assert_quiet()


@pytest.mark.parametrize(
    ("state", "meetings", "statements"),
    [
        ("", 4, 7),
        ("from=2018", 2, 3),
        ("from=2017&to=2018", 2, 5),
        ("counterpart=country%3AFRA", 2, 4),
        (f"topic={ABDUCTIONS}", 2, 2),
        (f"topic={ABDUCTIONS}&topic={CLIMATE}", 3, 4),
        ("act=hope", 3, 3),
        (f"act=request&topic={ABDUCTIONS}", 1, 1),
        (f"act=hope&topic={ABDUCTIONS}&counterpart=country%3AFRA", 0, 0),
        ("person=jpn-kono-taro", 2, 5),
        ("publisher=mofa_jp", 4, 7),
        ("publisher=nobody", 0, 0),
        ("q=missiles", 2, 2),
        ("q=jean-noel", 2, 4),
        ("q=barrot+summers", 1, 1),
        ('q="cooler+summers"', 1, 1),
        ("q=summers+cooler", 1, 1),
        ("q=summers+asked", 0, 0),
        ("q=paris&act=hope&from=2017", 1, 1),
        ("from=2030&nonsense=1", 0, 0),
    ],
)
def test_filters_act_together_and_come_from_the_address(
    opened: Open, small: Path, state: str, meetings: int, statements: int
) -> None:
    with opened(small, state) as shown:
        assert [int(number) for number in re.findall(r"\d+", shown.count())] == (
            [meetings, 4, statements] if state else [meetings, statements]
        )
        assert f"({meetings})" in shown.page.inner_text("#tab-meetings")
        assert f"({statements})" in shown.page.inner_text("#tab-statements")
        assert len(table_rows(shown, "meetings")) == meetings
        if not meetings:
            for section in ("timeline", "topics", "counterparts", "network"):
                assert shown.page.inner_text(f"#{section} .summary") == "No meetings match the filters."
        shown.assert_quiet()


def test_a_filter_changes_all_views_and_the_address(opened: Open, small: Path) -> None:
    with opened(small) as shown:
        page = shown.page
        page.locator("#counterparts .bar", has_text="France").click()
        page.wait_for_selector(".chip")
        assert "counterpart=country%3AFRA" in shown.hash
        assert page.inner_text("#timeline .summary").startswith("2 meetings from 2017 to 2025")
        assert "Australia" not in page.inner_text("#counterparts")
        assert "Penny" not in page.locator("#network").text_content()
        assert len(table_rows(shown, "meetings")) == 2
        page.select_option("#from", "2020")
        page.wait_for_selector("#count:has-text('1 of 4')")
        assert table_rows(shown, "meetings") == ["Meeting with France\nMeeting"]
        address = page.url
        page.goto("about:blank")
        page.goto(address)
        page.wait_for_selector("#count:has-text('1 of 4')")
        page.get_by_role("button", name="Remove the filter Years").click()
        page.wait_for_selector("#count:has-text('2 of 4')")
        page.click("#clear")
        page.wait_for_selector("#count:has-text('4 meetings')")
        assert shown.hash == ""
        shown.assert_quiet()


def test_charts_are_pressed(opened: Open, small: Path) -> None:
    with opened(small) as shown:
        page = shown.page
        page.locator("#timeline svg rect").first.click()
        page.wait_for_selector("#count:has-text('1 of 4')")
        assert "from=2017&to=2017" in shown.hash
        page.click("#clear")
        page.locator("#topics .tools > button").click()
        page.get_by_role("button", name="Climate change", exact=True).click()
        page.wait_for_selector("#count:has-text('2 of 4')")
        assert f"topic={CLIMATE}" in shown.hash
        page.click("#clear")
        page.locator("#network .node", has_text="Penny Wong").click()
        page.wait_for_selector("#count:has-text('2 of 4')")
        assert "person=" in shown.hash
        shown.assert_quiet()


def test_facets_count_what_they_would_leave(opened: Open, small: Path) -> None:
    with opened(small, "counterpart=country%3AFRA") as shown:
        shown.page.get_by_role("button", name="Act", exact=True).click()
        options = shown.page.locator("#facet-act .options li").all_inner_texts()
        assert [option.split("\n") for option in options] == [["Hope", "2"], ["Request", "1"], ["Support", "1"]]


def test_evidence_is_exactly_the_span(opened: Open, small: Path) -> None:
    texts = {row["document_id"]: row["text"] for row in pq.read_table(small.parent / "texts.parquet").to_pylist()}
    statements = pq.read_table(small.parent / "statements.parquet").to_pylist()
    topics = pq.read_table(small.parent / "statement_topics.parquet").to_pylist()
    with opened(small) as shown:
        for row in statements:
            shown.go(f"open={quote(row['statement_id'], safe='')}")
            text = texts[row["document_id"]]
            assert marked(shown) == text[row["char_start"] : row["char_end"]] == row["text"]
            terms = [text[t["char_start"] : t["char_end"]] for t in topics if t["statement_id"] == row["statement_id"]]
            assert shown.page.locator("#detail mark .term").all_text_contents() == terms
            assert "".join(shown.page.locator("#detail .block").all_text_contents()) == text
        people = pq.read_table(small.parent / "participants.parquet").to_pylist()
        for row in people:
            shown.go(f"open={quote(row['meeting_id'], safe='')}")
            assert marked(shown) == ""
            shown.page.get_by_role("button", name=f"Show the words for {row['name']}").click()
            assert marked(shown) == texts[row["document_id"]][row["char_start"] : row["char_end"]] == row["name"]
        shown.go(f"open={quote('a/2017_france#1', safe='')}")
        shown.page.get_by_role("button", name="Show the words for Date").click()
        assert marked(shown) == "March 1, 2017"
        shown.assert_quiet()


def test_statements_are_walked_through_and_the_back_button_closes(opened: Open, small: Path) -> None:
    with opened(small, "table=statements&q=kono") as shown:
        page = shown.page
        assert table_rows(shown, "statements")[2] == "asked for help with the abductions issue"
        page.get_by_role("button", name="asked for help with the abductions issue").click()
        page.wait_for_selector("#detail[open] mark")
        page.get_by_role("button", name="Next ›", exact=True).last.click()
        page.wait_for_selector("#detail mark:has-text('stral matters')")
        page.go_back()
        page.wait_for_selector("#detail mark:has-text('abductions')")
        page.go_back()
        page.wait_for_selector("#detail:not([open])", state="attached")
        assert "q=kono" in shown.hash
        shown.assert_quiet()


def test_a_hostile_document_runs_nothing(opened: Open, tmp_path: Path) -> None:
    path = made(tmp_path, HOSTILE)
    row = pq.read_table(tmp_path / "statements.parquet").to_pylist()[0]
    with opened(path) as shown:
        page = shown.page
        scripts = page.locator("script").count()
        for name in ("Topic", "Counterpart", "Person"):
            page.get_by_role("button", name=name, exact=True).click()
            page.locator(".facet-panel:not([hidden]) input[type=checkbox]").first.click()
            page.keyboard.press("Escape")
        page.click("#clear")
        page.click("#tab-statements")
        page.wait_for_selector("#panel-statements tbody tr")
        page.locator("#panel-statements .open").first.click()
        page.wait_for_selector("#detail[open] mark")
        assert marked(shown) == row["text"]
        page.get_by_role("button", name="Next ›", exact=True).last.click()
        page.wait_for_selector("#detail mark:has-text('hoped <a')")
        page.locator("#detail mark").click()
        assert page.evaluate("window.hacked") is None
        assert page.locator("script").count() == scripts
        assert page.locator("iframe, #detail img, #detail a, #detail svg, [onerror], [onload], [onclick]").count() == 0
        # A mark that turns the direction is shown, and turns nothing outside itself.
        page.get_by_role("button", name="‹ Previous", exact=True).last.click()
        page.wait_for_selector("#detail mark .direction-mark")
        assert set(page.locator("#detail .direction-mark").evaluate_all(
            "(all) => all.map((each) => getComputedStyle(each).unicodeBidi)")) == {"isolate"}  # fmt: skip
        assert "\u202e" not in page.inner_text("#detail-title")
        shown.assert_quiet()


def test_a_script_that_got_in_would_not_run(opened: Open, small: Path) -> None:
    with opened(small) as shown:
        shown.page.evaluate(
            """() => {
                const script = document.createElement("script");
                try { script.text = "window.hacked = 1"; document.body.append(script); } catch {}
                const markup = "<img src=x onerror='window.hacked = 2'>";
                try { document.body.insertAdjacentHTML("beforeend", markup); } catch {}
                document.body.setAttribute("data-tried", "");
            }"""
        )
        assert shown.page.evaluate("window.hacked") is None
        assert shown.page.locator("img").count() == 0
        assert shown.logged
        assert all("Trusted" in message or "Content Security Policy" in message for message in shown.logged)


def test_all_is_reached_by_keyboard(opened: Open, small: Path) -> None:
    with opened(small) as shown:
        page = shown.page

        def focus() -> str:
            return str(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))

        page.keyboard.press("Tab")
        assert focus() == "Skip to the table"
        order = []
        for _ in range(9):
            page.keyboard.press("Tab")
            order.append(focus())
        assert order == ["theme", "q", "from", "to", "Topic", "Counterpart", "Act", "Person", "Publisher"]
        page.get_by_role("button", name="Act", exact=True).focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#facet-act:not([hidden])")
        page.keyboard.press("Space")
        page.wait_for_selector("#count:has-text(' of 4')")
        page.keyboard.press("Escape")
        assert focus().startswith("Act")
        assert page.locator("#facet-act").is_hidden()
        page.locator(".skip").focus()
        page.keyboard.press("Enter")
        assert focus() == "results-heading"
        page.keyboard.press("Tab")
        assert focus() == "tab-meetings"
        page.keyboard.press("ArrowRight")
        assert focus() == "tab-statements"
        page.wait_for_selector("#panel-statements tbody tr")
        opener = page.locator("#panel-statements .open").first
        opener.focus()
        said = opener.inner_text()
        page.keyboard.press("Enter")
        page.wait_for_selector("#detail[open] mark")
        assert focus() == "detail-title"
        for _ in range(20):
            page.keyboard.press("Tab")
            assert page.evaluate(
                "document.activeElement.closest('#detail') !== null || document.activeElement === document.body"
            )
        page.get_by_role("button", name="Go to the words in the source").focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.tagName") == "MARK"
        page.keyboard.press("Escape")
        page.wait_for_selector("#detail:not([open])", state="attached")
        assert focus() == said
        page.wait_for_url(re.compile("#(?!.*open=)"))
        assert "act=hope" in shown.hash
        page.locator("#network .node[tabindex='0']").focus()
        page.keyboard.press("ArrowRight")
        name = page.evaluate("document.activeElement.getAttribute('aria-label')")
        page.keyboard.press("Enter")
        page.wait_for_selector(".chip-title:has-text('Person')")
        assert name.split(",")[0] in page.inner_text("#chips")
        shown.assert_quiet()


def test_a_screen_reader_finds_names_for_everything(opened: Open, middling: Path) -> None:
    with opened(middling) as shown:
        nameless = shown.page.evaluate(
            """() => [...document.querySelectorAll("button, input, select, [role=button], [role=img], section, dialog")]
                .filter((each) => each.id !== "detail" && !each.hidden)
                .filter((each) => !(each.getAttribute("aria-label") || each.textContent.trim()
                    || each.labels?.length || byText(each)))
                .map((each) => each.outerHTML.slice(0, 100));
            function byText(each) {
                const ids = (each.getAttribute("aria-labelledby") ?? "").split(" ");
                return ids.some((id) => document.getElementById(id));
            }"""
        )
        assert nameless == []
        assert shown.page.locator("header, main, footer, search").count() == 4
        assert shown.page.locator("#count[role=status][aria-live=polite]").count() == 1
        assert shown.page.locator("#panel-meetings th[scope=col]").count() == 6
        assert shown.page.locator("#panel-meetings th[aria-sort=descending]").inner_text() == "Date"
        for section in ("timeline", "topics"):
            label = shown.page.locator(f"#{section} svg[role=img]").get_attribute("aria-label")
            assert re.search(r"\d+ (meetings|topics)", label)


def test_tables_sort_and_turn_pages(opened: Open, middling: Path) -> None:
    with opened(middling) as shown:
        page = shown.page
        first = table_rows(shown, "meetings")
        page.get_by_role("button", name="Next page of meetings").click()
        page.wait_for_selector("#panel-meetings .range:has-text('26–50 of 300')")
        assert table_rows(shown, "meetings") != first
        page.locator("#panel-meetings").get_by_role("button", name="Date").click()
        page.wait_for_selector("#panel-meetings .range:has-text('1–25 of 300')")
        page.locator("#panel-meetings").get_by_role("button", name="Date").click()
        page.wait_for_selector("#panel-meetings th[aria-sort=ascending]")
        dates = page.locator("#panel-meetings time").evaluate_all("(all) => all.map((each) => each.dateTime)")
        assert dates == sorted(dates)
        assert dates[0] == "2007-01-01"
        shown.assert_quiet()


@pytest.mark.parametrize("state", ["", "table=statements", "open=a%2F2017_france%231%2Fs2"])
def test_a_phone_has_no_horizontal_scroll(opened: Open, small: Path, state: str) -> None:
    with opened(small, state, width=360, height=740, has_touch=True, is_mobile=True) as shown:
        page = shown.page
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        wide = page.evaluate(
            """() => [...document.querySelectorAll("body *")].filter((each) => each.checkVisibility()
                && each.getBoundingClientRect().right > innerWidth + 1 && !each.closest(".unseen"))
                .map((each) => each.outerHTML.slice(0, 120))"""
        )
        assert wide == []
        if not state:
            page.click("#filters-toggle")
            page.get_by_role("button", name="Topic", exact=True).click()
            page.locator("#facet-topic input[type=checkbox]").first.click()
            page.wait_for_selector("#count:has-text(' of 4')")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
        shown.assert_quiet()


CONTRASTS = """() => {
    const colour = (text) => {
        const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
        return { rgb: text.startsWith("color(") ? [r * 255, g * 255, b * 255] : [r, g, b], a };
    };
    const light = ({ rgb }) => rgb.map((v) => v / 255)
        .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const ratio = (a, b) => {
        const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
        return (x + 0.05) / (y + 0.05);
    };
    const under = (element) => {
        for (let each = element; each; each = each.parentElement) {
            const found = colour(getComputedStyle(each).backgroundColor);
            if (found.a > 0.95) return found;
        }
        return colour("rgb(255, 255, 255)");
    };
    const poor = [];
    let seen = 0;
    const root = document.querySelector("dialog[open]") ?? document.body;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.parentElement;
        if (!node.data.trim() || !element.checkVisibility()) continue;
        if (element.closest("script, style, .unseen, :disabled, title")) continue;
        if (element.closest("svg") && element.closest("#topics")) continue;
        const style = getComputedStyle(element);
        const text = colour(element.closest("svg") ? style.fill : style.color);
        seen += 1;
        const found = ratio(text, under(element));
        if (found < 4.5) poor.push([node.data.slice(0, 40), found]);
    }
    // The figures in the heat map stand on rectangles.
    const probe = document.body.appendChild(document.createElement("i"));
    for (let i = 1; i <= 5; i += 1) {
        probe.style.color = `var(--on-heat-${i})`;
        probe.style.backgroundColor = `var(--heat-${i})`;
        const style = getComputedStyle(probe);
        const found = ratio(colour(style.color), colour(style.backgroundColor));
        if (found < 4.5) poor.push([`heat ${i}`, found]);
    }
    probe.remove();
    return { seen, poor, page: light(under(document.body)) };
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(opened: Open, small: Path, scheme: str) -> None:
    for state in ("", f"table=statements&topic={ABDUCTIONS}&from=2017", "open=a%2F2017_france%231%2Fs2"):
        with opened(small, state, color_scheme=scheme) as shown:
            found = shown.page.evaluate(CONTRASTS)
            assert found["seen"] > 20
            assert found["poor"] == []
            assert (found["page"] < 0.1) == (scheme == "dark")


def test_the_theme_is_chosen_and_kept(opened: Open, small: Path) -> None:
    with opened(small, color_scheme="light") as shown:
        for theme in ("light", "dark"):
            shown.page.click("#theme")
            assert shown.page.inner_text("#theme") == f"Theme: {theme}"
        assert shown.page.evaluate(CONTRASTS)["page"] < 0.1
        shown.go()
        assert shown.page.inner_text("#theme") == "Theme: dark"


def test_a_page_of_excerpts_says_so(opened: Open, tmp_path: Path) -> None:
    path = made(tmp_path, PAGES, max_text_chars=10, max_meetings=3)
    with opened(path) as shown:
        notice = shown.page.inner_text("#notice")
        assert "newest 3 of the release’s 4 meetings" in notice
        assert "paragraphs that contain statements" in notice
        row = pq.read_table(tmp_path / "statements.parquet").to_pylist()[1]
        shown.go(f"open={quote(row['statement_id'], safe='')}")
        assert marked(shown) == row["text"]
        assert shown.page.locator("#detail .gap").count() == 1
        shown.assert_quiet()


def test_an_empty_release_opens(opened: Open, tmp_path: Path) -> None:
    with opened(made(tmp_path, [])) as shown:
        assert shown.count() == "0 meetings, 0 statements"
        assert shown.page.inner_text("#timeline .summary") == "No meetings match the filters."
        shown.assert_quiet()


def test_ten_thousand_meetings_open_in_time(opened: Open, tmp_path: Path) -> None:
    path = large_page(tmp_path, 10_000)
    with opened(path) as shown:
        shown.page.goto("about:blank")
        # It takes a tenth of that on a quiet machine.
        assert seconds_to_open(shown.page, path) < 3
        shown.page.fill("#q", "guest1")
        shown.page.wait_for_selector("#count:has-text(' of 10,000')")
        shown.assert_quiet()
