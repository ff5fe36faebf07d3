// The neighbours as cards in rank order.
const FIRST_CARDS = 24;

class Gallery {
  /** `on`: { point(card|null), fly(card), hop(card), why(card, button) } */
  constructor(root, on) {
    this.panel = root.querySelector('.panel');
    this.root = root.querySelector('.gallery');
    this.list = this.root.querySelector('.cards');
    this.more = this.root.querySelector('.more');
    this.on = on;
    this.more.onclick = () => { const next = this.shown.length; this.extend(this.cards.length); this.shown[next]?.node.querySelector('button').focus(); };
  }
  /** `asked`: whether the method lets neighbours vote. The same photos keep their cards: nothing flickers. */
  fill(cards, words, asked = true, total = cards.length) {
    this.asked = asked;
    if (cards.length && this.words === words && this.cards?.map((c) => c.row).join() === cards.map((c) => c.row).join()) {
      this.cards = cards;
      this.shown.forEach((item, i) => { item.card = cards[i]; item.facts.textContent = this.factsOf(cards[i]); });
      return;
    }
    Object.assign(this, { cards, words, shown: [], byRow: new Map() });
    this.list.replaceChildren();
    this.root.querySelector('.count').textContent = words.get(cards.length < total ? 'gallery_filtered' : 'gallery_note', { n: cards.length, total });
    this.extend(FIRST_CARDS);
  }
  forget(words) {
    this.fill([], words);
    for (const node of [this.root.querySelector('.count'), this.more]) setText(node, '');
    this.answer = null;
  }
  extend(count) {
    for (const card of this.cards.slice(this.shown.length, count)) {
      const item = this.build(card);
      this.shown.push(item);
      this.byRow.set(card.row, item);
      this.list.append(item.node);
    }
    const left = this.cards.length - this.shown.length;
    this.more.hidden = left <= 0;
    this.more.textContent = this.words.get('show_more', { n: left });
    if (this.answer) this.showKm(this.answer);
  }
  build(card) {
    const { words, on } = this, place = card.place || words.get('place_unknown'), link = safeLink(card.source);
    const look = el('button', { type: 'button', className: 'look', 'aria-label': words.get('card_go', { rank: card.rank, place }) },
      picture(card), el('span', { className: 'rank', textContent: String(card.rank) }));
    const km = el('span', { className: 'km' }), facts = el('span', { className: 'facts', textContent: this.factsOf(card) }), credit = words.get('credit', card);
    const hop = el('button', { type: 'button', className: 'hop', textContent: words.get('hop'), 'aria-label': words.get('hop_label', { rank: card.rank, place }) });
    const why = el('button', { type: 'button', className: 'reason', textContent: words.get('why'), 'aria-label': words.get('why_label', { rank: card.rank, place }) });
    const node = el('li', { className: 'card', 'data-row': card.row }, look,
      el('strong', { textContent: place, title: place }), km, facts,
      link ? el('a', { className: 'credit', href: link, target: '_blank', rel: 'noopener noreferrer', textContent: credit, title: credit, 'aria-label': words.get('source', card) })
        : el('span', { className: 'credit', textContent: credit, title: credit }),
      hop, why);
    const item = { card, node, km, facts };
    look.onclick = () => on.fly(item.card);
    hop.onclick = () => on.hop(item.card);
    why.onclick = () => on.why(item.card, why);
    node.onpointerenter = () => on.point(item.card);
    node.onpointerleave = () => on.point(null);
    node.addEventListener('focusin', () => on.point(item.card));
    node.addEventListener('focusout', () => on.point(null));
    return item;
  }
  factsOf(card) {
    const { words } = this, far = words.get('distance', { d: words.fixed(card.distance, 3) });
    return this.asked ? `${far} · ${words.get('vote', { p: words.percent(card.share) })}` : far;
  }
  showKm(at) {
    this.answer = at;
    for (const { card, km } of this.shown ?? []) km.textContent = this.words.get('from_answer', { km: this.words.km(kmBetween([card.lon, card.lat], at)) });
  }
  /** Mark the card of a row; bring it into view inside the panel, never by moving the page under the pointer. */
  mark(row, scroll, mayScrollPage = false) {
    if (scroll && mayScrollPage && row !== null && !this.byRow.has(row)) this.extend(this.cards.length);
    this.marked?.classList.remove('on');
    this.marked = row === null ? null : this.byRow?.get(row)?.node;
    this.marked?.classList.add('on');
    if (!scroll || !this.marked) return;
    const behavior = calm() ? 'auto' : 'smooth';
    if (this.panel.scrollHeight > this.panel.clientHeight + 4) {
      const card = this.marked.getBoundingClientRect(), panel = this.panel.getBoundingClientRect();
      this.panel.scrollBy({ top: card.top + card.height / 2 - panel.top - panel.height / 2, behavior });
    } else if (mayScrollPage) this.marked.scrollIntoView({ block: 'center', behavior });
  }
}
