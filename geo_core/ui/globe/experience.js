// How sure, by experience: how often such claims came true of photos that were kept apart.

class Experience {
  /** `fly(place)` */
  constructor(root, fly) {
    this.root = root.querySelector('.experience');
    this.list = this.root.querySelector('ul');
    this.fly = fly;
  }
  /** `rows`: { km, lon, lat, place, probability }, a point chosen for each radius; none where nothing was fitted. */
  show(rows, words) {
    this.root.hidden = !rows?.length;
    const key = JSON.stringify(rows ?? []);
    if (this.root.hidden || (key === this.key && words === this.words)) return;
    Object.assign(this, { key, words });
    this.list.replaceChildren(...rows.map(({ km, lon, lat, place, probability }) => {
      const button = el('button', { type: 'button', title: words.get('mode_go', { place }) },
        el('span', { textContent: words.get('experience_row', { km: words.whole(km), place }) }), el('b', { textContent: words.get('experience_share', { n: this.share(probability, words) }) }));
      button.onclick = () => this.fly([lon, lat]);
      return el('li', {}, button);
    }));
  }
  forget() { this.root.hidden = true; this.key = undefined; this.list.replaceChildren(); }
  share(p, words) { return p < 0.005 ? words.get('experience_never') : words.whole(Math.max(1, Math.round(100 * p))); }
}
