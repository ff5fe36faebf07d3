// Colours: the ramps that Python sends as tables of RGBA, and one colour for each method.

// Okabe and Ito's, which every eye tells apart, lightened for the night side; the letter says it too.
const METHOD_COLOURS = ['#f0e442', '#56b4e9', '#e79ac6', '#ee7733', '#d0d5dd', '#b7e3a1'];
// Where a method's sign stands beside its place: left and right, where no label is.
const METHOD_LEANS = ['200deg', '160deg', '-20deg', '20deg', '118deg', '62deg'];

const readRamp = (text) => new Uint32Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);

/** The table's colour at a level from 0 to 1: [red, green, blue, opacity]. */
function colourAt(table, level) {
  const c = table[Math.round(Math.min(1, Math.max(0, level)) * (table.length - 1))];
  return [c & 255, (c >> 8) & 255, (c >> 16) & 255, c >>> 24];
}

/** A table as a gradient for the legend, over the night's blue. */
function rampCss(table) {
  const stops = Array.from({ length: 17 }, (_, i) => { const [r, g, b, a] = colourAt(table, i / 16); return `rgb(${r} ${g} ${b} / ${(a / 255).toFixed(2)})`; });
  return `linear-gradient(90deg, ${stops.join(', ')}), #24365c`;
}

/** Whether the page around an element is dark. */
function isDark(root) {
  const paint = document.createElement('canvas').getContext('2d');
  paint.fillStyle = '#ffffff';
  paint.fillStyle = getComputedStyle(root).getPropertyValue('--st-background-color').trim() || '#ffffff';
  const hex = /^#(..)(..)(..)$/.exec(paint.fillStyle), [r, g, b] = hex ? hex.slice(1).map((h) => parseInt(h, 16)) : [255, 255, 255];
  return 0.299 * r + 0.587 * g + 0.114 * b < 128;
}
