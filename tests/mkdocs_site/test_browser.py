"""The site in a real browser: every page, both themes, wide and narrow; the explorers; from a disk too."""

import functools
import http.server
import os
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers import CHROMIUM, ROOT
from playwright.sync_api import Browser, BrowserContext, Page

from gdreport import Descent, GradientDescent, Objective, ReportError
from gdreport.arithmetic import sqrt
from gdreport.author.loading import load_experiment
from gdreport.experiment import list_runs
from gdreport.project import find_project

AXE = (ROOT / "tests/vendor/axe.min.js").read_text(encoding="utf-8")
PROJECT = find_project(ROOT)
EXPERIMENTS = {pair.name: f"experiments/{pair.slug}/index.html" for pair in PROJECT.pairs()}
PAGES = [
    "index.html",
    "experiments/index.html",
    *EXPERIMENTS.values(),
    "explore.html",
    "notebooks/first-experiment/index.html",
    "404.html",
    # One of each kind of documentation.
    "tutorial/index.html",
    "how-to/publish.html",
    "reference/words/index.html",
    "reference/errors.html",
    "reference/check-json.html",
    "reference/python/optimizers.html",
    "notebooks/gallery/index.html",
    "explanation/freshness.html",
]
# What hangs on width and colours; all other rules speak of the same document, and are asked once.
SEEN = ["color-contrast", "link-in-text-block", "scrollable-region-focusable"]
# The theme's own: two navigations of the drawer have the same name on narrow screens.
THEME_FAULTS = {"landmark-unique"}
HEAT_MAP = "experiments/rate-by-epochs/index.html"

if CHROMIUM is None and os.environ.get("GDREPORT_BROWSER") == "required":
    raise RuntimeError("no browser was found, and GDREPORT_BROWSER=required: install chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no browser was found: install chromium to run the browser tests")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments: Any) -> None: ...


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


