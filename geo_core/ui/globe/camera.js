// Where the globe is looked at from: flights, idle turning, keys. Zoom is counted as at the equator,
// so that the globe keeps its size on the way to a pole.
const ALTITUDE = 1.5; // the camera's distance from the nearest ground, in heights of the canvas (deck.gl's default)
const MAX_ZOOM_IN = 6.5; // beyond it the texture is a blur
const SHARE = 0.86; // of the shorter side that the whole globe takes
const SPIN_DEG_PER_S = 3;
const ease = (t) => (t < 0.5 ? 4 * t ** 3 : 1 - (2 - 2 * t) ** 3 / 2);
const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

class Camera {
  constructor(box, apply) {
    this.box = box;
    this.apply = apply; // (view state) → to deck.gl
    this.fit = this.fitZoom();
    this.at = [8, 24];
    this.zoom = this.fit;
    this.frame = 0;
    this.spinning = false;
    // Any touch takes the globe over.
    for (const name of ['pointerdown', 'wheel', 'keydown']) box.addEventListener(name, () => this.stop(), { passive: true, capture: true });
  }
  fitZoom() {
    const disc = Math.max(30, (SHARE / 2) * Math.min(this.box.clientWidth, this.box.clientHeight)), far = this.altitude();
    return Math.log2(((disc ** 2 + disc * Math.hypot(disc, far)) / far) * (Math.PI / 256)); // discRadius, turned round
  }
  viewState() {
    return { longitude: this.at[0], latitude: this.at[1], zoom: this.zoom + zoomShift(this.at[1]), minZoom: -2, maxZoom: MAX_ZOOM_IN };
  }
  /** deck.gl's own controller has moved. */
  follow({ longitude, latitude, zoom }) { this.at = [longitude, latitude]; this.zoom = zoom - zoomShift(latitude); }
  set(at, zoom = this.zoom) {
    this.at = [at[0], Math.max(-89, Math.min(89, at[1]))];
    this.zoom = Math.max(this.fit - 1, Math.min(MAX_ZOOM_IN, zoom));
    this.apply(this.viewState());
  }
  stop() { cancelAnimationFrame(this.frame); this.frame = 0; this.spinning = false; }
  fly(to, zoom = this.zoom, ms = 1500) {
    this.stop();
    if (ms <= 0 || calm() || document.hidden) return this.set(to, zoom);
    const from = this.at, start = this.zoom, begun = performance.now();
    const dip = Math.min(0.8, angleBetween(from, to) * 0.35); // a long way is seen from higher up
    const step = (now) => {
      const t = Math.min(1, Math.max(0, (now - begun) / ms)), e = ease(t);
      this.set(between(from, to, e), start + (zoom - start) * e - dip * Math.sin(Math.PI * e));
      this.frame = t < 1 ? requestAnimationFrame(step) : 0;
    };
    this.frame = requestAnimationFrame(step);
  }
  /** Turn slowly until somebody touches the globe. */
  spin() {
    if (this.spinning || calm()) return;
    this.stop();
    this.spinning = true;
    let last = performance.now();
    const step = (now) => {
      if (!this.spinning) return;
      const passed = Math.min(100, now - last); // after a pause: go on, do not jump
      last = now;
      if (!document.hidden) this.set([this.at[0] + (SPIN_DEG_PER_S * passed) / 1000, this.at[1]]);
      this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }
  /** Keep the globe's share of a box that has changed its size. */
  resized() {
    const fit = this.fitZoom(), change = fit - this.fit;
    this.fit = fit;
    if (Math.abs(change) > 0.005) this.set(this.at, this.zoom + change);
  }
  altitude() { return ALTITUDE * Math.max(1, this.box.clientHeight); }
  radius() { return (256 / Math.PI) * 2 ** this.zoom; } // of the globe, pixels
  /** The disc's radius on the screen, pixels: the silhouette of a sphere in perspective. */
  discRadius() {
    const radius = this.radius(), far = this.altitude();
    return (far * radius) / Math.sqrt(far ** 2 + 2 * far * radius);
  }
  /** Whether a place lies on the side that is seen. */
  sees(place) {
    return angleBetween(this.at, place) < Math.acos(this.radius() / (this.radius() + this.altitude()));
  }
  /** Arrow keys, plus, minus; true if the key was one of them. */
  key(name) {
    const turn = 12 * 2 ** -(this.zoom - this.fit), [lon, lat] = this.at;
    const moves = { ArrowLeft: [-turn, 0], ArrowRight: [turn, 0], ArrowUp: [0, turn], ArrowDown: [0, -turn] };
    if (moves[name]) this.fly([lon + moves[name][0], lat + moves[name][1]], this.zoom, 160);
    else if (name === '+' || name === '=') this.fly(this.at, this.zoom + 0.5, 200);
    else if (name === '-' || name === '_') this.fly(this.at, this.zoom - 0.5, 200);
    else return false;
    return true;
  }
}
