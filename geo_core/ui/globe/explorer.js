// Ties globe, sliders, answer and gallery together. One instance per mounted component.
const explorers = new WeakMap(); // root element → Explorer
const MIN_HEIGHT = 420, WIDE = 820, ROOMY = 1180; // pixels

class Explorer {
  constructor(root) {
    this.root = root;
    this.stage = root.querySelector('.stage');
    this.show = { heat: true, neighbours: true, modes: true, truth: true };
    this.turn = 0; // of updates: a later one makes an earlier one stop
    this.tip = new Tooltip(this.stage);
    this.controls = new Controls(root, {
      sigma: (t) => this.setPosition(t),
      send: (name, value) => this.send(name, value),
      layer: (name, shown) => { this.show[name] = shown; this.draw(); },
      zoom: (name) => this.zoom(name),
    });
    this.answer = new AnswerPanel(root, { fly: (place) => this.fly(place) });
    this.gallery = new Gallery(root, {
      point: (card) => this.choose(card),
      fly: (card) => { this.choose(card); this.fly([card.lon, card.lat]); },
      hop: (card) => this.api.setTriggerValue('hop', { row: card.row, press: Date.now() }),
    });
    this.stage.querySelector('.canvas').addEventListener('keydown', (event) => this.key(event));
    this.stage.addEventListener('pointerleave', () => this.pointAt(null));
    this.watch = new ResizeObserver(() => this.fitHeight());
    const main = root.getRootNode().host?.closest('[data-testid="stMain"]') ?? document.documentElement;
    this.main = main;
    this.watch.observe(main);
    if (main.firstElementChild) this.watch.observe(main.firstElementChild);
  }
  /** Fill what the page leaves of the window, so that only one thing scrolls. */
  fitHeight() {
    const { main, root } = this, top = root.getBoundingClientRect().top - main.getBoundingClientRect().top + main.scrollTop;
    const set = (height) => root.style.setProperty('--room', `${Math.round(Math.max(MIN_HEIGHT, height))}px`);
    root.classList.toggle('wide', root.clientWidth >= WIDE);
    root.classList.toggle('roomy', root.clientWidth >= ROOMY);
    const view = main.clientHeight, room = view - top - 16;
    set(room >= view * 0.5 ? room : view - 32);
    const over = main.scrollHeight - view; // what the page keeps below
    if (room >= view * 0.5 && over > 0 && over < 200) set(room - over);
  }
  async mountGlobe(bundle) {
    this.globe = null;
    try {
      const createDeck = await loadDeck(bundle);
      if (this.gone) return;
      this.globe = new Globe(this.stage, createDeck, {
        click: (hit, place) => this.clicked(hit, place),
        hover: (hit, x, y) => this.pointAt(hit, x, y),
        moved: (redraw) => { this.tip.hide(); if (redraw) this.draw(); },
      });
    } catch (error) {
      console.error('globe:', error);
      this.stage.classList.add('failed');
      this.stage.querySelector('.waiting span').textContent = this.words.get('globe_failed');
    }
  }
  /** Called with every change of data or theme. */
  async update(api) {
    const turn = ++this.turn;
    Object.assign(this, { api, data: api.data });
    this.words = new Words(api.data.texts);
    fillWords(this.root, this.words);
    if (api.data.heavy && this.root.dataset.state === 'empty') this.root.dataset.state = 'awaiting';
    this.table = new Uint32Array(Uint8Array.from(atob(api.data.table), (c) => c.charCodeAt(0)).buffer);
    this.root.style.setProperty('--ramp', rampCss(this.table));
    this.readTheme();
    this.fitHeight();
    this.mounting ??= this.mountGlobe(api.data.bundle);
    await this.mounting;
    if (turn !== this.turn || this.gone) return;
    const heavy = await heavyPart(api.data.store, api.data.heavy, () => turn === this.turn && !this.gone);
    if (turn !== this.turn || this.gone) return;
    this.take(heavy);
  }
  take(heavy) {
    const { data } = this, isNew = heavy?.id !== this.heavyId, empty = !heavy;
    this.root.dataset.state = empty ? 'empty' : 'result';
    this.root.querySelector('[data-layer="truth"]').hidden = !data.truth;
    if (empty) {
      Object.assign(this, { strip: null, heavyId: undefined, cards: [], heat: null, chosen: null, query: '', sigma: undefined });
      if (!this.idle) this.globe?.camera.spin(); // once: whoever has stopped it wants it still
      this.idle = true;
      // Forgotten is forgotten: nothing of the last photo stays in the page, not even hidden.
      this.gallery.fill([], this.words);
      this.answer.setPhoto('', this.words);
      return this.draw();
    }
    this.idle = false;
    if (isNew) {
      const sigma = this.strip?.sigmaAt(this.t) ?? data.sigma_deg;
      Object.assign(this, { heavyId: heavy.id, cards: heavy.cards, strip: new FilmStrip(heavy.strip, heavy.frames), chosen: null, heatAt: null });
      this.t = this.strip.positionOf(sigma);
      const strip = this.strip;
      strip.decode(this.t, () => this.strip === strip && !this.gone, () => { this.heatAt = null; this.draw(); })
        .catch((error) => console.error('strip:', error?.message ?? error));
      this.gallery.fill(heavy.cards, this.words);
      this.answer.frame = null;
      this.answer.setPhoto(heavy.photo, this.words);
    }
    this.controls.fill(data, this.strip, this.words);
    this.controls.arrived();
    this.hearSigma(data.sigma_deg);
    this.setPosition(this.t);
    if (data.query !== this.query) {
      const first = this.query === undefined;
      this.query = data.query;
      this.root.querySelector('.panel').scrollTop = 0;
      this.globe?.camera.fly(this.at.at, this.globe.camera.fit + 0.14, first ? 0 : 1700);
    }
  }
  send(name, value) {
    if (name === 'sigma') (this.sent ??= []).push(value);
    this.api.setStateValue(name, value);
  }
  /** Python's σ counts when it is news, not the echo of what was sent from here a moment ago. */
  hearSigma(sigma) {
    const echo = (this.sent ?? []).lastIndexOf(sigma), news = sigma !== this.sigma && echo < 0;
    if (echo >= 0) this.sent.splice(0, echo + 1);
    this.sigma = sigma;
    if (news && !this.controls.held) this.t = this.strip.positionOf(sigma);
  }
  /** σ has moved: everything that depends on it follows, without Python. */
  setPosition(t) {
    this.t = t;
    this.at = this.strip.answer(t);
    const place = this.at.at;
    this.modes = this.at.frame.modes.filter((mode) => kmBetween([mode.lon, mode.lat], place) > 1);
    this.controls.showSigma(t, this.words);
    this.answer.show(this.at, this.modes, this.data.truth, this.words);
    this.gallery.showKm(place);
    this.waiting ??= requestAnimationFrame(() => { this.waiting = null; this.draw(); });
  }
  draw() {
    if (!this.globe || this.gone || !this.data) return;
    const { strip, t, at, data } = this;
    if (strip && this.heatAt !== t) { this.heat = strip.picture(t, this.table); this.heatAt = t; }
    this.globe.draw({
      base: data.base, lines: data.lines, show: this.show, accent: this.accent, truth: strip ? data.truth : null,
      heat: strip ? this.heat : null, cards: strip ? this.cards : [], modes: strip ? this.modes : [], chosen: this.chosen,
      answer: strip ? at.at : null, unsure: at?.frame.unsure,
    });
    this.globe.pin('answer', strip ? at.at : null, at?.frame.label ?? '', at?.frame.unsure ? 'unsure' : '');
    this.globe.pin('truth', strip && this.show.truth ? data.truth : null, this.words.get('truth_label'));
  }
  // ---- pointing ----
  choose(card) {
    this.chosen = card;
    this.gallery.mark(card?.row ?? null, false);
    this.draw();
  }
  pointAt(hit, x = 0, y = 0) {
    const card = hit?.layer === 'neighbours' ? hit.object : null;
    if ((card?.row ?? null) !== (this.pointed ?? null)) {
      this.pointed = card?.row ?? null;
      this.chosen = card;
      this.gallery.mark(this.pointed, true);
      this.draw();
    }
    if (card) this.tip.show(card.row, () => cardTip(card, kmBetween([card.lon, card.lat], this.at.at), this.words), x, y);
    else if (hit?.layer === 'modes') this.tip.show(hit.object, () => modeTip(hit.object, this.words), x, y);
    else this.tip.hide();
  }
  clicked(hit, place) {
    if (hit?.layer === 'neighbours') this.gallery.mark(hit.object.row, true, true);
    if (hit?.layer === 'modes') this.fly([hit.object.lon, hit.object.lat]);
    this.api.setTriggerValue('click', { layer: hit?.layer ?? null, id: hit?.object.row ?? null, lon: place[0], lat: place[1] });
  }
  fly(place) { const camera = this.globe?.camera; camera?.fly(place, Math.max(camera.zoom, camera.fit + 0.8)); }
  zoom(name) {
    const camera = this.globe?.camera;
    if (!camera) return;
    if (name === 'reset') camera.fly(this.strip ? this.at.at : camera.at, camera.fit, 900);
    else camera.fly(camera.at, camera.zoom + (name === 'in' ? 0.7 : -0.7), 260);
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
  readTheme() {
    const style = getComputedStyle(this.root), rgb = (name, otherwise) => {
      const probe = document.createElement('canvas').getContext('2d');
      probe.fillStyle = otherwise;
      probe.fillStyle = style.getPropertyValue(name).trim() || otherwise;
      const hex = /^#(..)(..)(..)$/.exec(probe.fillStyle);
      return hex ? hex.slice(1).map((h) => parseInt(h, 16)) : [255, 255, 255];
    };
    const [r, g, b] = rgb('--st-background-color', '#ffffff');
    this.root.dataset.theme = 0.299 * r + 0.587 * g + 0.114 * b < 128 ? 'dark' : 'light';
    this.accent = rgb('--st-primary-color', '#e11d48');
  }
  destroy() {
    this.gone = true;
    this.watch.disconnect();
    clearTimeout(this.controls.patience);
    this.globe?.destroy();
  }
}

/** The colour table as a gradient for the legend. */
function rampCss(table) {
  const stops = Array.from({ length: 17 }, (_, i) => { const c = table[Math.round((i * (table.length - 1)) / 16)]; return `rgb(${c & 255} ${(c >> 8) & 255} ${(c >> 16) & 255} / ${((c >>> 24) / 255).toFixed(2)})`; });
  return `linear-gradient(90deg, ${stops.join(', ')}), #24365c`;
}

/** The part that a second component has left for us, once it is there; null where none is awaited. */
function heavyPart(store, id, isWanted) {
  if (!id) return Promise.resolve(null);
  return new Promise((resolve) => {
    const look = () => {
      const found = globalThis.__geoHeavy?.get(store);
      if (found?.id !== id && isWanted()) return;
      removeEventListener('geo-heavy', look);
      resolve(found?.id === id ? found : null);
    };
    addEventListener('geo-heavy', look);
    look();
  });
}

export default function mount(api) {
  const root = api.parentElement.querySelector('.explorer');
  let explorer = explorers.get(root);
  if (!explorer) {
    explorer = new Explorer(root);
    explorers.set(root, explorer);
    (globalThis.__geoExplorers ??= new Set()).add(explorer); // for tests: what is drawn has no elements
  }
  explorer.update(api);
  return () => { explorers.delete(root); globalThis.__geoExplorers.delete(explorer); explorer.destroy(); };
}
