// What stands on the globe as elements of the page: the answer with its label, the other methods' signs, the truth.
// Each is built once and then moved; text of others only ever becomes textContent.

/** The chosen answer: a disc with the method's letter, and the place's name above it. */
function pinAnswer(globe, place, { label, name, index, unsure }, words) {
  const node = globe.pin('answer', place, () => el('div', {}, el('i', { className: 'sign' }), el('span', {}, el('b', {}), ' ', el('em', {}))));
  if (!node) return;
  node.className = `pin pin-answer ${unsure ? 'unsure' : ''}`;
  node.style.setProperty('--c', METHOD_COLOURS[index % METHOD_COLOURS.length]);
  setText(node.querySelector('.sign'), methodLetter(name, words));
  setText(node.querySelector('b'), methodName(name, words));
  setText(node.querySelector('em'), label);
}

/** The others' answers lean away from their places, so that four at one place are still four. */
function pinMethods(globe, answers, chosen, shown, words) {
  answers.forEach(({ name, at }, i) => {
    const node = globe.pin(`method-${name}`, shown && name !== chosen ? at : null, () => el('div', { className: 'pin pin-method', 'data-method': name }, methodSign(name, i, words)));
    if (!node) return;
    node.style.setProperty('--lean', METHOD_LEANS[i % METHOD_LEANS.length]);
    setText(node.firstChild, methodLetter(name, words));
  });
}

function pinTruth(globe, place, words) {
  const node = globe.pin('truth', place, () => el('div', { className: 'pin pin-truth' }, el('span', {})));
  if (node) setText(node.firstChild, words.get('truth_label'));
}

/** Every pin of a query that is gone. */
function unpin(globe) { for (const name of [...globe.pins.keys()]) globe.pin(name, null); }
