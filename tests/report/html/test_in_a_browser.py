from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import demonstration
import pytest

from grader.checks.base import met, not_met, partly
from grader.cohort import cohort
from grader.report.html import render, render_class
from grader.values import Text

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = ("하나.ipynb", "가람.ipynb", 'O\'Brien, "Pat".py', "=cmd().py")
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)><svg/onload=alert(3)>"
    "\"'><a href=javascript:alert(4)>x</a>{{ 7*7 }}{% raw %}</style></title><!--</script><script>alert(5)//"
    "<meta http-equiv=refresh content='0;url=http://example.invalid'><iframe src=http://example.invalid></iframe>"
)


def a_class() -> str:
    scores = [
        demonstration.score(
            name=name,
            e3_accuracy=met(Text.same("ok")) if at % 2 else not_met(Text("0.61 measured", "0.61")),
            e1_1_compile=partly(Fraction(at, 4), Text("half", "절반")),
        )
        for at, name in enumerate(NAMES)
    ]
    addresses = {score.evidence.submission.name: "one.html" for score in scores}
    return render_class(cohort(scores), addresses)


PAGES: dict[str, Callable[[], str]] = {
    "student": lambda: render(demonstration.score()),
    "student in Korean": lambda: render(demonstration.score(), language="ko", student=True),
    "class": a_class,
    "hostile": lambda: render(demonstration.score(HOSTILE)),
    "hostile class": lambda: render_class(
        cohort([demonstration.score(HOSTILE, name=f"{at}") for at in range(3)]), {}, language="ko"
    ),
}


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1200, "light")])
def test_a_page_opens_without_a_complaint_or_a_request_and_fits_its_window(
    opened: Callable, kind: str, width: int, scheme: str
) -> None:
    shown = opened(PAGES[kind](), width=width, scheme=scheme)

    assert shown.troubles == []
    assert [url for url in shown.requests if not url.endswith("/page.html")] == []
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_hostile_submission_brings_no_element_of_its_own_into_the_page(opened: Callable) -> None:
    shown = opened(PAGES["hostile"]()).page

    foreign = "img:not(.mistakes img), iframe, form, meta[http-equiv=refresh], a[href^='javascript:']"
    assert shown.locator(foreign).count() == 0
    assert shown.locator("script").count() == 1
    assert shown.evaluate(
        "![...document.querySelectorAll('*')].some(e => e.getAttributeNames().some(n => /^on/.test(n)))"
    )
    assert HOSTILE[:24] in shown.locator("main").inner_text()


def test_a_script_that_slipped_into_the_page_could_not_run(opened: Callable) -> None:
    shown = opened(PAGES["student"]().replace("</body>", "<script>document.title = 'owned'</script></body>"))

    assert shown.page.title() != "owned"
    assert any("Content Security Policy" in trouble for trouble in shown.troubles)


def test_a_heading_sorts_by_its_numbers_and_says_so(opened: Callable) -> None:
    shown = opened(a_class()).page
    table = shown.locator("table.students")

    def column(number: int) -> list[str]:
        return table.locator(f"tbody tr > :nth-child({number})").all_inner_texts()

    table.get_by_role("button", name="Total").click()
    falling = list(map(float, column(2)))
    table.get_by_role("button", name="Total").click()
    rising = list(map(float, column(2)))

    assert falling == sorted(falling, reverse=True) != rising == sorted(rising)
    assert table.locator("th[aria-sort=ascending]").inner_text().strip().endswith("Total")


def test_names_sort_with_the_keyboard_alone(opened: Callable) -> None:
    shown = opened(a_class()).page
    shown.locator("table.students th button").first.focus()
    shown.keyboard.press("Enter")
    names = shown.locator("table.students tbody th").all_inner_texts()

    assert names.index("가람.ipynb") < names.index("하나.ipynb")


def test_a_search_leaves_the_submissions_that_fit(opened: Callable) -> None:
    shown = opened(a_class()).page
    shown.get_by_role("searchbox").fill("가람")

    assert shown.locator("table.students tbody tr:visible").count() == 1


def test_a_submission_in_the_table_links_to_its_page(opened: Callable) -> None:
    shown = opened(a_class(), more={"one.html": render(demonstration.score(), index="page.html")}).page
    shown.get_by_role("link", name="하나.ipynb").first.click()
    shown.get_by_role("link", name="the class").click()

    assert shown.title().startswith("Class report")


