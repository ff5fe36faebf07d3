// Words and numbers in the reader's language. There is one Words a language: whoever keeps what he has drawn
// keeps it with these, and draws anew when others come.
const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const ROUGH = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 });
const PRECISE = new Intl.NumberFormat('en', { maximumSignificantDigits: 2, minimumSignificantDigits: 2 });

class Words {
  constructor(texts) {
    this.texts = texts;
    this.signs = { ',': texts.thousands ?? ',', '.': texts.decimal ?? '.' };
  }
  get(key, values = {}) {
    return (this.texts[key] ?? key).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  }
  /** A number written the English way, with the language's signs: Python has the same (texts/numbers.py), while a browser's own Spanish writes 1234. */
  signed(text) { return text.replace(/[,.]/g, (sign) => this.signs[sign]); }
  whole(number) { return this.signed(WHOLE.format(number)); }
  small(number) { return this.signed(ROUGH.format(number)); }
  precise(number) { return this.signed(PRECISE.format(number)); }
  fixed(number, digits) { return this.signed(number.toFixed(digits)); }
  /** As it is set: 4 stays 4, and 0.25 has both its digits. */
  plain(number) { return this.signed(String(number)); }
  percent(share) {
    const p = 100 * share;
    return p > 0 && p < 1 ? '< 1' : p < 100 && p > 99 ? '> 99' : this.whole(p);
  }
  km(km) { return km < 0.1 ? `< ${this.small(0.1)}` : km < 10 ? this.precise(km) : this.whole(km < 1000 ? km : Math.round(km / 10) * 10); }
  degrees(sigma) { return sigma < 10 ? this.fixed(sigma, sigma < 1 ? 2 : 1) : this.whole(sigma); }
  area(km2) {
    return km2 >= 995000 ? this.get('million_km2', { n: this.precise(km2 / 1e6) }) : this.get('km2', { n: this.whole(Number(km2.toPrecision(2))) });
  }
  place([lon, lat]) {
    const side = (v, plus, minus) => `${this.fixed(Math.abs(v), 3)}° ${this.get(v < 0 ? minus : plus)}`;
    return `${side(lat, 'north', 'south')}, ${side(((lon + 540) % 360) - 180, 'east', 'west')}`;
  }
}

/** The words of these texts: those there are, while the language is the same. */
function wordsOf(texts, words) { return words?.texts.locale === texts.locale ? words : new Words(texts); }

/** Fill in every element that names its words: data-text, data-label (aria-label) and data-hint (title). */
function fillWords(root, words) {
  root.querySelectorAll('[data-text]').forEach((n) => setText(n, words.get(n.dataset.text)));
  root.querySelectorAll('[data-label]').forEach((n) => n.setAttribute('aria-label', words.get(n.dataset.label)));
  root.querySelectorAll('[data-hint]').forEach((n) => { n.title = words.get(n.dataset.hint); });
}
