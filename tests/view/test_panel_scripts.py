"""The explorer's panels without a browser: run by node on elements that only keep what is set on them."""

import re

import pytest

from geo_core.ui.globe.joining import HERE
from geo_core.ui.texts.en import TEXTS
from tests.view.test_scripts import node, run

NO_PAGE = """
const made = () => ({ textContent: '', children: [], attributes: {}, dataset: {}, style: { setProperty() {} },
  classList: { toggle() {}, add() {}, remove() {} }, append(...more) { this.children.push(...more); },
  replaceChildren(...all) { this.children = all; }, setAttribute(n, v) { this.attributes[n] = v; },
  removeAttribute(n) { delete this[n]; }, addEventListener() {}, focus() {}, scrollIntoView() {},
  querySelector(n) { return (this.nodes ??= {})[n] ??= made(); },
  querySelectorAll(n) { return [this.querySelector(n)]; } });
globalThis.document = { createElement: made };
globalThis.calm = () => true;
globalThis.previewCanvas = made;
const words = new Words({ locale: 'en', why_probability: '{p} %', why_cosine: 's {s}', why_blur: 'a blur' });
"""
"""Elements that keep what is set on them: enough for a panel's script."""


@node
def test_a_why_does_not_outlive_its_photo():
    photo = "data:image/png;base64,AAAA"
    got = run(
        NO_PAGE
        + f"""
const page = made(), root = page.querySelector('.why'), asked = [];
const why = new Why(page, (what) => asked.push(what));
const [own, layer, said] = ['.own', '.layer', '.said'].map((name) => root.querySelector(name));
const shown = (card) => ({{ photo: '{photo}', cards: [card], partitions: [], words }});
const look = () => [root.hidden, said.textContent, own.src ?? null, layer.src ?? null];
const told = {{ key: 'a', row: 7, cosine: 0.5, layer: '{photo}' }}, seen = [];
why.open({{ row: 7 }});
why.show(told, shown({{ row: 7, rank: 1 }}));
seen.push(look());
why.show(told, shown({{ row: 8, rank: 1 }}));
seen.push(look()[0]);
why.drop();
why.drop();
seen.push(look());
console.log(JSON.stringify([seen, asked]));""",
        "dom",
        "words",
        "why",
    )
    assert got[0] == [[False, "s 0.50", photo, photo], True, [True, "", None, None]]
    assert got[1] == [{"row": 7}, None]  # Python hears once that nothing is asked any more


@node
def test_a_neighbour_is_lit_where_its_picture_is_here():
    picture = "data:image/png;base64,AAAA"
    got = run(
        NO_PAGE
        + f"""
const page = made(), why = new Why(page, () => {{}});
const other = page.querySelector('.why').querySelector('.other');
const card = {{ row: 7, rank: 1, place: 'Agra', thumb: '{picture}' }};
const classOf = (node) => node.className ?? '';
const show = (one, layer, key) => {{
  const told = {{ key, row: 7, cosine: 0.5, layer: '{picture}', other: layer }};
  why.show(told, {{ photo: '{picture}', cards: [one], partitions: [], words }});
  return other.children.map((c) => [classOf(c), c.textContent, c.children.map(classOf)]);
}};
const lit = show(card, '{picture}', 'a');
const blur = show({{ ...card, thumb: 'https://commons.wikimedia.org/a.jpg' }}, null, 'b');
console.log(JSON.stringify([lit, blur]));""",
        "dom",
        "words",
        "why",
    )
    lit, blur = got
    assert lit[0] == ["seen", "", ["theirs", "layer"]]
    assert "a blur" in [text for _, text, _ in blur]
    assert "a blur" not in [text for _, text, _ in lit]


@node
def test_a_click_that_places_the_photo_asks_nothing():
    got = run(
        """
const asked = [], said = [], node = { addEventListener() {}, querySelector: () => ({}) };
const explorer = {
  stage: { ...node, querySelector: () => node }, draw() {}, data: { explains: true, placing: true },
  why: { ask: (what) => asked.push(what) }, api: { setTriggerValue: (...what) => said.push(what) },
  show: { cells: true }, cells: { name: '8', at: () => ({ cell: 3 }) },
};
const pointing = new Pointing(explorer);
pointing.showCell = () => {};
pointing.clicked(null, [10, 20], 1, 1);
explorer.data.placing = false;
pointing.clicked(null, [10, 20], 1, 1);
console.log(JSON.stringify([asked, said.map(([name, click]) => [name, click.lat])]));""",
        "tooltip",
        "pointing",
    )
    assert got == [[{"partition": "8", "cell": 3}], [["click", 20], ["click", 20]]]


@node
@pytest.mark.parametrize(
    ("query", "search", "wanted"),
    [
        ("example-petra", "?example=petra", {"example": "petra", "at": "30,35,1"}),
        ("example-petra", "?lang=de&x=1", {"example": "petra", "at": "30,35,1", "lang": "de"}),
        ("reference-12", "?example=petra&lang=es", {"example": "petra", "lang": "es"}),
        ("reference-12", "", None),
        ("own-1", "?lang=de", None),
    ],
)
def test_a_link_leads_where_it_says(query, search, wanted):
    got = run(
        f"globalThis.location = {{ href: 'https://class.example/{search}' }};"
        f"const data = {{ query: '{query}', k: 50, m: 3, weighting: 'power' }};"
        "const link = linkTo({ data, t: 0, method: 'knn',"
        "strip: { sigmaAt: () => 4 }, globe: { camera: { at: [35, 30], zoom: 3, fit: 2 } } });"
        "console.log(JSON.stringify(link && Object.fromEntries(new URL(link).searchParams)));",
        "share",
    )
    settings = {"sigma": "4", "k": "50", "m": "3", "weighting": "power", "method": "knn"}
    assert got == (wanted and {**settings, **wanted})


@pytest.mark.parametrize("page", ["explorer", "board"])
def test_every_group_has_a_name(page):
    html = (HERE / f"{page}.html").read_text("utf-8")
    groups = re.findall(r'<[^>]*role="(?:group|radiogroup|application)"[^>]*>', html)
    assert len(groups) >= 2
    unnamed = [g for g in groups if "data-label" not in g and "aria-labelledby" not in g]
    assert [g for g in unnamed if "canvas" not in g] == []  # a board's canvas is named by its page
    named = re.findall(r'data-(?:label|text|hint)="(\w+)"', html)
    assert [key for key in named if key not in TEXTS] == []
