// The page's globe. The words stand in the page already; this draws the globe beside them and keeps both in step.
// (page_files.py joins this file behind those of the app's globe: a name is written once among all of them.)
const DOT = '#7dd3fc', TRUE_PLACE = '#4ade80';
const WHOLE = 0.14, NEAR = 0.5; // zoom steps beyond the globe's fit: at first, and when flown to a place

/** deck.gl, unpacked from the page and run; the page's policy knows its hash. */
async function unpackDeck() {
  const packed = Uint8Array.from(atob(document.getElementById('bundle').textContent), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  const script = el('script', { textContent: await new Response(stream).text() });
  document.head.append(script);
  return globalThis.createDeck;
}

/** The pixels of a picture of the page, or null. */
function pixelsOf(image) {
  if (!image) return null;
  const canvas = el('canvas', { width: image.naturalWidth, height: image.naturalHeight }), context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

class Viewer {
  constructor(data) {
    this.results = data.results;
    this.stage = document.querySelector('.stage');
    this.canvas = this.stage.querySelector('.canvas');
    this.tip = new Tooltip(this.stage.querySelector('.sky'));
    this.show = { heat: true, dots: true };
    this.listen();
    if (this.results.length) this.choose(this.results[0].number);
  }
  async mount() {
    const images = ['base', 'lines'].map((id) => document.getElementById(id));
    await Promise.all(images.map((image) => image.decode()));
    [this.base, this.lines] = images;
    if (!el('canvas').getContext('webgl2')) throw new Error('this browser offers no WebGL 2'); // deck.gl says so too late
    const createDeck = await unpackDeck();
    this.globe = new Globe(this.stage, createDeck, {
      click: (hit) => this.clicked(hit),
      hover: (hit, x, y) => this.hover(hit, x, y),
      moved: (redraw) => { this.tip.hide(); if (redraw) this.draw(); },
    });
    this.pin();
    if (this.chosen) await this.readHeat();
    this.reset(0);
    this.draw();
  }
  listen() {
    const on = (selector, act) => document.querySelectorAll(selector).forEach((node) => node.addEventListener('click', () => act(node)));
    on('[data-zoom]', (button) => this.zoom(button.dataset.zoom));
    on('[data-fly]', (button) => this.fly(button.dataset.fly.split(',').map(Number)));
    on('[data-dot]', (button) => this.flyToDot(Number(button.dataset.dot)));
    on('[data-choose]', (button) => { this.choose(Number(button.dataset.choose)); this.reset(); });
    on('[data-show]', (button) => this.toggle(button));
    this.canvas.addEventListener('keydown', (event) => this.key(event));
    this.stage.addEventListener('pointerleave', () => this.tip.hide());
  }
  choose(number) {
    this.chosen = this.results.find((one) => one.number === number);
    this.marked = null;
    document.querySelectorAll('[data-result]').forEach((node) => node.classList.toggle('on', Number(node.dataset.result) === number));
    document.querySelectorAll('[data-choose]').forEach((node) => node.setAttribute('aria-current', String(Number(node.dataset.choose) === number)));
    this.heat = null;
    if (!this.globe) return;
    this.pin();
    this.readHeat().then(() => this.draw());
  }
  async readHeat() {
    const wanted = this.chosen, image = document.querySelector(`img.heat[data-result="${wanted.number}"]`);
    await image?.decode();
    if (wanted === this.chosen) this.heat = pixelsOf(image);
  }
  draw() {
    if (!this.globe) return;
    const { chosen, show } = this, dots = [], arcs = [];
    if (show.dots) dots.push(...(chosen?.dots ?? []).map((dot, index) => ({ ...dot, index, colour: index === this.marked ? '#ffffff' : DOT })));
    if (chosen?.truth) {
      const [lon, lat] = chosen.truth;
      dots.push({ lon, lat, radius: 8, colour: TRUE_PLACE, title: this.stage.dataset.truth, detail: '' });
      arcs.push({ from: [chosen.lon, chosen.lat], to: chosen.truth, colour: TRUE_PLACE });
    }
    this.globe.draw({ base: this.base, lines: this.lines, heat: show.heat ? this.heat : null, dots, arcs });
  }
  pin() {
    for (const one of this.results) {
      const node = this.globe.pin(`answer-${one.number}`, [one.lon, one.lat], () => this.buildPin(one));
      node.className = `pin pin-answer ${one.unsure ? 'unsure' : ''} ${one === this.chosen ? '' : 'other'}`;
    }
    this.globe.pin('truth', this.chosen?.truth ?? null, () => el('div', { className: 'pin pin-truth' }, el('span', { textContent: this.stage.dataset.truth })));
  }
  buildPin(one) {
    const sign = el('i', { className: 'sign', textContent: this.results.length > 1 ? one.number : '' });
    sign.addEventListener('click', () => { this.choose(one.number); this.fly([one.lon, one.lat]); });
    return el('div', {}, sign, el('span', { textContent: one.label }));
  }
  hover(hit, x, y) {
    if (hit?.layer !== 'dots') return this.tip.hide();
    const { title, detail } = hit.object;
    this.tip.show(hit.object, () => [el('strong', { textContent: title }), el('small', { textContent: detail })], x, y);
  }
  clicked(hit) { if (hit?.object.index !== undefined) this.mark(hit.object.index, true); }
  /** A neighbour's dot and its row in the table, marked together. */
  mark(index, scroll) {
    this.marked = index;
    this.draw();
    document.querySelectorAll('tr.chosen').forEach((row) => row.classList.remove('chosen'));
    const row = document.getElementById(`neighbour-${this.chosen.number}-${index}`);
    row?.classList.add('chosen');
    if (scroll) row?.scrollIntoView({ block: 'center', behavior: calm() ? 'auto' : 'smooth' });
  }
  flyToDot(index) {
    const { lon, lat } = this.chosen.dots[index];
    this.mark(index, false);
    this.stage.scrollIntoView({ block: 'nearest', behavior: calm() ? 'auto' : 'smooth' });
    this.fly([lon, lat]);
  }
  fly(place, ms) {
    const camera = this.globe?.camera;
    camera?.fly(place, Math.max(camera.zoom, camera.fit + NEAR), ms);
  }
  reset(ms = 1500) {
    const camera = this.globe?.camera;
    if (camera && this.chosen) camera.fly([this.chosen.lon, this.chosen.lat], camera.fit + WHOLE, ms);
  }
  zoom(name) {
    const camera = this.globe?.camera;
    if (name === 'reset') this.reset(900);
    else camera?.fly(camera.at, camera.zoom + (name === 'in' ? 0.7 : -0.7), 260);
  }
  toggle(button) {
    const name = button.dataset.show;
    this.show[name] = !this.show[name];
    button.setAttribute('aria-pressed', String(this.show[name]));
    this.draw();
  }
  key(event) {
    if (!this.globe || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '0' || event.key === 'Home') this.reset(900);
    else if (event.key === 'Escape') this.tip.hide();
    else if (!this.globe.camera.key(event.key)) return;
    event.preventDefault();
  }
}

/** Dark or light as the reader's system is, until the button is pressed. */
function watchTheme(button) {
  const page = document.documentElement, dark = matchMedia('(prefers-color-scheme: dark)');
  const set = (name) => { page.dataset.theme = name; };
  set(dark.matches ? 'dark' : 'light');
  const follow = (event) => set(event.matches ? 'dark' : 'light');
  dark.addEventListener('change', follow);
  button.hidden = false;
  button.addEventListener('click', () => {
    dark.removeEventListener('change', follow);
    set(page.dataset.theme === 'dark' ? 'light' : 'dark');
  });
}

document.documentElement.classList.add('scripted');
watchTheme(document.querySelector('.theme'));
globalThis.__geoViewer = new Viewer(JSON.parse(document.getElementById('data').textContent)); // for tests: a globe has no elements
globalThis.__geoViewer.mount().catch((error) => {
  console.error('globe:', error);
  document.querySelector('.stage').classList.add('failed');
});
