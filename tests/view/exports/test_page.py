import base64
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from geo_core.view.exports.page_room import ROOMS
from geo_core.view.surface import BUNDLE
from tests.view.exports.findings import HOSTILE, export, failure, heat_of, hostile, made_up

LARGEST = 8 * 2**20
LOADING = {"src", "href", "srcset", "data", "action", "poster", "formaction", "background", "xlink:href"}


class Read(HTMLParser):
    """Elements with their attributes, and the text within each of script, style and the rest."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.texts, self._open = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data):
        self.texts.append((self._open[-1] if self._open else "", data))

    def within(self, tag):
        return [text for inside, text in self.texts if inside == tag]


def page(outcomes, precision="exact"):
    return export(outcomes, "html", precision).decode()


def data_of(text):
    (data,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    return json.loads(data)["results"]


@pytest.fixture(scope="module")
def single():
    return page([made_up()])


def test_it_asks_no_other_machine(single):
    read = Read(single)
    for tag, attributes in read.elements:
        assert tag not in {"link", "iframe", "object", "embed", "form", "base", "a"}
        for name in LOADING & attributes.keys():
            assert attributes[name].startswith("data:image/"), (tag, name)
    (script,) = [t for t in read.within("script") if "class Viewer" in t]
    (style,) = read.within("style")
    assert re.findall(r"url\(|@import", style) == []
    assert re.findall(r"\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|EventSource|Worker\(", script) == []
    # The one import of the app's globe is of the bundle by its address; the page never calls it.
    assert re.findall(r"loadDeck\(", script) == ["loadDeck("]


def test_its_policy_lets_only_its_own_scripts_run(single):
    (policy,) = [
        a["content"] for t, a in Read(single).elements if a.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    own = re.findall(r"<script>(.*?)</script>", single, re.S)
    packed = re.findall(r'id="bundle">(.*?)</script>', single, re.S)
    unpacked = gzip.decompress(base64.b64decode(packed[0])).decode()
    hashes = [base64.b64encode(hashlib.sha256(t.encode()).digest()).decode() for t in (own[0], unpacked)]
    assert rules["script-src"] == " ".join(f"'sha256-{h}'" for h in hashes)
    assert len(own) == 1
    assert BUNDLE.read_text(encoding="utf-8").startswith(unpacked)
    assert "sourceMappingURL" not in unpacked


def test_it_says_the_answer_in_words_and_lists_credits(single):
    read = Read(single)
    text = " ".join(t for inside, t in read.texts if inside not in {"script", "style"})
    for words in (
        "Most likely near Agra, India", "62 % of the mass within 200 km", "27.175° N, 78.042° E", "A. Uthor",
        "CC BY-SA 4.0", "https://commons.wikimedia.org/wiki/File:X.jpg", "NASA Blue Marble", "GeoNames",
        "< 1 km from the true place", "% of the mass per 1,000 km²",
    ):  # fmt: skip
        assert words in text
    assert len([1 for t, _ in read.elements if t == "tr"]) == 1 + 3


def test_those_who_do_not_see_it_are_told(single):
    elements = Read(single).elements
    assert [a["lang"] for t, a in elements if t == "html"] == ["en"]
    assert all("alt" in a for t, a in elements if t == "img")
    (globe,) = [a for _, a in elements if a.get("role") == "application"]
    assert "Arrow keys" in globe["aria-label"]
    assert globe["tabindex"] == "0"
    assert [a["aria-label"] for _, a in elements if a.get("role") == "img"]
    assert all(a.get("scope") for t, a in elements if t == "th")
    assert all(a.get("type") == "button" for t, a in elements if t == "button")


def test_hostile_texts_stay_texts():
    text = page([hostile()])
    read = Read(text)
    tags = {tag for tag, _ in read.elements}
    assert "b" in tags
    assert [a for t, a in read.elements if t == "script"] == [
        {"type": "application/json", "id": "data"}, {"type": "text/plain", "id": "bundle"}, {},
    ]  # fmt: skip
    assert not [a for _, a in read.elements if any(name.startswith("on") for name in a)]
    assert not [a for t, a in read.elements if t == "img" and a.get("src") == "x"]
    assert "<!--" not in text
    (one,) = data_of(text)
    assert one["dots"][0]["title"] == HOSTILE[0]
    shown = " ".join(t for inside, t in read.texts if inside not in {"script", "style"})
    assert all(words in shown for words in HOSTILE[:5])


def test_a_batch_is_a_list_on_one_globe():
    many = [made_up(title=f"Photo of {n}", lon=-170.0 + 20 * n, neighbours=20) for n in range(5)]
    text = page([many[0], failure(), *many[1:]])
    read = Read(text)
    assert [one["number"] for one in data_of(text)] == [1, 3, 4, 5, 6]
    assert all(len(one["dots"]) == ROOMS[1].neighbours for one in data_of(text))
    assert [a["data-choose"] for _, a in read.elements if "data-choose" in a] == ["1", "3", "4", "5", "6"]
    assert "The bytes are no photo." in text
    assert len([1 for t, a in read.elements if t == "img" and a.get("class") == "heat"]) == 5
    assert "12 of 20 neighbours" in text


def test_nothing_but_failures_is_a_page_too():
    text = page([failure()])
    assert data_of(text) == []
    assert "The bytes are no photo." in text


@pytest.mark.parametrize(("many", "shown", "heats"), [(1, 100, 1), (60, 12, 60), (61, 3, 0), (1000, 3, 0)])
def test_it_stays_small(many, shown, heats):
    noise = np.random.default_rng(0).integers(0, 255, (60, 80, 3)).astype(np.uint8)
    photo = noise.repeat(10, axis=0).repeat(10, axis=1)
    known = made_up(neighbours=100, photo=photo, heat=heat_of([(0, 0), (50, 90), (-60, -120)], sigma_deg=16))
    data = export([known] * many, "html")
    assert len(data) < LARGEST
    assert data.count(b'class="heat" src') == heats
    assert data.count(b'class="photo"') == heats
    assert data.count(b"<tr id=") == many * shown


def test_it_is_rounded():
    text = page([made_up()], "region")
    (one,) = data_of(text)
    assert (one["lat"], one["lon"], one["label"]) == (27.0, 78.0, "India")
    assert "27° N, 78° E" in text
    assert "Agra" not in text
    assert "27.1" not in text.partition('id="bundle"')[0].partition("<style>")[0]


def test_the_same_findings_give_the_same_page(single):
    assert page([made_up()]) == single


def test_words_of_another_language():
    german = {"locale": "de", "app_title": "Wo auf der Erde?", "thousands": ".", "export_author": "<Urheber>"}
    text = export([made_up()], "html", texts=german).decode()
    assert '<html lang="de"' in text
    assert "Wo auf der Erde?" in text
    assert "&lt;Urheber&gt;" in text
    assert "2.500 km" in text
