// What a board draws, from the back to the front: the Earth, a heat, arcs, dots. Pins are elements of the page.

/** The dots that are hidden when their place turns away: a change of this text asks for a new drawing. */
function seenKey(m, seen) { return m.dots.map((d) => (seen([d.lon, d.lat]) ? 1 : 0)).join(''); }

const hexColour = (hex, alpha) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)).concat(alpha);

/** The layers of one moment; see Board.draw for what it holds. */
function buildLayers(L, m) {
  const dots = m.dots.filter((d) => m.seen([d.lon, d.lat]));
  return [
    new L.BitmapLayer({ id: 'base', image: m.base, bounds: WORLD }),
    m.heat && new L.BitmapLayer({ id: 'heat', image: m.heat, bounds: WORLD, textureParameters: NO_NOTCH }),
    new L.BitmapLayer({ id: 'lines', image: m.lines, bounds: WORLD, opacity: 0.5 }),
    m.arcs.length > 0 && new L.PathLayer({
      id: 'arcs', data: m.arcs, getPath: (d) => greatCirclePath(d.from, d.to, m.lift * 0.8), getColor: (d) => hexColour(d.colour, 235),
      widthUnits: 'pixels', getWidth: 2.5, billboard: true, capRounded: true, jointRounded: true, updateTriggers: { getPath: m.lift },
    }),
    dots.length > 0 && discs(L, 'dots', dots, m.lift, {
      pickable: true, parameters: OVER_ALL, getRadius: (d) => d.radius, getFillColor: (d) => hexColour(d.colour, 225), getLineColor: [...INK, 200], getLineWidth: 1.2,
    }),
  ].filter(Boolean);
}
