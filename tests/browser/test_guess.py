"""The guessing game in a real browser, on the starter atlas: clicks, keys, words, seats, and what is sent."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from geo_core.game.entry import Entry, dealt
from geo_core.view.examples import Example, list_examples
from tests.browser import harness

pytest.importorskip("playwright")
from playwright.sync_api import expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(harness.chromium_path() is None, reason="needs Chromium"),
]
SERVED = harness.APP
ENVIRONMENT = {"GEO_CORE_MODES": "guess,locate"}
SLOW_MS = 60_000
SHOTS = harness.ROOT / "out" / "browser"
LINK = "?seed=k7m2&rounds=3&set=examples"


def photos() -> list[Example]:
    """What the link deals, in its order."""
    by_id = {example.id: example for example in list_examples()}
    return [by_id[entry.id] for entry in dealt([Entry(name, b"", None) for name in by_id], "k7m2", 3)]


def settled(page: Any) -> None:
    """Until the board is drawn and its camera rests."""
    page.wait_for_function(
        """() => { const b = [...(globalThis.__geoBoards ?? [])].at(-1);
          if (!b?.globe || !b.stage.classList.contains('drawn')) return false;
          const g = b.globe, v = g.deck.getViewports()[0], state = g.camera.viewState();
          return !g.camera.frame && Math.abs(v.zoom - state.zoom) < 0.01 &&
            Math.abs(v.latitude - state.latitude) < 0.01 &&
            Math.abs(v.longitude - state.longitude) < 0.01; }""",
        timeout=SLOW_MS,
    )


def click_globe(page: Any, lat: float, lon: float) -> None:
    settled(page)
    x, y = page.evaluate(
        """([lon, lat]) => { const g = [...__geoBoards].at(-1).globe, box = g.box.getBoundingClientRect();
          const [x, y] = g.deck.getViewports()[0].project([lon, lat]);
          return [box.left + x, box.top + y]; }""",
        [lon, lat],
    )
    page.mouse.click(x, y)


def shown_photo(page: Any) -> str:
    image = page.locator(".st-key-guess_photo img")
    image.wait_for(timeout=SLOW_MS)
    return str(image.get_attribute("src"))


def pins(page: Any) -> list[str]:
    return page.evaluate("() => [...[...__geoBoards].at(-1).globe.pins.keys()].sort()")


def keep(page: Any, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(SHOTS / f"{name}.png"))


def open_link(chromium: Any, address: str, **options: Any) -> tuple[Any, harness.Watch, list[bytes]]:
    """A page on the link, and all that it is sent."""
    page = chromium.new_context(reduced_motion="reduce", **options).new_page()
    watch, received = harness.Watch(), []
    watch.follow(page)
    page.on(
        "websocket",
        lambda ws: ws.on(
            "framereceived", lambda data: received.append(data.encode() if isinstance(data, str) else data)
        ),
    )
    page.goto(f"{address}/{LINK}")
    page.locator(".st-key-guess_start button").wait_for(timeout=SLOW_MS)
    return page, watch, received


def tells(received: list[bytes], photo: Example) -> list[str]:
    """What of a photo's answer has been sent."""
    sent = b"".join(received)
    words = [photo.id, photo.short, photo.place, photo.author, str(photo.lat), str(photo.lon)]
    found = [word for word in words if word.encode() in sent]
    return found + [f"{x} as a number" for x in (photo.lat, photo.lon) if struct.pack("<d", x) in sent]


