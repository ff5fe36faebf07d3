// The neighbours as cards in rank order.
const FIRST_CARDS = 24;

class Gallery {
  /** `on`: { point(card|null), fly(card), hop(card) } */
  constructor(root, on) {
    this.panel = root.querySelector('.panel');
    this.root = root.querySelector('.gallery');
    this.list = this.root.querySelector('.cards');
    this.more = this.root.querySelector('.more');
    this.on = on;
    this.more.onclick = () => { const next = this.shown.length; this.extend(this.cards.length); this.shown[next]?.node.querySelector('button').focus(); };
  }
  fill(cards, words) {
    Object.assign(this, { cards, words, shown: [], byRow: new Map() });
    this.list.replaceChildren();
    this.root.querySelector('.count').textContent = words.get('gallery_note', { n: cards.length });
    this.extend(FIRST_CARDS);
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
    const km = el('span', { className: 'km' }), credit = words.get('credit', card);
    const hop = el('button', { type: 'button', className: 'hop', textContent: words.get('hop'), 'aria-label': words.get('hop_label', { rank: card.rank, place }) });
    const node = el('li', { className: 'card', 'data-row': card.row }, look,
      el('strong', { textContent: place, title: place }), km,
      el('span', { className: 'facts', textContent: `${words.get('distance', { d: card.distance.toFixed(3) })} · ${words.get('vote', { p: words.percent(card.share) })}` }),
      link ? el('a', { className: 'credit', href: link, target: '_blank', rel: 'noopener noreferrer', textContent: credit, title: credit, 'aria-label': words.get('source', card) })
        : el('span', { className: 'credit', textContent: credit, title: credit }),
      hop);
    look.onclick = () => on.fly(card);
    hop.onclick = () => on.hop(card);
    node.onpointerenter = () => on.point(card);
    node.onpointerleave = () => on.point(null);
    node.onfocus = null;
    node.addEventListener('focusin', () => on.point(card));
    node.addEventListener('focusout', () => on.point(null));
    return { card, node, km };
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
