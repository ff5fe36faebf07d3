// One of several: buttons as radios. The arrow keys go round, and only the chosen one is a tab stop.
class Choice {
  constructor(box, choose) { Object.assign(this, { box, choose, value: undefined, buttons: [] }); }
  /** `options`: [{ value, text, hint }], in the order shown. */
  fill(options) {
    const key = JSON.stringify(options);
    if (this.key === key) return;
    this.key = key;
    this.buttons = options.map(({ value, text, hint }) => {
      const button = el('button', { type: 'button', role: 'radio', textContent: text, title: hint ?? '', 'data-value': value });
      button.onclick = () => this.press(value);
      button.onkeydown = (event) => this.arrow(event, button);
      return button;
    });
    this.box.replaceChildren(...this.buttons);
    this.mark(this.value);
  }
  press(value) {
    if (value === this.value) return;
    this.mark(value);
    this.choose(value);
  }
  mark(value) {
    this.value = value;
    const known = this.buttons.some((b) => b.dataset.value === value);
    this.buttons.forEach((b, i) => {
      const on = b.dataset.value === value;
      b.setAttribute('aria-checked', on);
      b.tabIndex = on || (!known && i === 0) ? 0 : -1;
    });
  }
  disable(off) { this.buttons.forEach((b) => { b.disabled = off; }); }
  arrow(event, button) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = this.buttons.at((this.buttons.indexOf(button) + step) % this.buttons.length);
    next.focus();
    this.press(next.dataset.value);
  }
}
