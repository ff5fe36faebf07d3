// Ties globe, sliders, answer and gallery together. One instance per mounted component.
const explorers = new WeakMap(); // root element → Explorer
const MIN_HEIGHT = 500, WIDE = 1080, ROOMY = 1180; // pixels

class Explorer {
  constructor(root) {
    this.root = root;
    this.stage = root.querySelector('.stage');
    this.show = { heat: true, cells: true, neighbours: true, modes: true, methods: true, truth: true };
    this.turn = 0; // of updates: a later one makes an earlier one stop
    this.controls = new Controls(root, {
      sigma: (t) => this.setPosition(t),
      send: (name, value) => this.send(name, value),
      method: (name) => this.chooseMethod(name),
      partition: (name) => this.choosePartition(name),
      layer: (name, shown) => this.showLayer(name, shown),
      zoom: (name) => this.pointing.zoom(name),
    });
    this.answer = new AnswerPanel(root, { fly: (place) => this.fly(place) });
    this.comparison = new Comparison(root, (name) => this.chooseMethod(name));
    this.legend = new Legend(root);
    this.gallery = new Gallery(root, {
      point: (card) => this.choose(card),
      fly: (card) => { this.choose(card); this.fly([card.lon, card.lat]); },
      why: (card, from) => { this.why.from = from; this.why.open({ row: card.row }); },
      hop: (card) => this.api.setTriggerValue('hop', { row: card.row, press: Date.now() }),
    });
    this.filter = new NeighbourFilter(root, () => { this.refilter(); this.draw(); });
    this.experience = new Experience(root, (place) => this.fly(place));
    this.why = new Why(root, (what) => this.api.setStateValue('why', what && { ...what, query: this.query }));
    this.pointing = new Pointing(this);
    root.querySelector('.share').onclick = () => shareLink(this);
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
        click: (...what) => this.pointing.clicked(...what),
        hover: (...what) => this.pointing.hover(...what),
        moved: (redraw) => { this.pointing.tip.hide(); if (redraw) this.draw(); },
      });
    } catch (error) {
      console.error('globe:', error);
      this.stage.classList.add('failed');
      this.stage.querySelector('.waiting span').dataset.text = 'globe_failed';
      fillWords(this.stage, this.words);
    }
  }
  /** Called with every change of data or theme. */
  async update(api) {
    const turn = ++this.turn;
    Object.assign(this, { api, data: api.data });
    this.words = wordsOf(api.data.texts, this.words);
    fillWords(this.root, this.words);
    if (api.data.heavy && this.root.dataset.state === 'empty') this.root.dataset.state = 'awaiting';
    this.ramps = Object.fromEntries(Object.entries(api.data.ramps).map(([name, text]) => [name, readRamp(text)]));
    for (const [name, table] of Object.entries(this.ramps)) this.root.style.setProperty(`--ramp-${name}`, rampCss(table));
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
    const { data } = this, isNew = heavy?.id !== this.heavyId || this.words !== this.drawnIn, empty = !heavy, another = data.query !== this.query;
    this.root.dataset.state = empty ? 'empty' : 'result';
    this.root.querySelector('[data-layer="truth"]').hidden = !data.truth;
    if (empty) {
      Object.assign(this, { strip: null, heavyId: undefined, cards: [], heat: null, partitions: [], cells: null, answers: [], chosen: null, query: '', sigma: undefined });
      this.pointing.forget();
      if (!this.idle) this.globe?.camera.spin(); // once: whoever has stopped it wants it still
      this.idle = true;
      this.forget();
      return this.draw();
    }
    this.idle = false;
    if (another) { // what was asked of the last photo, and of its neighbours, is not asked of this one
      if (!data.why) this.why.drop();
      this.filter.reset();
    }
    if (isNew) {
      const sigma = this.strip?.sigmaAt(this.t) ?? data.sigma_deg;
      Object.assign(this, { heavyId: heavy.id, drawnIn: this.words, heavyMethod: heavy.method, strip: new FilmStrip(heavy.strip, heavy.frames), chosen: null, heatAt: null });
      this.t = this.strip.positionOf(sigma);
      const strip = this.strip;
      strip.decode(this.t, () => this.strip === strip && !this.gone, () => { this.heatAt = null; this.draw(); })
        .catch((error) => console.error('strip:', error?.message ?? error));
      this.partitions = heavy.cells.map((one) => new Cells(one, this.ramps.cells, data.limits.cell_min));
      this.pointing.forget();
      this.cards = null;
      this.filter.fill(heavy.cards, this.words);
      this.answer.frame = null;
      this.answer.setPhoto(heavy.photo, this.words);
    }
    this.experience.show(data.experience, this.words);
    this.root.classList.toggle('placing', Boolean(data.placing));
    this.why.show(data.why, { photo: heavy.photo, cards: heavy.cards, partitions: this.partitions, words: this.words });
    this.gallery.root.classList.toggle('with-why', Boolean(data.explains));
    if (!this.wanted || this.wanted === heavy.method) { this.wanted = null; this.method = heavy.method; }
    this.controls.fill(data, this.strip, this.words);
    this.controls.setMethod(this.method, data.methods, this.words);
    if (!this.wanted) this.controls.arrived();
    this.hearSigma(data.sigma_deg);
    this.setPosition(this.t);
    this.choosePartition(this.partition ?? middle(this.partitions)?.name ?? '');
    if (another) {
      const first = this.query === undefined;
      this.query = data.query;
      this.root.querySelector('.panel').scrollTop = 0;
      const camera = this.globe?.camera, [lon, lat, nearer] = (first && data.view) || [...this.place, 0.14]; // a link says from where
      camera?.fly([lon, lat], camera.fit + nearer, first ? 0 : 1700);
    }
  }
  /** Forgotten is forgotten: nothing of the last photo stays in the page, not even hidden. */
  forget() {
    const { words } = this, said = this.stage.querySelector('.shared');
    Object.assign(this, { at: null, place: null, label: '', modes: [], wanted: null });
    this.gallery.forget(words);
    for (const part of [this.comparison, this.filter, this.experience, this.legend]) part.forget();
    this.why.drop();
    this.answer.forget(words);
    said.hidden = true;
    said.textContent = '';
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
  /** The answer moves at once; its heat and words follow when Python has them. */
  chooseMethod(name) {
    if (name === this.method) return;
    Object.assign(this, { method: name, wanted: name });
    this.controls.setMethod(name, this.data.methods, this.words);
    this.controls.send('method', name);
    if (name === this.heavyMethod) this.controls.arrived(); // gone back to what is still here
    this.setPosition(this.t);
    if (this.globe && !this.globe.camera.sees(this.place)) this.globe.camera.fly(this.place);
  }
  /** Empty for none: that hides the cells, as their switch does. */
  choosePartition(name) {
    this.cells = this.partitions.find((p) => p.name === name) ?? null;
    if (this.partitions.length) this.partition = this.cells ? name : '';
    this.show.cells = Boolean(this.cells);
    this.lastPartition = this.cells ? name : this.lastPartition;
    this.controls.setPartition(this.partitions, this.cells ? name : '', this.words);
    this.legend.showCells(this.cells, this.words);
    this.pointing.forget();
    this.draw();
  }
  showLayer(name, shown) {
    this.show[name] = shown;
    if (name === 'cells') return this.choosePartition(shown ? this.lastPartition ?? middle(this.partitions)?.name : '');
    this.legend.showHeat(this.show.heat, this.at.frame.peak, this.words);
    this.draw();
  }
  /** σ has moved: everything that depends on it follows, without Python. */
  setPosition(t) {
    this.t = t;
    const { frame, at } = this.strip.answer(t), { words, data } = this;
    this.answers = this.strip.answers(t, data.methods.map((m) => m.name));
    const own = this.answers.find((a) => a.name === this.method), ahead = own && this.method !== this.heavyMethod;
    this.at = { frame, at: ahead ? own.at : at, within: ahead ? own.within : frame.within };
    this.place = this.at.at;
    this.label = ahead ? own.place : frame.label;
    this.modes = frame.modes.filter((mode) => kmBetween([mode.lon, mode.lat], this.place) > 1);
    this.controls.showSigma(t, words);
    this.ahead = Boolean(ahead);
    this.root.querySelector('.answer').toggleAttribute('aria-busy', this.ahead);
    this.answer.show(this.at, this.modes, data.truth, words);
    this.comparison.show(this.answers, this.method, data.truth, words);
    this.legend.showHeat(this.show.heat, frame.peak, words);
    this.refilter();
    this.gallery.showKm(this.place);
    this.waiting ??= requestAnimationFrame(() => { this.waiting = null; this.draw(); });
  }
  /** The neighbours that pass the filter; their cards are made anew only when these are others. */
  refilter() {
    const cards = this.filter.pick(this.place);
    if (this.cards?.length === cards.length && cards.every((c, i) => c === this.cards[i])) return;
    this.cards = cards;
    this.gallery.fill(cards, this.words, this.data.methods.find((m) => m.name === this.heavyMethod)?.by_neighbours ?? true, this.filter.cards.length);
  }
  draw() {
    if (!this.globe || this.gone || !this.data) return;
    const { strip, t, data, globe, words, show } = this;
    if (strip && this.heatAt !== t) { this.heat = strip.picture(t, this.ramps.heat); this.heatAt = t; }
    this.globe.draw({
      base: data.base, lines: data.lines, show, truth: strip ? data.truth : null, answer: strip ? this.place : null,
      heat: strip ? this.heat : null, fading: this.ahead, cells: this.cells, pointed: this.pointing.cell, cards: strip ? this.cards : [], modes: strip ? this.modes : [], chosen: this.chosen,
    });
    if (!strip) return unpin(globe);
    pinMethods(globe, this.answers, this.method, show.methods, words);
    pinAnswer(globe, this.place, { label: this.label, name: this.method, index: data.methods.findIndex((m) => m.name === this.method), unsure: this.at.frame.unsure }, words);
    pinTruth(globe, show.truth ? data.truth : null, words);
  }
  choose(card) {
    this.chosen = card;
    this.gallery.mark(card?.row ?? null, false);
    this.draw();
  }
  fly(place) { const camera = this.globe?.camera; camera?.fly(place, Math.max(camera.zoom, camera.fit + 0.8)); }
  readTheme() { this.root.dataset.theme = isDark(this.root) ? 'dark' : 'light'; }
  destroy() {
    this.gone = true;
    this.watch.disconnect();
    clearTimeout(this.controls.patience);
    this.globe?.destroy();
  }
}

/** Neither the few cells that say little nor the many that hold two photos each. */
const middle = (all) => all[Math.floor(all.length / 2)];

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
