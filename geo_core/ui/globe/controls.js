// Sliders and switches. σ is followed while it moves and sent when it is let go; k, m, the weighting and the
// method are sent when let go, and Python answers with a new strip. Layers and partition never leave the browser.
const PAPER_SIGMAS = [1, 4, 16];
const K_STEPS = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200];
const KEY_OCTAVES = 0.125; // an arrow key's step of σ; page up and down go a whole octave

class Controls {
  /** `on`: { sigma(t), send(name, value), method(name), partition(name), layer(name, shown), zoom(name) } */
  constructor(root, on) {
    this.root = root;
    this.on = on;
    this.held = false;
    const find = (id) => root.querySelector(`#${id}`);
    [this.sigma, this.k, this.m] = ['sigma', 'k', 'm'].map(find);
    this.sigma.oninput = () => { this.held = true; on.sigma(Number(this.sigma.value)); };
    this.sigma.onchange = () => this.release();
    this.sigma.onkeydown = (event) => this.sigmaKey(event);
    this.sigma.onkeyup = (event) => { if (this.keyed) { this.keyed = false; this.release(); } event.stopPropagation(); };
    this.k.oninput = () => this.label('k', String(this.kSteps[this.k.value]));
    this.k.onchange = () => this.send('k', this.kSteps[this.k.value]);
    this.m.oninput = () => this.label('m', this.m.value);
    this.m.onchange = () => this.send('m', Number(this.m.value));
    const choice = (id, choose) => new Choice(root.querySelector(`#${id}`), choose);
    this.kinds = choice('weighting', (kind) => { this.setWeighting(kind); this.send('weighting', kind); });
    this.methods = choice('method', (name) => on.method(name));
    this.partitions = choice('partition', (name) => on.partition(name));
    this.layers = [...root.querySelectorAll('[data-layer]')];
    this.layers.forEach((button) => {
      button.onclick = () => {
        const shown = button.getAttribute('aria-pressed') !== 'true';
        this.setLayer(button.dataset.layer, shown);
        on.layer(button.dataset.layer, shown);
      };
    });
    root.querySelectorAll('[data-zoom]').forEach((button) => { button.onclick = () => on.zoom(button.dataset.zoom); });
  }
  release() { this.held = false; this.on.send('sigma', Number(this.strip.sigmaAt(Number(this.sigma.value)).toPrecision(4))); }
  send(name, value) {
    this.root.querySelector('.bar').setAttribute('aria-busy', 'true'); // until the new strip is here
    clearTimeout(this.patience);
    this.patience = setTimeout(() => this.arrived(), 15000);
    this.on.send(name, value);
  }
  arrived() { clearTimeout(this.patience); this.root.querySelector('.bar').removeAttribute('aria-busy'); }
  setWeighting(kind) {
    this.kinds.mark(kind);
    this.rest();
  }
  /** What changes nothing cannot be moved: softmax has no exponent, and some methods ask no neighbour. */
  rest() {
    const off = { k: this.unasked, m: this.unasked || this.kinds.value !== 'power', weighting: this.unasked };
    this.k.disabled = off.k;
    this.m.disabled = off.m;
    this.kinds.disable(off.weighting);
    for (const [name, is] of Object.entries(off)) this.root.querySelector(`.field.${name}`).classList.toggle('off', Boolean(is));
  }
  /** The method as it stands, and what it does. */
  setMethod(method, methods, words) {
    const { name, by_neighbours: asked } = methods.find((m) => m.name === method) ?? { name: method, by_neighbours: true };
    this.methods.fill(methods.map((m) => ({ value: m.name, text: methodName(m.name, words), hint: words.texts[`method_${m.name}_hint`] })));
    this.methods.mark(name);
    this.unasked = !asked;
    setText(this.root.querySelector('.explained'), [words.texts[`method_${name}_hint`], asked ? null : words.get('no_neighbours')].filter(Boolean).join(' '));
    this.rest();
  }
  /** `partitions`: Cells, coarse to fine; `chosen` a name, or empty for none. */
  setPartition(partitions, chosen, words) {
    const field = this.root.querySelector('.field.partition');
    field.hidden = partitions.length === 0;
    this.partitions.fill([{ value: '', text: words.get('partition_none') }, ...partitions.map((p) => {
      const n = words.whole(p.total);
      return { value: p.name, text: n, hint: words.get('partition_choose', { n }) };
    })]);
    this.partitions.mark(chosen);
    this.setLayer('cells', chosen !== '');
    this.root.querySelector('[data-layer="cells"]').hidden = field.hidden;
  }
  setLayer(name, shown) { this.root.querySelector(`[data-layer="${name}"]`).setAttribute('aria-pressed', shown); }
  sigmaKey(event) {
    const octaves = { ArrowLeft: -KEY_OCTAVES, ArrowDown: -KEY_OCTAVES, ArrowRight: KEY_OCTAVES, ArrowUp: KEY_OCTAVES, PageDown: -1, PageUp: 1 }[event.key];
    if (octaves === undefined) return;
    const { last, sigmas } = this.strip, step = (octaves * last) / Math.log2(sigmas[last] / sigmas[0]);
    event.preventDefault();
    this.keyed = true;
    this.moveTo(Number(this.sigma.value) + step);
  }
  moveTo(t) { this.sigma.value = t; this.on.sigma(Number(this.sigma.value)); }
  label(id, text, spoken = text) {
    const input = this[id];
    input.closest('.field').querySelector('output').textContent = text;
    input.setAttribute('aria-valuetext', spoken);
    input.style.setProperty('--done', (input.value - input.min) / Math.max(1e-9, input.max - input.min));
  }
  showSigma(t, words) {
    const sigma = this.strip.sigmaAt(t), at = { deg: words.degrees(sigma), km: words.km(sigma * KM_PER_DEG) };
    if (!this.held) this.sigma.value = t;
    this.label('sigma', words.get('sigma_value', at), words.get('sigma_spoken', at));
    this.marks?.forEach(([node, mark]) => node.classList.toggle('here', Math.abs(mark - t) < 0.15));
  }
  /** New data from Python. */
  fill({ k, m, weighting, limits }, strip, words) {
    this.strip = strip;
    this.kinds.fill(['power', 'softmax'].map((value) => ({ value, text: words.get(`weighting_${value}`) })));
    this.sigma.max = strip.last;
    this.kSteps = [...new Set([...K_STEPS.filter((n) => n <= limits.k_max), k])].sort((a, b) => a - b);
    this.k.max = this.kSteps.length - 1;
    this.k.value = this.kSteps.indexOf(k);
    this.label('k', String(k));
    this.m.max = limits.m_max;
    this.m.value = m;
    this.label('m', words.plain(Number(m.toFixed(1))));
    this.setWeighting(weighting);
    const marks = PAPER_SIGMAS.filter((s) => s >= limits.sigma_min && s <= limits.sigma_max);
    this.marks = marks.map((s) => {
      const t = strip.positionOf(s), label = words.get('sigma_mark', { deg: words.plain(s) });
      const node = el('button', { type: 'button', textContent: `${words.plain(s)}°`, title: label, 'aria-label': label });
      node.style.setProperty('--at', t / strip.last);
      node.onclick = () => { this.moveTo(t); this.on.sigma(t); this.on.send('sigma', s); };
      return [node, t];
    });
    this.root.querySelector('.marks').replaceChildren(...this.marks.map(([node]) => node));
  }
}
