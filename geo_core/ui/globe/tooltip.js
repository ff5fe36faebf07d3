// The tooltip beside the pointer: our own elements, text only as text.
class Tooltip {
  constructor(sky) { this.sky = sky; this.node = sky.querySelector('.tip'); this.shown = null; }
  /** `thing` names what is shown, so that moving within it redraws nothing. */
  show(thing, content, x, y) {
    if (this.shown !== thing) { this.node.replaceChildren(...content()); this.shown = thing; }
    this.node.hidden = false;
    const { clientWidth: W, clientHeight: H } = this.sky, { offsetWidth: w, offsetHeight: h } = this.node;
    const left = x + 18 + w > W ? x - w - 14 : x + 18, top = Math.max(8, Math.min(H - h - 8, y - h / 2));
    this.node.style.transform = `translate(${Math.round(Math.max(8, Math.min(W - w - 8, left)))}px, ${Math.round(top)}px)`;
  }
  hide() { this.node.hidden = true; this.shown = null; }
  forget() { this.hide(); this.node.replaceChildren(); }
}

/** A neighbour in the tooltip. */
function cardTip(card, km, words) {
  return [
    picture(card, false),
    el('strong', { textContent: card.place || words.get('place_unknown') }),
    el('span', { textContent: words.get('from_answer', { km: words.km(km) }) }),
    el('span', { textContent: words.get('distance', { d: words.fixed(card.distance, 3) }) }),
    el('small', { textContent: words.get('credit', card) }),
  ];
}

/** A cell in the tooltip. */
function cellTip(cell, words) {
  return [
    el('strong', { textContent: cell.place }),
    el('span', { className: 'probability', textContent: words.get('cell_share', { p: words.small(100 * cell.share) }) }),
    el('span', { textContent: cell.count === 1 ? words.get('cell_count_one') : words.get('cell_count', { n: words.whole(cell.count) }) }),
    el('span', { textContent: words.area(boxKm2(cell)) }),
  ];
}

/** Another mode in the tooltip. */
function modeTip(mode, words) {
  return [
    el('strong', { textContent: mode.place || words.place([mode.lon, mode.lat]) }),
    el('span', { textContent: `${words.percent(mode.mass)} %` }),
  ];
}
