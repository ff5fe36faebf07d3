// deck.gl's globe in a box: loading, camera, picking, labels pinned to places. It knows nothing of photos.

const CLICK_MS = 700, CLICK_PX = 6; // a press longer or a way further is a drag
const PICK_PX = 5; // dots are small, fingers are not

/** The bundle out of the pydeck wheel, loaded once a page. */
function loadDeck(address) {
  globalThis.__geoDeck ??= import(new URL(address, document.baseURI).href).then(() => globalThis.createDeck);
  return globalThis.__geoDeck;
}

class Globe {
  /** `on`: { click(hit, place, x, y), hover(hit, x, y), moved(redraw) } */
  constructor(stage, createDeck, on) {
    this.stage = stage;
    this.box = stage.querySelector('.canvas');
    this.halo = stage.querySelector('.halo');
    this.on = on;
    this.pins = new Map(); // name → { node, place }
    this.camera = new Camera(this.box, (viewState) => this.deck.setProps({ initialViewState: viewState }));
    this.deck = createDeck({
      container: this.box, tooltip: false,
      jsonInput: {
        views: [{ '@@type': '_GlobeView', id: 'globe', controller: { keyboard: false, inertia: 300 }, resolution: 3 }],
        initialViewState: this.camera.viewState(),
        layers: LAYER_KINDS.map((kind) => ({ '@@type': kind, id: kind, data: [] })),
      },
    });
    // The bundle exports no classes: take them from the instances that it has just built.
    this.L = Object.fromEntries(this.deck.props.layers.map((layer) => [layer.id, layer.constructor]));
    this.deck.setProps({
      layers: [], pickingRadius: PICK_PX,
      onHover: (info) => on.hover(this.hit(info), info.x, info.y),
      onViewStateChange: ({ viewState }) => { this.camera.follow(viewState); on.moved(); },
      onAfterRender: () => this.placeOverlays(),
      getCursor: ({ isDragging, isHovering }) => (isDragging ? 'grabbing' : isHovering ? 'pointer' : 'grab'),
      onError: (error) => console.error('globe:', error?.message ?? error),
    });
    this.listenForClicks();
    this.watch = new ResizeObserver(() => this.camera.resized());
    this.watch.observe(this.box);
  }
  draw(moment) {
    this.moment = moment;
    this.drawnAs = this.look();
    const seen = (place) => this.camera.sees(place);
    this.deck.setProps({ layers: buildLayers(this.L, { ...moment, seen, lift: this.lift() }) });
  }
  /** What of the drawing depends on the camera. */
  look() { return `${this.lift()} ${seenKey(this.moment, (place) => this.camera.sees(place))}`; }
  /** Height of the markers, metres: less, the nearer one looks, or they would slide off their places. */
  lift() { return 60000 * 2 ** -Math.max(0, Math.round((this.camera.zoom - this.camera.fit) * 2) / 2); }
  /** The place under a point of the box, or null outside the disc. */
  placeUnder(x, y) {
    const viewport = this.deck.getViewports()[0], place = viewport?.unproject([x, y]);
    if (!place?.every(Number.isFinite)) return null;
    const [backX, backY] = viewport.project(place.slice(0, 2));
    return Math.hypot(backX - x, backY - y) < 2 ? [((place[0] + 540) % 360) - 180, place[1]] : null;
  }
  /** Clicks by the events' own times: deck.gl counts handling times, and loses clicks where drawing is slow. */
  listenForClicks() {
    let pressed = null;
    this.box.addEventListener('pointerdown', (event) => { pressed = event.isPrimary && !event.button ? event : null; }, { capture: true });
    this.box.addEventListener('pointercancel', () => { pressed = null; }, { capture: true });
    this.box.addEventListener('pointerup', (event) => {
      const [from, box] = [pressed, this.box.getBoundingClientRect()];
      pressed = null;
      if (!from || event.timeStamp - from.timeStamp > CLICK_MS || Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > CLICK_PX) return;
      this.clicked(event.clientX - box.left, event.clientY - box.top);
    }, { capture: true });
  }
  clicked(x, y) {
    const hit = this.hit(this.deck.pickObject({ x, y, radius: PICK_PX })), place = this.placeUnder(x, y);
    if (place || hit) this.on.click(hit, place ?? [hit.object.lon, hit.object.lat], x, y);
  }
  /** What deck.gl has found, unless it found it through the Earth. */
  hit(info) {
    const { object } = info ?? {};
    return object && this.camera.sees([object.lon, object.lat]) ? { layer: info.layer.id, object } : null;
  }
  /** Elements of the page at a place; `build` makes the first ones, null for a place takes them away. */
  pin(name, place, build) {
    let pin = this.pins.get(name);
    if (!place) { pin?.node.remove(); this.pins.delete(name); return null; }
    if (!pin) {
      pin = { node: build() };
      this.stage.querySelector('.pins').append(pin.node);
      this.pins.set(name, pin);
    }
    pin.place = place;
    return pin.node;
  }
  placeOverlays() {
    const viewport = this.deck.getViewports?.()[0];
    if (!viewport) return;
    for (const { node, place } of this.pins.values()) {
      node.hidden = !this.camera.sees(place);
      if (node.hidden) continue;
      const [x, y] = viewport.project([...place, this.lift()]);
      node.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
    }
    const radius = Math.min(4000, this.camera.discRadius());
    this.halo.style.setProperty('--r', `${radius.toFixed(1)}px`);
    this.stage.classList.add('drawn');
    if (this.moment && this.drawnAs !== this.look()) { this.drawnAs = this.look(); this.on.moved(true); }
  }
  destroy() {
    this.camera.stop();
    this.watch.disconnect();
    const gl = this.deck.device?.gl;
    this.deck.finalize();
    gl?.getExtension('WEBGL_lose_context')?.loseContext();
  }
}
