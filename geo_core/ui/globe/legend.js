// What the colours mean, in numbers: the density's at this σ, and the cells' of this partition.
class Legend {
  constructor(root) {
    this.heat = root.querySelector('.legend .heat');
    this.cells = root.querySelector('.legend .cells');
  }
  /** `peak`: the density's highest value; the ramp goes by its root, so half way is a quarter of it. */
  showHeat(shown, peak, words) {
    this.heat.hidden = !shown;
    if (shown) this.ticks(this.heat, [0, peak / 4, peak].map((share) => words.small(100 * share)));
  }
  /** `cells` as Cells; null where none are drawn. */
  showCells(cells, words) {
    this.cells.hidden = !cells;
    if (!cells) return;
    const decades = Math.round(-Math.log10(cells.least));
    this.ticks(this.cells, Array.from({ length: decades + 1 }, (_, i) => words.get('cell_share', { p: words.small(100 * cells.least * 10 ** i) })));
    setText(this.cells.querySelector('.note'), words.get('legend_cells_note', {
      drawn: words.whole(cells.rows.length), total: words.whole(cells.total), share: words.percent(cells.mass), least: words.small(100 * cells.least),
    }));
  }
  forget() {
    for (const block of [this.heat, this.cells]) this.ticks(block, []);
    setText(this.cells.querySelector('.note'), '');
  }
  ticks(block, texts) {
    const line = block.querySelector('.ticks'), key = texts.join('|');
    if (line.dataset.key === key) return;
    line.dataset.key = key;
    line.replaceChildren(...texts.map((text) => el('span', { textContent: text })));
  }
}
