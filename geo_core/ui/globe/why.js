// Why: the photo with what speaks for a neighbour or a cell lit up, and beside it that neighbour.

class Why {
  /** `ask(what | null)`: { row } for a neighbour, { partition, cell } for a cell. */
  constructor(root, ask) {
    this.root = root.querySelector('.why');
    this.ask = ask;
    this.root.querySelector('.close').onclick = () => this.close();
    this.lit = this.root.querySelector('.lit input');
    this.lit.onchange = () => { this.root.querySelector('.layer').hidden = !this.lit.checked; };
  }
  open(what) { this.asked = true; this.ask(what); }
  close() {
    this.root.hidden = true;
    this.ask(null);
    this.from?.focus();
  }
  /** What Python has drawn for what was asked; nothing where nothing is. */
  show(why, { photo, cards, words }) {
    const news = why?.key !== this.key;
    this.key = why?.key;
    this.root.hidden = !why || !photo;
    if (this.root.hidden || !news) return;
    const card = cards.find((c) => c.row === why.row), find = (name) => this.root.querySelector(name);
    find('.own').src = safeImage(photo) ?? '';
    find('.own').alt = words.get('photo_alt');
    find('.layer').src = safeImage(why.layer) ?? '';
    setText(find('h3'), card ? words.get('why_neighbour', { rank: card.rank, place: card.place || words.get('place_unknown') }) : words.get('why_cell', { place: why.place }));
    setText(find('.said'), card ? words.get('why_cosine', { s: why.cosine.toFixed(2) }) : words.get('why_probability', { p: words.small(100 * why.probability) }));
    find('.other').replaceChildren(...(card ? [picture(card, false), el('small', { textContent: words.get('credit', card) })] : []));
    find('.pair').classList.toggle('single', !card);
    if (this.asked) { this.root.scrollIntoView({ block: 'nearest', behavior: calm() ? 'auto' : 'smooth' }); find('.close').focus({ preventScroll: true }); }
    this.asked = false;
  }
}