def watched(page: Page, own: str) -> list[str]:
    """What goes wrong on a page from now on: errors in the console, and requests to other hosts."""
    found: list[str] = []
    page.on("console", lambda m: found.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("request", lambda r: found.append(r.url) if not r.url.startswith((own, "data:", "blob:")) else None)
    return found


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_wide_and_narrow_light_and_dark(browser: Browser, address: str, path: str) -> None:
    page = browser.new_page(color_scheme="light", viewport={"width": 1440, "height": 900})
    wrong, faults = watched(page, address), []
    page.goto(address + path)
    page.add_style_tag(content="*, ::before, ::after { transition: none !important; animation: none !important; }")
    page.evaluate("document.querySelectorAll('main details').forEach((d) => (d.open = true))")
    page.evaluate(AXE)
    for width, scheme in ((1440, "light"), (360, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.wait_for_timeout(50)  # explorers are drawn anew
        # The theme's header and navigation are the same on each page: they are looked at on the first.
        where = "document" if path == PAGES[0] else "'main'"
        rules = {} if scheme == "light" or path == PAGES[0] else {"runOnly": SEEN}
        found = page.evaluate(f"(rules) => axe.run({where}, {{resultTypes: ['violations'], ...rules}})", rules)["violations"]
        faults += [f"{width} px, {scheme}: {_told(v)}" for v in found if v["id"] not in THEME_FAULTS]
        root = "document.documentElement"
        assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth"), f"{width} px: scrolls sideways"
    page.close()
    assert (wrong, faults) == ([], [])


def _told(violation: dict[str, Any]) -> str:
    return f"{violation['id']}: {violation['help']}: {[node['target'] for node in violation['nodes'][:3]]}"


def open_explorer(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#explorer").scroll_into_view_if_needed()
    page.wait_for_selector("#explorer .gd-views polyline")


def state(page: Page) -> dict[str, float]:
    found: dict[str, float] = page.evaluate("window.gdreport.explorers.at(-1).state")
    return found


def said(page: Page) -> str:
    return page.locator(".gd-said").inner_text()


# The same runs as the page's script, with every rate and start: what is made of them, as lists of iterates.
RUNS = """(runs) => { const { spec } = window.gdreport.explorers.at(-1);
  return runs.map((run) => { const made = window.gdreport.descend(spec, run); return [made.iterates, made.divergedAt]; }); }"""
CHAOTIC = (2.3, 3.3, 4.2)  # rates, far beyond the threshold of the wave


def assert_equal_runs(page: Page, descent: Descent) -> None:
    """Iterates and the epoch of divergence are Python's to the last bit, for every combination of the sweeps."""
    results = descent.run()
    stacked = results.stack(run=list(results["diverged"].dims))
    rows = [stacked.isel(run=i) for i in range(stacked.sizes["run"])]
    names = [*page.evaluate("window.gdreport.explorers.at(-1).spec.numbers"), "start", "epochs"]
    runs = [{name: float(row[name]) for name in names} for row in rows]
    for row, run, (iterates, diverged_at) in zip(rows, runs, page.evaluate(RUNS, runs), strict=True):
        assert (np.nan if diverged_at is None else diverged_at) == pytest.approx(float(row["diverged_at"]), nan_ok=True)
        np.testing.assert_array_equal(iterates, row["path"].values[: len(iterates)], err_msg=str(run))
        assert len(iterates) == (run["epochs"] + 1 if diverged_at is None else max(diverged_at, 1))


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_explorer_makes_the_same_iterates_as_python(page: Page, address: str, name: str) -> None:
    page.goto(address + EXPERIMENTS[name])
    descent = next(iter(list_runs(load_experiment(PROJECT.pair(name)).experiment).values()))
    assert isinstance(descent, Descent)
    run, (low, high) = state(page), descent.objective.domain
    rates, starts = [run["learning_rate"], *CHAOTIC], [run["start"], 0.3, high * 0.7, low + 0.1, high]
    again: dict[str, Any] = {"start": starts, "epochs": 300, "bound": descent.bound, "record_path": True}
    assert_equal_runs(page, Descent(descent.objective, GradientDescent(rates), **again))


@dataclass(frozen=True, eq=False)
class Heavy:
    """A rule with a memory and a hyperparameter below 1."""

    learning_rate: Any
    momentum: Any = 0.9

    def __post_init__(self) -> None:
        if np.asarray(self.momentum).dtype.kind in "if" and np.any(np.asarray(self.momentum) >= 1):
            raise ReportError(f"momentum is {self.momentum}")

    def init(self, iterate: Any) -> Any:
        return {"v": np.zeros_like(iterate)}

    def update(self, gradient: Any, state: Any, iterate: Any) -> Any:
        v = self.momentum * state["v"] + gradient
        return -self.learning_rate * v, {"v": v}


@dataclass(frozen=True, eq=False)
class Scaled:
    """A rule with two memories, a root and an eps, whose rate is a schedule."""

    decay: Any = 0.9
    eps: Any = 1e-8

    def init(self, iterate: Any) -> Any:
        return np.zeros_like(iterate), np.zeros_like(self.decay)

    def update(self, gradient: Any, state: Any, iterate: Any) -> Any:
        square, count = state
        square = self.decay * square + (1 - self.decay) * gradient**2
        return -0.1 / (1 + 0.01 * count) * gradient / (sqrt(square) + self.eps), (square, count + 1)


WAVE = Objective("sin(x) * exp(-x**2 / 20)", domain=(-2 * np.pi, 2 * np.pi))
SWEEP: dict[str, Any] = {"start": [0.3, -1.0, 4.0, 6.2], "epochs": 200, "record_path": True}
RULES = {
    "heavy": Descent(WAVE, Heavy(learning_rate=[0.1, 1.0, 3.0], momentum=[0.5, 0.9, 0.99]), **SWEEP),
    "scaled": Descent(WAVE, Scaled(decay=[0.5, 0.9], eps=[0.0, 1e-8, 0.1]), **SWEEP),
}
BARE = """<!doctype html><html><head><link rel="icon" href="data:,"></head><body><div id="explorer"></div><script>{script}</script>
<script src="experiments/assets/arithmetic.js"></script><script src="experiments/assets/explorer.js"></script>"""


def open_rule(page: Page, address: str, name: str, words: str = "") -> None:
    """A page with nothing but the explorer of one of the rules."""
    script = RULES[name].explorer([RULES[name].run()], {})
    assert script is not None
    body = BARE.replace("{script}", script.script.decode())
    page.route("**/own.html*", lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"))
    open_explorer(page, f"{address}own.html{words}")


@pytest.mark.parametrize("name", RULES)
def test_the_explorer_of_any_rule_makes_the_same_iterates_as_python(page: Page, address: str, name: str) -> None:
    wrong = watched(page, address)
    open_rule(page, address, name)
    assert_equal_runs(page, RULES[name])
    assert wrong == []


def test_a_rule_with_a_memory_has_its_own_controls_and_no_theory_of_gradient_descent(page: Page, address: str) -> None:
    wrong = watched(page, address)
    open_rule(page, address, "heavy", "#explorer?learning_rate=0.1&momentum=0.9&start=0.3&epochs=1000")
    assert "The run has settled at −1.42887, a minimum" in said(page)
    assert "theory" not in page.locator("#explorer").inner_text()
    assert page.locator("#explorer figcaption").all_inner_texts()[2] == "The next step (up) against the iterate (across)"
    page.locator("#explorer-epochs").fill("100")
    page.locator("#explorer-epochs").press("Tab")
    assert "The run is on its way: its steps become smaller" in said(page)
    page.get_by_label("momentum, by slider").press("End")
    assert state(page)["momentum"] == 0.999
    page.locator("#explorer-momentum").fill("7")
    page.locator("#explorer-momentum").press("Tab")
    assert state(page)["momentum"] == 0.999999
    assert "The run has not settled" in said(page)
    page.wait_for_function("location.hash.includes('momentum=0.999999')")
    page.get_by_role("button", name="Reset to the experiment").click()
    assert state(page)["momentum"] == 0.99
    assert wrong == []


@pytest.mark.parametrize(
    "words",
    [
        "start=1e308&learning_rate=1e308&epochs=1e308",
        "start=NaN&learning_rate=Infinity&epochs=-5&epoch=1e9&momentum=",
        "learning_rate=-1&momentum=-7&start=%00&__proto__=3&constructor=4&toString=1&epochs=0.4",
        "start=-1e-308&epochs=100000&momentum=1e999&learning_rate=4.9e-324&epoch=5.5",
        "epoch=&epochs&%&momentum=<b>1</b>&start=0x10",
    ],
)
def test_an_address_cannot_say_what_cannot_be(page: Page, address: str, words: str) -> None:
    wrong = watched(page, address)
    open_rule(page, address, "heavy", f"#explorer?{words}")
    found = state(page)
    assert set(found) == {"learning_rate", "momentum", "start", "epochs", "epoch"}
    assert all(np.isfinite(v) for v in found.values())
    assert found["learning_rate"] >= 0
    assert found["momentum"] < 1
    assert 1 <= found["epochs"] <= 100_000
    assert 0 <= found["epoch"] <= found["epochs"]
    assert said(page)
    assert wrong == []


def test_the_explorer_is_moved_by_keyboard_and_says_what_it_shows(page: Page, address: str) -> None:
    open_explorer(page, address + EXPERIMENTS["learning_rate"])
    before = state(page)
    page.get_by_label("learning rate, by slider").press("ArrowLeft")
    assert state(page)["learning_rate"] < before["learning_rate"]
    page.get_by_label("epoch shown").press("Home")
    assert state(page)["epoch"] == 0
    page.get_by_role("button", name="Step").press("Enter")
    assert state(page)["epoch"] == 1
    assert page.locator(".gd-said").inner_text().startswith("After 1 epoch the iterate is −0.")
    page.get_by_role("button", name="Reset to the experiment").click()
    assert state(page) == before


def test_the_start_is_dragged_along_the_curve(page: Page, address: str) -> None:
    open_explorer(page, address + EXPERIMENTS["learning_rate"])
    view = page.locator("#explorer svg").first
    view.scroll_into_view_if_needed()
    box = view.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + 100, steps=4)
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] - 200, steps=4)
    page.mouse.up()
    assert 2 < state(page)["start"] < 5
    assert page.evaluate("getSelection().toString()") == ""


def test_divergence_is_said_in_words(page: Page, address: str) -> None:
    open_explorer(page, address + EXPERIMENTS["cubic"] + "#explorer?start=0.5&learning_rate=0.1&epochs=50")
    assert "The run diverges: at epoch" in page.locator(".gd-said").inner_text()


def test_the_epoch_that_was_wished_comes_back_after_a_divergence(page: Page, address: str) -> None:
    open_explorer(page, address + EXPERIMENTS["cubic"] + "#explorer?start=2.2&learning_rate=0.1&epochs=50&epoch=40")
    page.locator("#explorer-start").fill("0.5")
    page.locator("#explorer-start").press("Tab")
    assert "The run diverges: at epoch" in said(page)
    assert int(page.locator("#explorer output").inner_text()) < 40
    page.locator("#explorer-start").fill("2.2")
    page.locator("#explorer-start").press("Tab")
    assert page.locator("#explorer output").inner_text() == "40"


OWN = {
    "x^2": (
        {},
        "has settled at 0, a minimum. Near that minimum an epoch multiplies the distance by |1 − rate × f″| = 0.8 in theory",
    ),
    "x^2 + 0.3*sin(20*x)": ({}, "The run has not settled"),
    "abs(x)": ({}, "The run swings between "),
    "abs(x) + 0": ({"learning_rate": 1e-3}, "The run has not settled"),
    "x^2 / 2": ({"learning_rate": 2}, "The run swings between −4.2 and 4.2"),
    "-x^2": ({"epochs": 100000}, "The run diverges: at epoch"),
    "x^3 - 300*x": ({"learning_rate": 0.01}, "The run has settled at 10, a minimum outside the window"),
    "x^2 + 4*x + x": ({"learning_rate": 0.001}, "The run is on its way: its steps become smaller"),
    "-x": ({}, "The run has not settled: its steps do not become smaller. It leaves the window for good at epoch 29;"),
    "x^4": ({"learning_rate": 0.001}, "The run is on its way"),
}


@pytest.mark.parametrize("text", OWN)
def test_what_became_of_a_run_is_said_and_no_theory_where_it_does_not_apply(typing: Page, text: str) -> None:
    changes, words = OWN[text]
    typing.locator("#gd-f").fill(text)
    typing.evaluate("(c) => window.gdreport.explorers.at(-1).set({ learning_rate: 0.1, start: 4.2, epochs: 100, ...c })", changes)
    told = said(typing)
    assert words in told
    assert ("theory" in told) == (text == "x^2")
    assert "10⁻³" not in told
    assert typing.locator("#own figure").nth(1).locator(".end").count() == typing.evaluate(
        "window.gdreport.explorers.at(-1).spec.minima.length > 0"
    )
    outside = typing.locator("#own .outside").count()
    assert (outside > 0) == ("outside the window" in told or "leaves the window" in told or "diverges" in told)


def test_an_address_reproduces_the_view(page: Page, context: BrowserContext, address: str) -> None:
    open_explorer(page, address + EXPERIMENTS["learning_rate"])
    page.locator("#explorer-start").fill("2.5")
    page.locator("#explorer-start").press("Tab")
    page.get_by_label("epoch shown").press("Home")
    page.wait_for_function("location.hash.includes('epoch=0')")
    other = context.new_page()
    open_explorer(other, page.url)
    assert state(other) == state(page)
    assert state(other)["start"] == 2.5


@pytest.mark.parametrize("width", [1440, 360])
def test_a_click_on_the_heat_map_opens_the_run_of_that_cell(browser: Browser, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    open_explorer(page, address + HEAT_MAP)
    grid = load_experiment(PROJECT.pair("rate_by_epochs")).grid
    rates, epochs = grid.optimizer.learning_rate, grid.epoch_counts()
    axes = page.evaluate("window.gdreport.explorers[0].spec.figures.map")
    kind = "wide" if width > 500 else "narrow"
    share = {"x": (rates[20] - axes["x"]["low"]) / (axes["x"]["high"] - axes["x"]["low"])}
    share["y"] = (epochs[10] - axes["y"]["low"]) / (axes["y"]["high"] - axes["y"]["low"])
    at = {side: axes[side][kind][0] + share[side] * (axes[side][kind][1] - axes[side][kind][0]) for side in "xy"}
    image = page.locator("#map img")
    image.scroll_into_view_if_needed()
    page.wait_for_timeout(200)
    box = image.bounding_box()
    assert box is not None
    image.click(position={"x": at["x"] * box["width"], "y": (1 - at["y"]) * box["height"]})
    assert state(page)["learning_rate"] == rates[20]
    assert state(page)["epochs"] == epochs[10]
    page.close()


def test_the_toggle_changes_the_colours_of_the_figures(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="light")
    page.goto(address + EXPERIMENTS["learning_rate"])
    image = page.locator("#final img")
    image.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    corners = []
    for _ in range(2):
        corners.append(image.screenshot())
        page.evaluate("document.querySelector('.md-header__option label:not([hidden])').click()")
        page.wait_for_timeout(400)
    pixels = [_first_pixel(page, png) for png in corners]
    assert pixels == [[255, 255, 255], [0x1E, 0x21, 0x29]]
    page.close()


def _first_pixel(page: Page, png: bytes) -> Any:
    import base64

    script = """async (data) => {
      const image = new Image();
      image.src = "data:image/png;base64," + data;
      await image.decode();
      const canvas = new OffscreenCanvas(4, 4).getContext("2d");
      canvas.drawImage(image, 0, 0);
      return [...canvas.getImageData(2, 2, 1, 1).data].slice(0, 3);
    }"""
    return page.evaluate(script, base64.b64encode(png).decode())


def test_reduced_motion_shows_the_end_at_once(browser: Browser, address: str) -> None:
    page = browser.new_page(reduced_motion="reduce")
    open_explorer(page, address + EXPERIMENTS["learning_rate"])
    page.get_by_role("button", name="Play").click()
    assert state(page)["epoch"] == state(page)["epochs"]
    assert page.get_by_role("button", name="Play").is_visible()
    page.close()


def test_without_javascript_the_figures_stay(browser: Browser, address: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(address + EXPERIMENTS["learning_rate"])
    assert page.locator("#final img").is_visible()
    assert "The explorer needs JavaScript" in page.locator("#explorer").inner_text()
    page.close()


class _InAFolder(_Quiet):
    """The site in the folder /of/mine/, on a host that answers a wrong address with the site's own page."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.is_file():
            super().do_GET()
            return
        content = (Path(self.directory) / "of/mine/404.html").read_bytes()
        self.send_response(404)
        self.end_headers()
        self.wfile.write(content)


@pytest.mark.parametrize("where", ["of/mine/404.html", "of/mine/missing.html", "of/mine/a/b/missing.html", "disk"])
def test_the_page_of_a_wrong_address_has_its_style_and_leads_home(page: Page, site: Path, tmp_path: Path, where: str) -> None:
    (tmp_path / "of").mkdir()
    (tmp_path / "of/mine").symlink_to(site)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_InAFolder, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    home = f"http://127.0.0.1:{server.server_port}/of/mine/"
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    if "/a/b/" not in where:  # the browser looks ahead, before the page has found its root
        page.on("requestfailed", lambda r: failed.append(r.url))
    page.goto((site / "404.html").as_uri() if where == "disk" else home.removesuffix("of/mine/") + where)
    assert page.evaluate("getComputedStyle(document.querySelector('.md-header')).position") == "sticky"
    page.wait_for_load_state("networkidle")  # what a click interrupts did not fail
    page.locator("a.md-logo").first.click()
    page.wait_for_url((site / "index.html").as_uri() if where == "disk" else home + "index.html")
    server.shutdown()
    server.server_close()
    assert failed == []


TYPED = {
    "x^2": ([3.0, 9.0, 6.0, 2.0], ""),
    "x**3 - 2*x": ([2.0, 4.0, 10.0, 12.0], ""),
    "-x^2": ([3.0, -9.0, -6.0, -2.0], ""),
    "2^-1 * x": ([4.0, 2.0, 0.5, 0.0], ""),
    "sin(x)*exp(-x^2/20)": ([1.0, 0.8004319606, 0.4339082554, -0.9752611274], ""),
    "log(x) + sqrt(x)/tanh(x) + abs(x) + cos(pi*x) + tan(x) + e^x": (None, ""),
    "": (None, "something is missing at the end"),
    "x +": (None, "something is missing at the end"),
    "2x": (None, "an operator is missing before this"),
    "sin x": (None, "“(” is missing"),
    "foo(x)": (None, "“foo” is unknown"),
    "x $ 2": (None, "“$” has no meaning here"),
    "constructor": (None, "“constructor” is unknown"),
    "alert(1)": (None, "“alert” is unknown"),
    "<img src=x onerror=alert(1)>": (None, "“<” has no meaning here"),
    "(" * 200 + "x": (None, "too deeply nested"),
    "x+" * 600 + "x": (None, "at most 1000 characters"),
    "1e400 * x": (None, "this is beyond the largest number"),
    "x.constructor": (None, "“.” has no meaning here"),
    "*x": (None, "“*” cannot stand here"),
}


@pytest.fixture(scope="module")
def typing(browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_page()
    page.on("dialog", lambda dialog: pytest.fail("a typed text ran as code"))
    page.goto(address + "explore.html")
    yield page
    page.close()


@pytest.mark.parametrize("text", TYPED)
def test_a_typed_function_is_understood_or_its_mistake_is_shown(typing: Page, text: str) -> None:
    values, mistake = TYPED[text]
    typing.locator("#gd-f").fill(text)
    shown = typing.locator(".gd-mistake").inner_text()
    assert mistake in shown if mistake else shown == ""
    assert typing.locator("#gd-f").get_attribute("aria-invalid") == ("true" if mistake else None)
    if values is not None:
        script = "([t, x]) => { const m = window.gdreportFunction, r = m.parse(t)(m.lift(x, 1)); return [r.v, r.d, r.s]; }"
        np.testing.assert_allclose(typing.evaluate(script, [text, values[0]]), values[1:], rtol=1e-6)


@pytest.mark.parametrize(
    "text", ["10^15", "x^2 + 10^17", "1/x", "10^300 * x", "10^308 * x", "3", "log(x)", "log(-1 - x^2)", "abs(x)^0.1"]
)
def test_a_typed_function_that_is_flat_huge_or_undefined_does_not_stop_the_page(typing: Page, text: str) -> None:
    wrong: list[str] = []
    typing.on("pageerror", lambda error: wrong.append(str(error)))
    typing.locator("#gd-f").fill(text)
    typing.get_by_role("button", name="Step").click()
    assert typing.locator(".gd-said").inner_text()
    assert wrong == []


def test_a_link_to_a_typed_function_keeps_its_domain_and_its_run(page: Page, context: BrowserContext, address: str) -> None:
    page.goto(address + "explore.html")
    page.locator("#gd-low").fill("-2")
    page.locator("#own-learning_rate").fill("0.3")
    page.locator("#own-learning_rate").press("Tab")
    page.locator("#gd-f").fill("x^2")
    page.get_by_role("button", name="Back").click()
    page.wait_for_function("location.hash.includes('epoch=99') && location.hash.includes('f=x%5E2')")
    other = context.new_page()
    other.goto(page.url)
    assert other.locator("#gd-low").input_value() == "-2"
    assert other.locator("#gd-f").input_value() == "x^2"
    assert state(other) == state(page)
    assert state(other)["learning_rate"] == 0.3


def test_the_mistake_is_shown_at_the_character(typing: Page) -> None:
    typing.locator("#gd-f").fill("x + 3 foo")
    assert typing.locator(".gd-mistake").inner_text().split("\n")[:2] == ["x + 3 foo", "      ↑"]


def test_a_table_sorts_by_its_numbers(page: Page, address: str) -> None:
    page.goto(address + EXPERIMENTS["learning_rate"])
    head = page.locator(".gd-sortable th").last
    head.get_by_role("button").click()
    column = page.locator(".gd-sortable tbody tr td:last-child").all_inner_texts()
    numbers = [int(c.replace(",", "")) for c in column if "not" not in c]
    assert numbers == sorted(numbers)
    assert column[-1] == "not reached"
    assert head.get_attribute("aria-sort") == "ascending"
    page.locator(".gd-sortable th").first.get_by_role("button").click()
    assert page.locator(".gd-sortable tbody td").first.inner_text().strip() == "10⁻⁵"


def test_a_number_says_its_name_and_full_value(page: Page, address: str) -> None:
    page.goto(address + EXPERIMENTS["learning_rate"])
    number = page.locator("main data[title^='gap =']").first
    number.focus()
    shown = number.evaluate("(node) => getComputedStyle(node, '::after').content")
    assert re.fullmatch(r'"gap = 5\.3\d+e-05"', shown)


def test_a_page_prints_without_navigation_and_light(browser: Browser, address: str) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(address + EXPERIMENTS["learning_rate"])
    page.emulate_media(media="print")
    assert not page.locator(".md-header").is_visible()
    assert not page.locator("#explorer").is_visible()
    assert page.locator("#final").is_visible()
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "light"
    assert page.pdf().startswith(b"%PDF")
    page.close()


def test_the_site_works_from_a_disk(page: Page, site: Path) -> None:
    wrong = watched(page, "file://")
    page.goto((site / EXPERIMENTS["learning_rate"]).as_uri())
    page.locator("#explorer").scroll_into_view_if_needed()
    page.wait_for_selector("#explorer .gd-views polyline")
    page.locator("#explorer-start").fill("2.5")
    page.locator("#explorer-start").press("Tab")
    assert state(page)["start"] == 2.5
    assert page.evaluate("document.fonts.load('16px \"STIX Two Math\"').then((f) => f.length)") == 1
    page.goto((site / "index.html").as_uri())
    page.locator("label[for=__search]:visible, .md-search__input:visible").first.click()
    page.locator(".md-search__input").press_sequentially("learning rate", delay=40)
    page.wait_for_selector(".md-search-result__item a", state="visible", timeout=15000)
    page.locator(".md-search-result__item a").first.click()
    page.wait_for_url(re.compile(r"file://.*html"))
    page.wait_for_timeout(300)
    assert wrong == []
