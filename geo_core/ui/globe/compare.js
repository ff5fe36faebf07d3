// What all methods answer, side by side: a row each, which chooses that method.
const COMPARED_KM = [200, 750];

const methodName = (name, words) => words.texts[`method_${name}`] ?? name;
const methodLetter = (name, words) => methodName(name, words).charAt(0).toUpperCase();

class Comparison {
  /** `choose(name)` */
  constructor(root, choose) {
    this.root = root.querySelector('.compare');
    this.choose = choose;
  }
  /** `answers`: [{ name, at, within, place }]; cheap enough for every step of a drag. */
  show(answers, chosen, truth, words) {
    this.root.hidden = answers.length < 2;
    const key = JSON.stringify([answers.map((a) => a.name), !!truth]);
    if (this.key !== key || this.words !== words) this.build(answers, truth, words, key);
    const from = answers.find((a) => a.name === chosen)?.at;
    answers.forEach((answer, i) => {
      const { row, button, place, away, within, error } = this.rows[i], own = answer.name === chosen;
      row.classList.toggle('on', own);
      button.setAttribute('aria-pressed', own);
      setText(place, answer.place);
      place.title = answer.place;
      setText(away, own || !from ? words.get('compare_self') : words.km(kmBetween(answer.at, from)));
      within.forEach((cell, j) => setText(cell, `${words.percent(answer.within[COMPARED_KM[j]])} %`));
      if (error) setText(error, words.km(kmBetween(answer.at, truth)));
    });
  }
  forget() { this.key = undefined; this.root.querySelector('table').replaceChildren(); }
  build(answers, truth, words, key) {
    Object.assign(this, { key, words });
    const column = (text, hint) => el('th', { scope: 'col', textContent: text, title: hint ?? '' });
    const km = COMPARED_KM.map((r) => ({ km: words.whole(r) }));
    const head = el('tr', {}, column(words.get('compare_method')), column(words.get('compare_away'), words.get('compare_away_hint')),
      ...km.map((at) => column(words.get('compare_within', at), words.get('compare_within_hint', at))),
      truth ? column(words.get('compare_error'), words.get('compare_error_hint')) : null);
    this.rows = answers.map((answer, i) => this.row(answer.name, i, truth, words));
    this.root.querySelector('table').replaceChildren(el('thead', {}, head), el('tbody', {}, ...this.rows.map((r) => r.row)));
  }
  row(name, i, truth, words) {
    const place = el('small', {}), away = el('td', {}), within = COMPARED_KM.map(() => el('td', {})), error = truth ? el('td', {}) : null;
    const button = el('button', { type: 'button', title: words.get('compare_choose', { method: methodName(name, words) }) },
      methodSign(name, i, words), el('span', {}, el('b', { textContent: methodName(name, words) }), ' ', place));
    button.onclick = () => this.choose(name);
    return { row: el('tr', { 'data-method': name }, el('th', { scope: 'row' }, button), away, ...within, error), button, place, away, within, error };
  }
}

/** A method's colour and letter. */
function methodSign(name, i, words) {
  const sign = el('i', { className: 'sign', textContent: methodLetter(name, words), 'aria-hidden': 'true' });
  sign.style.setProperty('--c', METHOD_COLOURS[i % METHOD_COLOURS.length]);
  return sign;
}
