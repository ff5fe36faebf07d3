// The film strip: grey pictures of √density at many bandwidths; any σ between two of them is a cross-fade,
// coloured through a table. A position is a real number from 0 to (frames − 1).

class FilmStrip {
  constructor(strip, frames) {
    Object.assign(this, { width: strip.width, height: strip.height, sigmas: strip.sigma_deg, frames, last: strip.frames.length - 1 });
    this.addresses = strip.frames;
    this.grey = new Array(strip.frames.length).fill(null);
  }
  sigmaAt(t) { return this.sigmas[0] * (this.sigmas[this.last] / this.sigmas[0]) ** (this.last ? t / this.last : 0); }
  positionOf(sigma) {
    if (!this.last) return 0;
    const t = (this.last * Math.log(sigma / this.sigmas[0])) / Math.log(this.sigmas[this.last] / this.sigmas[0]);
    return Math.min(this.last, Math.max(0, t));
  }
  /** Decode all frames, those around `t` first; `onFirst` is called as soon as these can be drawn. */
  async decode(t, isWanted, onFirst) {
    const order = this.grey.map((_, i) => i).sort((a, b) => Math.abs(a - t) - Math.abs(b - t));
    const canvas = el('canvas', { width: this.width, height: this.height });
    const context = canvas.getContext('2d', { willReadFrequently: true });
    for (const [done, i] of order.entries()) {
      const address = safeImage(this.addresses[i]);
      if (!address) continue;
      const image = new Image();
      image.src = address;
      await image.decode();
      if (!isWanted()) return;
      context.drawImage(image, 0, 0, this.width, this.height); // smaller frames are scaled up smoothly
      const rgba = context.getImageData(0, 0, this.width, this.height).data, grey = new Uint8Array(rgba.length / 4);
      for (let k = 0; k < grey.length; k++) grey[k] = rgba[4 * k];
      this.grey[i] = grey;
      if (done === 1) onFirst();
    }
    this.addresses = null; // decoded: the encoded ones need no memory any more
    onFirst();
  }
  /** The coloured picture at `t`, or null while its frames are not decoded. */
  picture(t, table) {
    const i = Math.min(this.last, Math.floor(t)), j = Math.min(this.last, i + 1), share = t - i;
    const a = this.grey[i] ?? this.grey[j], b = this.grey[j] ?? a;
    if (!a) return null;
    const pixels = new Uint32Array(a.length);
    for (let k = 0; k < pixels.length; k++) pixels[k] = table[(a[k] + (b[k] - a[k]) * share + 0.5) | 0];
    return new ImageData(new Uint8ClampedArray(pixels.buffer), this.width, this.height);
  }
  /** The answer at `t`: the nearer frame's words and numbers; its place slides while both mean the same one. */
  answer(t) { return { frame: this.near(t), at: this.slide(t, (frame) => frame) }; }
  /** What each of the named methods answers at `t`, in the same way. */
  answers(t, names) {
    const { answers } = this.near(t);
    return names.slice(0, answers?.length ?? 0).map((name, i) => ({ name, at: this.slide(t, (frame) => frame.answers[i]), within: answers[i].within, place: answers[i].place }));
  }
  near(t) { return this.frames[Math.min(this.last, Math.floor(t + 0.5))]; }
  slide(t, placeOf) {
    const i = Math.min(this.last, Math.floor(t)), j = Math.min(this.last, i + 1);
    const [a, b, near] = [this.frames[i], this.frames[j], this.near(t)].map((frame) => { const { lon, lat } = placeOf(frame); return [lon, lat]; });
    // Two peaks further apart than the kernel reaches are two answers: jump, never wander across an ocean.
    return kmBetween(a, b) < this.sigmaAt(t) * KM_PER_DEG ? between(a, b, t - i) : near;
  }
}