def test_a_place_in_a_reason_leads_to_its_line_even_where_the_code_is_folded(opened: Callable) -> None:
    shown = opened(render(demonstration.score())).page
    part = shown.locator("#part-1-5")
    assert not part.locator("details:has(.listing)").evaluate("e => e.open")
    part.get_by_role("link", name="cell 5, line 3").click()
    shown.wait_for_function("document.querySelector('#part-1-5 details:has(.listing)').open")

    assert "net.fit" in shown.locator("li:target").inner_text()


@pytest.mark.parametrize("kind", ["student", "class"])
def test_it_prints_with_all_code_open_and_on_white(opened: Callable, kind: str) -> None:
    page = opened(PAGES[kind](), scheme="dark").page
    page.evaluate(
        "addEventListener('beforeprint', () => { window.open_at_print = "
        "document.querySelectorAll('details:not([open]):not(.screen)').length })"
    )
    printed = page.pdf(prefer_css_page_size=True)
    page.emulate_media(media="print")

    assert printed.startswith(b"%PDF")
    assert len(printed) > 10_000
    assert page.evaluate("window.open_at_print") == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


CONTRAST = """() => {
  const part = (x) => x / 255 <= .03928 ? x / 255 / 12.92 : ((x / 255 + .055) / 1.055) ** 2.4;
  const lum = (c) => { const v = c.map(part);
                       return .2126 * v[0] + .7152 * v[1] + .0722 * v[2] };
  const rgb = (s) => s.match(/[\\d.]+/g).map(Number);
  const ground = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
                          if (c.length < 4 || c[3] > .99) return c } return [255, 255, 255] };
  const poor = [];
  for (const e of document.querySelectorAll('body *:not(svg *):not(script)')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || !e.checkVisibility() || e.closest('.hidden') || getComputedStyle(e).opacity < 1) continue;
    const a = lum(rgb(getComputedStyle(e).color)), b = lum(ground(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) poor.push([ratio.toFixed(2), e.className, e.textContent.slice(0, 30)].join(' '));
  }
  return poor;
}"""


@pytest.mark.parametrize("kind", ["student", "class"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground_as_wcag_asks(opened: Callable, kind: str, scheme: str) -> None:
    assert opened(PAGES[kind](), scheme=scheme).page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("kind", ["student", "student in Korean", "class"])
@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1200, "light")])
def test_axe_finds_nothing_that_stands_in_a_readers_way(opened: Callable, kind: str, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(opened(PAGES[kind](), width=width, scheme=scheme).page).response["violations"]

    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []


def test_mistaken_images_are_shown_with_what_they_are_and_were_taken_for(opened: Callable) -> None:
    images = opened(PAGES["student"]()).page.locator("#part-3 .mistakes img")

    assert images.count() == 8
    assert images.first.get_attribute("alt") == "class cat, predicted as dog"
    assert images.first.evaluate("e => e.complete && e.naturalWidth") == 32


@pytest.mark.parametrize("kind", ["student", "student in Korean", "class"])
@pytest.mark.parametrize("width", [360, 1200])
def test_no_words_of_a_drawing_are_cut_off_at_its_edge(opened: Callable, kind: str, width: int) -> None:
    outside = """[...document.querySelectorAll("svg text")].filter(text => {
        const [word, edge] = [text, text.ownerSVGElement].map(e => e.getBoundingClientRect());
        return word.width && (word.left < edge.left - 1 || word.right > edge.right + 1);
    }).map(text => text.textContent)"""

    assert opened(PAGES[kind](), width=width).page.evaluate(outside) == []


@pytest.mark.parametrize("kind", ["student", "class"])
def test_every_control_and_picture_has_a_name_and_no_id_is_used_twice(opened: Callable, kind: str) -> None:
    page = opened(PAGES[kind]()).page

    assert (
        page.evaluate("""() => [...document.querySelectorAll('svg')].filter(
        (e) => e.getAttribute('aria-hidden') !== 'true' && !e.getAttribute('aria-label')).length""")
        == 0
    )
    assert (
        page.evaluate("""() => [...document.querySelectorAll('button, a, input, summary')].filter(
        (e) => !(e.textContent.trim() || e.labels?.length)).length""")
        == 0
    )
    assert (
        page.evaluate("""() => { const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
        return ids.filter((id, at) => ids.indexOf(id) !== at) }""")
        == []
    )
    assert (
        page.evaluate("""() => [...document.querySelectorAll('a[href^="#"]')].filter(
        (e) => !document.getElementById(decodeURIComponent(e.hash.slice(1)))).map((e) => e.hash)""")
        == []
    )
