// Small DOM helpers. Text of others only ever becomes textContent; addresses pass an allow-list.
const OWN_IMAGE = /^(data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/=]+$|\/?(app\/static|media)\/[\w./-]+$)/;
const IMAGE_HOSTS = new Set(['commons.wikimedia.org', 'upload.wikimedia.org']);

/** The address if a picture may come from it, else null. */
function safeImage(address) {
  if (typeof address !== 'string') return null;
  if (OWN_IMAGE.test(address)) return address;
  try {
    const url = new URL(address);
    return url.protocol === 'https:' && IMAGE_HOSTS.has(url.hostname) && !url.username ? url.href : null;
  } catch { return null; }
}

/** The address if a link may lead to it, else null: http and https only. */
function safeLink(address) {
  try {
    const url = new URL(address);
    return ['http:', 'https:'].includes(url.protocol) ? url.href : null;
  } catch { return null; }
}

/** An element: `props` are properties, `aria-…`/`data-…`/`role` attributes; children are nodes or text. */
function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined) continue;
    if (/^(aria-|data-|role$)/.test(name)) node.setAttribute(name, value);
    else node[name] = value;
  }
  node.append(...children.filter((c) => c !== null && c !== undefined));
  return node;
}

/** Only when it differs: most of what is written again while σ moves stays the same. */
function setText(node, text) { if (node.textContent !== text) node.textContent = text; }

/** Words and numbers in the reader's language. */
class Words {
  constructor(texts) {
    this.texts = texts;
    this.whole = new Intl.NumberFormat(texts.locale || 'en', { maximumFractionDigits: 0 });
    this.rough = new Intl.NumberFormat(texts.locale || 'en', { maximumSignificantDigits: 2 });
    this.precise = new Intl.NumberFormat(texts.locale || 'en', { maximumSignificantDigits: 2, minimumSignificantDigits: 2 });
  }
  get(key, values = {}) {
    return (this.texts[key] ?? key).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  }
  percent(share) {
    const p = 100 * share;
    return p > 0 && p < 1 ? '< 1' : p < 100 && p > 99 ? '> 99' : this.whole.format(p);
  }
  small(number) { return this.rough.format(number); }
  km(km) { return km < 0.1 ? `< ${this.rough.format(0.1)}` : km < 10 ? this.precise.format(km) : this.whole.format(km < 1000 ? km : Math.round(km / 10) * 10); }
  degrees(sigma) { return sigma < 1 ? sigma.toFixed(2) : sigma < 10 ? sigma.toFixed(1) : this.whole.format(sigma); }
  area(km2) {
    return km2 >= 995000 ? this.get('million_km2', { n: this.precise.format(km2 / 1e6) }) : this.get('km2', { n: this.whole.format(Number(km2.toPrecision(2))) });
  }
  place([lon, lat]) {
    const side = (v, plus, minus) => `${Math.abs(v).toFixed(3)}° ${this.get(v < 0 ? minus : plus)}`;
    return `${side(lat, 'north', 'south')}, ${side(((lon + 540) % 360) - 180, 'east', 'west')}`;
  }
}

/** Fill in every element that names its words: data-text, data-label (aria-label) and data-hint (title). */
function fillWords(root, words) {
  root.querySelectorAll('[data-text]').forEach((n) => { n.textContent = words.get(n.dataset.text); });
  root.querySelectorAll('[data-label]').forEach((n) => n.setAttribute('aria-label', words.get(n.dataset.label)));
  root.querySelectorAll('[data-hint]').forEach((n) => { n.title = words.get(n.dataset.hint); });
}

/** A thumbnail over its blurred preview, which stays when the picture cannot be had. */
function picture(card, lazy = true) {
  const box = el('span', { className: 'picture' });
  if (card.hash) box.append(previewCanvas(card.hash));
  const address = safeImage(card.thumb);
  if (address) {
    const image = el('img', { alt: '', decoding: 'async', referrerPolicy: 'no-referrer', loading: lazy ? 'lazy' : 'eager', draggable: false });
    image.onload = () => image.classList.add('here');
    image.onerror = () => image.remove();
    image.src = address;
    box.append(image);
  }
  return box;
}