def test_a_game_of_three_rounds(address, chromium):
    page, watch, received = open_link(
        chromium, address, viewport={"width": 1440, "height": 900}, color_scheme="dark"
    )
    expect(page.locator(".st-key-guess_seed input")).to_have_value("k7m2")
    page.locator(".st-key-guess_start button").click()
    here = page.locator(".st-key-guess_here button")
    seen = []
    for number, photo in enumerate(photos()):
        seen.append(shown_photo(page))
        expect(page.locator(".guess-status")).to_contain_text(f"Round {number + 1} of 3")
        expect(here).to_be_disabled()
        if number == 1:  # by keyboard: turn the globe, pick its middle
            settled(page)
            canvas = page.locator(".canvas")
            canvas.focus()
            page.keyboard.press("ArrowRight")
            page.keyboard.press("Enter")
        else:
            click_globe(page, 30, 30)
            expect(here).to_be_enabled(timeout=SLOW_MS)
            click_globe(page, 10, 20)  # it can be moved
        expect(page.locator(".guess-said").first).to_contain_text("Your pin:", timeout=SLOW_MS)
        expect(here).to_be_enabled(timeout=SLOW_MS)
        assert pins(page) == ["guess"]
        assert tells(received, photo) == []
        if number == 2:  # another page and back: round and pin are still there
            page.get_by_role("link", name="Locate").click()
            page.locator(".st-key-guess_here").wait_for(state="detached", timeout=SLOW_MS)
            page.get_by_role("link", name="Guess").click()
            expect(page.locator(".guess-said").first).to_contain_text("Your pin:", timeout=SLOW_MS)
            assert shown_photo(page) == seen[-1]
        here.click()
        page.locator(".st-key-guess_next button").wait_for(timeout=SLOW_MS)
        expect(page.locator(".guess-answer h2")).to_have_text(photo.place)
        assert photo.place in tells(received, photo)  # the check above can fail
        settled(page)
        assert pins(page) == ["player-AI", "player-Y", "truth"]
        assert page.locator(".guess-scores tbody tr").count() == 2
        assert page.locator(".guess-chips li").count() == 10
        page.locator(".st-key-guess_next button").click()
    page.locator(".st-key-guess_save").wait_for(timeout=SLOW_MS)
    keep(page, "guess-end")
    assert len(set(seen)) == 3
    expect(page.locator(".guess-title h2")).to_contain_text("points")
    picture = page.get_by_alt_text("World map of the game")
    assert picture.evaluate("(image) => image.naturalWidth") == 1600
    assert page.locator(".guess-final tbody tr").count() == 5
    page.locator(".st-key-guess_same button").click()
    assert shown_photo(page) == seen[0]
    assert watch.outside == []
    assert watch.errors == []
    page.context.close()


def test_two_seats_on_a_phone_type_their_guesses(address, chromium):
    page, watch, received = open_link(
        chromium, address, viewport={"width": 390, "height": 844}, color_scheme="light"
    )
    page.locator(".st-key-guess_add button").click()
    for number, name in enumerate(("Anna", "Ben"), 1):
        page.locator(f".st-key-guess_seat_{number} input").fill(name)
        page.keyboard.press("Enter")
    expect(page.locator(".st-key-guess_remove_2")).to_be_visible(timeout=SLOW_MS)
    page.locator(".st-key-guess_start button").click()
    shown_photo(page)
    for words, said in (("Wien", "Vienna, Austria"), ("48.2N 16.4E", "Vienna")):
        page.get_by_placeholder("48.2, 16.4 or Vienna").fill(words)
        page.keyboard.press("Enter")
        expect(page.locator(".guess-said").first).to_contain_text(said, timeout=SLOW_MS)
        expect(page.locator(".st-key-guess_here button")).to_be_enabled(timeout=SLOW_MS)
        assert tells(received, photos()[0]) == []
        page.locator(".st-key-guess_here button").click()
        if words == "Wien":
            take = page.get_by_role("button", name="I am Ben")
            take.wait_for(timeout=SLOW_MS)
            expect(page.locator(".st-key-guess_photo img")).to_have_count(0)
            settled(page)
            assert pins(page) == []
            take.click()
            shown_photo(page)
    page.locator(".st-key-guess_next button").wait_for(timeout=SLOW_MS)
    # The same link, the same photo.
    expect(page.locator(".guess-answer h2")).to_have_text(photos()[0].place)
    settled(page)
    assert pins(page) == ["player-A", "player-AI", "player-B", "truth"]
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth")
    keep(page, "guess-phone")
    assert watch.outside == []
    assert watch.errors == []
    page.context.close()
