// Which neighbours are shown, on the globe and as cards: by country, distance from the answer, and vote.
const NEAR_KM = [25, 200, 750, 2500], LEAST_VOTES = [0.005, 0.01, 0.02, 0.05];

class NeighbourFilter {
  constructor(root, changed) {
    this.root = root.querySelector('.filter');
    [this.country, this.near, this.vote] = this.root.querySelectorAll('select');
    this.clear = this.root.querySelector('button');
    for (const select of [this.country, this.near, this.vote]) select.onchange = () => { this.showClear(); changed(); };
    this.clear.onclick = () => { this.reset(); changed(); this.country.focus(); };
    this.cards = [];
  }
  /** The neighbours of a query; a country that none of them is in is no longer asked for. */
  fill(cards, words) {
    const counts = new Map();
    for (const { country } of cards) counts.set(country, (counts.get(country) ?? 0) + 1);
    const names = [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
    const options = (select, any, pairs) => {
      const kept = select.value;
      select.replaceChildren(el('option', { value: '', textContent: any }), ...pairs.map(([value, textContent]) => el('option', { value, textContent })));
      select.value = pairs.some(([value]) => value === kept) ? kept : '';
    };
    options(this.country, words.get('filter_any_country'), names.map(([name, n]) => [name || '?', `${name || words.get('place_unknown')} (${n})`]));
    options(this.near, words.get('filter_any_km'), NEAR_KM.map((km) => [String(km), words.get('filter_km', { km: words.km(km) })]));
    options(this.vote, words.get('filter_any_vote'), LEAST_VOTES.map((p) => [String(p), words.get('filter_vote', { p: words.small(100 * p) })]));
    this.cards = cards;
    this.showClear();
  }
  /** Another photo: what was asked for meant the last one, whose countries are not to be kept here either. */
  forget() {
    for (const select of [this.country, this.near, this.vote]) select.replaceChildren();
    this.cards = [];
    this.showClear();
  }
  reset() { for (const select of [this.country, this.near, this.vote]) select.value = ''; this.showClear(); }
  showClear() { this.clear.hidden = !(this.country.value || this.near.value || this.vote.value); }
  /** Those that pass, in rank order. */
  pick(place) {
    const country = this.country.value, km = Number(this.near.value) || Infinity, least = Number(this.vote.value);
    return this.cards.filter((c) => (!country || (c.country || '?') === country) && c.share >= least && (km === Infinity || kmBetween([c.lon, c.lat], place) <= km));
  }
}
