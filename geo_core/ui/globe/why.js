// Why: the photo with what speaks for a neighbour or a cell lit up, and beside it that neighbour, lit up too
// where its picture is here.

class Why {
  /** `ask(what | null)`: { row } for a neighbour, { partition, cell } for a cell. */
  constructor(root, ask) {
    this.root = root.querySelector('.why');
    this.ask = (what) => { this.held = Boolean(what); ask(what); };
    this.root.querySelector('.close').onclick = () => this.close();
    this.lit = this.root.querySelector('.lit input');
    this.lit.onchange = () => this.light();
  }
  open(what) { this.asked = true; this.ask(what); }
  close() {
    this.root.hidden = true;
    this.ask(null);
    this.from?.focus();
  }
  /** Nothing is asked any more, and nothing of what was told stays; Python hears of it where it holds a question. */
  drop() {
    if (this.held) this.ask(null);
    const find = (name) => this.root.querySelector(name);
    this.root.hidden = true;
    for (const name of ['.own', '.layer']) find(name).removeAttribute('src');
    for (const name of ['h3', '.said']) setText(find(name), '');
    find('.other').replaceChildren();
    Object.assign(this, { key: undefined, asked: false });
  }
  /** What Python has drawn for what was asked; nothing where nothing is, or where it is no longer among what is shown. */
  show(why, { photo, cards, partitions, words }) {
    const card = cards.find((c) => c.row === why?.row);
    const cell = partitions.find((p) => p.name === why?.partition)?.rows.find((c) => c.cell === why.cell);
    this.root.hidden = !photo || !(card || cell);
    if (this.root.hidden || (why.key === this.key && words === this.words)) return;
    Object.assign(this, { key: why.key, words });
    const find = (name) => this.root.querySelector(name);
    find('.own').src = safeImage(photo) ?? '';
    find('.own').alt = words.get('photo_alt');
    find('.layer').src = safeImage(why.layer) ?? '';
    setText(find('h3'), card ? words.get('why_neighbour', { rank: card.rank, place: card.place || words.get('place_unknown') }) : words.get('why_cell', { place: cell.place }));
    setText(find('.said'), card ? words.get('why_cosine', { s: words.fixed(why.cosine, 2) }) : words.get('why_probability', { p: words.small(100 * why.probability) }));
    find('.other').replaceChildren(...(card ? this.neighbour(card, why.other, words) : []));
    find('.pair').classList.toggle('single', !card);
    this.light();
    if (this.asked) { this.root.scrollIntoView({ block: 'nearest', behavior: calm() ? 'auto' : 'smooth' }); find('.close').focus({ preventScroll: true }); }
    this.asked = false;
  }
  /** `layer`: over its picture; none where only a blur is here, which nothing can be read from. */
  neighbour(card, layer, words) {
    const credit = el('small', { textContent: words.get('credit', card) }), over = safeImage(layer), own = safeImage(card.thumb);
    if (!over || !own) return [picture(card, false), credit, el('small', { textContent: words.get('why_blur') })];
    const alt = words.get('why_other_alt', { place: card.place || words.get('place_unknown') });
    return [el('span', { className: 'seen' }, el('img', { className: 'theirs', src: own, alt }), el('img', { className: 'layer', src: over, alt: '' })), credit];
  }
  light() { this.root.querySelectorAll('.layer').forEach((layer) => { layer.hidden = !this.lit.checked; }); }
}
