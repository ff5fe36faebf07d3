// ThumbHash: a photo's blurred preview in about 25 bytes, written from its published format
// (https://evanw.github.io/thumbhash/): a few cosine coefficients of brightness, two colour differences
// and opacity, each quantised to four bits.

/** Header, then the four channels' coefficients in reading order. */
function readThumbHash(bytes) {
  const low = bytes[0] | (bytes[1] << 8) | (bytes[2] << 16), high = bytes[3] | (bytes[4] << 8);
  const alpha = low >>> 23 === 1, landscape = high >>> 15 === 1, long = alpha ? 5 : 7, short = high & 7;
  let nibble = alpha ? 12 : 10;
  const next = () => ((bytes[nibble >> 1] >> (4 * (nibble++ & 1))) & 15) / 7.5 - 1;
  // Of an nx × ny block of cosines only the triangle of low frequencies is kept, without the constant.
  const channel = (constant, nx, ny, scale) => {
    const terms = [[0, 0, constant]];
    for (let y = 0; y < ny; y++) {
      for (let x = y ? 0 : 1; x * ny < nx * (ny - y); x++) terms.push([x, y, next() * scale * (x ? 2 : 1) * (y ? 2 : 1)]);
    }
    return terms;
  };
  const nx = Math.max(3, landscape ? long : short), ny = Math.max(3, landscape ? short : long);
  const l = channel((low & 63) / 63, nx, ny, ((low >> 18) & 31) / 31);
  const p = channel(((low >> 6) & 63) / 31.5 - 1, 3, 3, (((high >> 3) & 63) / 63) * 1.25); // colours are coded 25 % fainter
  const q = channel(((low >> 12) & 63) / 31.5 - 1, 3, 3, (((high >> 9) & 63) / 63) * 1.25);
  const a = alpha ? channel((bytes[5] & 15) / 15, 5, 5, (bytes[5] >> 4) / 15) : null;
  return { l, p, q, a, ratio: (landscape ? long : short) / (landscape ? short : long) };
}

/** Bytes → { width, height, pixels (RGBA) }, 32 pixels on the longer side. */
function thumbHashToPixels(bytes) {
  const { l, p, q, a, ratio } = readThumbHash(bytes);
  const width = Math.max(1, Math.round(ratio > 1 ? 32 : 32 * ratio)), height = Math.max(1, Math.round(ratio > 1 ? 32 / ratio : 32));
  const cosines = (n) => Array.from({ length: n }, (_, i) => Array.from({ length: 8 }, (_, f) => Math.cos((Math.PI / n) * (i + 0.5) * f)));
  const cx = cosines(width), cy = cosines(height), pixels = new Uint8ClampedArray(4 * width * height);
  const sum = (terms, x, y) => terms.reduce((s, [fx, fy, v]) => s + v * cx[x][fx] * cy[y][fy], 0);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      // l = (r + g + b) / 3, p = (r + g) / 2 − b, q = r − g, solved for the colours.
      const light = sum(l, x, y), yellow = sum(p, x, y), red = sum(q, x, y);
      const b = light - (2 / 3) * yellow, r = (3 * light - b + red) / 2;
      pixels.set([255 * r, 255 * (r - red), 255 * b, a ? 255 * sum(a, x, y) : 255], at);
    }
  }
  return { width, height, pixels };
}

/** The preview as a canvas; an unreadable hash gives an empty one. */
function previewCanvas(base64) {
  const canvas = el('canvas', { className: 'preview', 'aria-hidden': 'true' });
  try {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    if (bytes.length < 5) return canvas;
    const { width, height, pixels } = thumbHashToPixels(bytes);
    Object.assign(canvas, { width, height });
    canvas.getContext('2d').putImageData(new ImageData(pixels, width, height), 0, 0);
  } catch { /* the plain grey box stays */ }
  return canvas;
}
