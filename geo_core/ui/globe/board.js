// A board: the globe with pins, dots and arcs of a page's own, for guessing, batches, lessons and evaluations.
// One instance per mounted component.
const boards = new WeakMap(); // root element → Board
const CLOSEST = 3.2; // zoom steps beyond the whole globe

class BoardGlobe extends Globe {
  placeOverlays() { super.placeOverlays(); this.on.placed(); }
}

class Board {
  constructor(root) {
    this.root = root;
    this.stage = root.querySelector('.stage');
    this.tip = new Tooltip(this.stage.querySelector('.sky'));
    this.stage.querySelector('.canvas').addEventListener('keydown', (event) => this.key(event));
    this.stage.addEventListener('pointerleave', (event) => { if (event.pointerType !== 'touch') this.tip.hide(); });
    for (const button of root.querySelectorAll('[data-zoom]')) button.addEventListener('click', () => this.zoom(button.dataset.zoom));
  }
  async mountGlobe(bundle) {
    this.globe = null;
    try {
      const createDeck = await loadDeck(bundle);
      if (this.gone) return;
      this.globe = new BoardGlobe(this.stage, createDeck, {
        click: (hit, place) => this.clicked(hit, place),
        hover: (hit, x, y) => this.hover(hit, x, y),
        placed: () => this.untangle(),
        moved: (redraw) => { this.tip.hide(); if (redraw) this.draw(); },
      });
    } catch (error) {
      console.error('board:', error);
      this.stage.classList.add('failed');
      this.stage.querySelector('.waiting span').dataset.text = 'globe_failed';
      fillWords(this.stage, this.words);
    }
  }
  /** Called with every change of data or theme. */
  async update(api) {
    Object.assign(this, { api, data: api.data });
    this.words = wordsOf(api.data.texts, this.words);
    fillWords(this.root, this.words);
    this.stage.setAttribute('aria-label', this.data.label);
    this.stage.querySelector('.canvas').setAttribute('aria-label', this.data.label);
    this.root.style.setProperty('--height', this.data.height);
    this.root.classList.toggle('picking', Boolean(this.data.picking));
    this.readTheme();
    this.mounting ??= this.mountGlobe(api.data.bundle);
    await this.mounting;
    if (!this.globe || this.gone) return;
    this.readHeat();
    if (this.data.turn !== this.turn) { this.turn = this.data.turn; this.picked = null; }
    // Python has heard of the click: its pin stands from now on.
    if (this.data.pins.some((pin) => pin.id === this.data.picking?.id)) this.picked = null;
    this.draw();
    this.pin();
    if (this.data.fly && this.data.fly.id !== this.flown) this.flyTo(this.data.fly);
  }
  readHeat() {
    const { heat, ramps } = this.data, key = heat ? heat.id : null;
    if (key === this.heatKey) return;
    Object.assign(this, { heatKey: key });
    if (!heat) { this.heat = null; return; }
    const strip = new FilmStrip({ width: heat.width, height: heat.height, sigma_deg: [1], frames: [heat.frame] }, [{}]);
    strip.decode(0, () => this.heatKey === key && !this.gone, () => { this.heat = strip.picture(0, readRamp(ramps.heat)); this.draw(); })
      .catch((error) => console.error('board heat:', error?.message ?? error));
  }
  draw() {
    if (!this.globe || this.gone) return;
    const { base, lines, dots, arcs } = this.data;
    this.globe.draw({ base, lines, dots, arcs, heat: this.heat ?? null });
  }
  /** Labelled marks; those that are gone are taken away, `picked` stands before Python has heard of it. */
  pin() {
    const { pins, picking } = this.data, { globe } = this;
    const all = this.picked && picking ? [...pins.filter((p) => p.id !== picking.id), { ...picking, lon: this.picked[0], lat: this.picked[1] }] : pins;
    const wanted = new Set(all.map((p) => p.id));
    for (const name of [...globe.pins.keys()]) if (!wanted.has(name)) globe.pin(name, null);
    for (const one of all) {
      const node = globe.pin(one.id, [one.lon, one.lat], () => el('div', { className: 'pin pin-board' }, el('i', { className: 'sign' }), el('span', {})));
      node.style.setProperty('--c', one.colour);
      node.mark = one;
      setText(node.querySelector('.sign'), one.sign);
      if (node.querySelector('span').textContent !== one.label) node.size = null; // to be measured anew
      setText(node.querySelector('span'), one.label);
      node.querySelector('span').hidden = !one.label;
    }
    if (this.stage.classList.contains('drawn')) globe.placeOverlays(); // before that there is no view to project by
  }
  /** After every drawing: labels of pins that have come near each other make room. */
  untangle() {
    const viewport = this.globe?.deck.getViewports?.()[0];
    if (!viewport) return;
    const shown = [...this.globe.pins.values()].filter(({ node }) => node.mark && !node.hidden);
    const marks = shown.map(({ node, place }) => {
      const span = node.querySelector('span'), [x, y] = viewport.project([...place, this.globe.lift()]);
      if (!node.size?.[0]) node.size = [span.offsetWidth, span.offsetHeight];
      return { x, y, w: span.hidden ? 0 : node.size[0], h: node.size[1], below: node.mark.below };
    });
    labelSides(marks).forEach((side, i) => {
      shown[i].node.classList.toggle('below', side === 'below');
      shown[i].node.classList.toggle('mute', side === null);
    });
  }
  flyTo({ id, places, whole }) {
    this.flown = id;
    if (!places.length) return this.globe.camera.spin();
    if (whole) return this.globe.camera.fly(places[0], this.globe.camera.fit, 900);
    const sum = places.map(toVector).reduce((a, b) => a.map((v, i) => v + b[i])), centre = Math.hypot(...sum) > 1e-6 ? toPlace(sum) : places[0];
    const spread = Math.max(...places.map((p) => angleBetween(centre, p))), { camera } = this.globe;
    const nearer = Math.min(CLOSEST, Math.log2(1 / Math.max(0.03, Math.sin(Math.min(Math.PI / 2, spread * 1.6)))));
    camera.fly(centre, camera.fit + (places.length > 1 ? nearer : 0.5), 1700);
  }
  hover(hit, x, y) {
    if (hit?.layer !== 'dots') return this.tip.hide();
    const { title, detail } = hit.object;
    this.tip.show(hit.object, () => [el('strong', { textContent: title }), el('span', { textContent: detail })], x, y);
  }
  clicked(hit, place) {
    const press = Date.now();
    this.tip.hide();
    if (hit) return this.api.setTriggerValue('choose', { id: hit.object.id, press });
    if (!this.data.picking) return;
    this.picked = place;
    this.pin();
    this.api.setTriggerValue('pick', { lon: place[0], lat: place[1], press, turn: this.data.turn });
  }
  zoom(name) {
    const camera = this.globe?.camera;
    if (!camera) return;
    if (name === 'reset') { if (this.data.fly?.places.length) this.flyTo(this.data.fly); else camera.fly(camera.at, camera.fit, 900); return; }
    camera.fly(camera.at, camera.zoom + (name === 'in' ? 0.7 : -0.7), 260);
  }
  key(event) {
    if (!this.globe || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '0' || event.key === 'Home') this.zoom('reset');
    else if (event.key === 'Enter') this.clicked(null, this.globe.camera.at);
    else if (event.key === 'Escape') this.tip.hide();
    else if (!this.globe.camera.key(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }
  readTheme() { this.root.dataset.theme = isDark(this.root) ? 'dark' : 'light'; }
  destroy() { this.gone = true; this.globe?.destroy(); }
}

export default function mount(api) {
  const root = api.parentElement.querySelector('.explorer');
  let board = boards.get(root);
  if (!board) {
    board = new Board(root);
    boards.set(root, board);
    (globalThis.__geoBoards ??= new Set()).add(board); // for tests: what is drawn has no elements
  }
  board.update(api);
  return () => { boards.delete(root); globalThis.__geoBoards.delete(board); board.destroy(); };
}
