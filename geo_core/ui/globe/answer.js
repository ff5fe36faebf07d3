// The answer in words and numbers.
class AnswerPanel {
  /** `on`: { fly(place) } */
  constructor(root, on) {
    this.root = root.querySelector('.answer');
    this.on = on;
    const find = (selector) => this.root.querySelector(selector);
    Object.assign(this, {
      photo: find('.photo'), headline: find('h2'), detail: find('.detail'), coordinates: find('.coordinates'), off: find('.off'),
      masses: find('.masses'), note: find('.note'), areas: find('.areas'), others: find('.others'), modes: find('.others ol'),
    });
  }
  setPhoto(address, words) {
    const safe = safeImage(address);
    this.photo.hidden = !safe;
    if (safe) { if (this.photo.getAttribute('src') !== safe) this.photo.src = safe; this.photo.alt = words.get('photo_alt'); } else this.photo.removeAttribute('src');
  }
  /** Nothing of the last answer stays, neither shown nor hidden. */
  forget(words) {
    this.setPhoto('', words);
    for (const node of [this.headline, this.detail, this.coordinates, this.off]) setText(node, '');
    for (const node of [this.masses, this.areas, this.modes]) node.replaceChildren();
    Object.assign(this, { frame: null, radii: null, rows: [] });
  }
  /** `answer`: { frame, at, within }; cheap enough for every step of a drag. */
  show(answer, modes, truth, words) {
    const { frame, at, within } = answer;
    this.root.classList.toggle('unsure', frame.unsure);
    setText(this.headline, frame.headline);
    setText(this.detail, frame.detail);
    setText(this.coordinates, words.place(at));
    setText(this.off, truth ? words.get('truth_away', { km: words.km(kmBetween(at, truth)) }) : '');
    this.showMasses(within, frame.best, words);
    if (this.frame === frame && this.words === words) return; // what follows changes with the frame only
    Object.assign(this, { frame, words });
    const areas = [['area_50', frame.area50_km2], ['area_90', frame.area90_km2]].filter(([, area]) => area !== null);
    this.areas.replaceChildren(...areas.flatMap(([key, area]) => [
      el('dt', { textContent: `${words.get('area')} ${words.get(key)}` }), el('dd', { textContent: words.area(area) }),
    ]));
    this.others.hidden = modes.length === 0;
    this.modes.replaceChildren(...modes.map((mode) => {
      const name = mode.place || words.place([mode.lon, mode.lat]);
      const button = el('button', { type: 'button', title: words.get('mode_go', { place: name }) },
        el('i', { className: 'swatch ring' }), el('span', { textContent: name }), ' ', el('b', { textContent: `${words.percent(mode.mass)} %` }));
      button.onclick = () => this.on.fly([mode.lon, mode.lat]);
      return el('li', {}, button);
    }));
  }
  showMasses(within, best, words) {
    const radii = Object.keys(within).map(Number).sort((a, b) => a - b), key = `${words.texts.locale} ${radii}`;
    if (this.radii !== key) {
      this.radii = key;
      this.rows = radii.map((radius) => {
        const bar = el('i', {}), mark = el('u', {}), value = el('b', {});
        const row = el('li', {}, el('span', { className: 'radius', textContent: `${words.whole(radius)} ${words.get('km')}` }),
          el('span', { className: 'scale', textContent: words.texts[`scale_${radius}`] ?? '' }), el('span', { className: 'meter', 'aria-hidden': 'true' }, bar, mark), value);
        return { radius, row, bar, mark, value };
      });
      this.masses.replaceChildren(...this.rows.map((r) => r.row));
    }
    let marked = false;
    for (const { radius, bar, mark, value } of this.rows) {
      const share = within[radius], most = best[radius]?.mass ?? 0;
      bar.style.transform = `scaleX(${Math.min(1, share).toFixed(4)})`;
      mark.hidden = most < share + 0.02;
      marked ||= !mark.hidden;
      mark.style.left = `${(100 * Math.min(1, most)).toFixed(1)}%`;
      setText(value, `${words.percent(share)} %`);
    }
    this.note.hidden = Object.keys(best).length === 0;
    this.note.style.visibility = marked ? 'visible' : 'hidden'; // its room is kept: nothing jumps while σ moves
  }
}
