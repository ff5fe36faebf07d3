// What is drawn on the globe, from the back to the front. Everything that does not move is a texture.

/** The markers that are hidden when their place turns away: a change of this text asks for a new drawing. */
function seenKey(m, seen) {
  const places = [...m.modes.map((d) => [d.lon, d.lat]), m.truth, m.chosen && [m.chosen.lon, m.chosen.lat]];
  return places.map((p) => (p && seen(p) ? 1 : 0)).join('');
}

/** The layers of one moment; see Explorer.draw for what it holds. */
function buildLayers(L, m) {
  const { show, lift } = m, cells = show.cells && m.cells, cellM = Math.max(CELL_LEAST_M, lift / 3), modes = m.modes.filter((d) => m.seen([d.lon, d.lat]));
  return [
    new L.BitmapLayer({ id: 'base', image: m.base, bounds: WORLD }),
    cells && cellFills(L, cells, cellM),
    show.heat && m.heat && new L.BitmapLayer({ id: 'heat', image: m.heat, bounds: WORLD, textureParameters: NO_NOTCH, opacity: m.fading ? 0.4 : 1 }),
    new L.BitmapLayer({ id: 'lines', image: m.lines, bounds: WORLD, opacity: 0.5 }),
    ...(cells ? cellBorders(L, cells, m.pointed, cellM + 1000) : []),
    show.truth && m.truth && m.answer && new L.PathLayer({
      id: 'error', data: [{ path: greatCirclePath(m.answer, m.truth, lift * 0.8) }], getPath: (d) => d.path, getColor: [...GREEN, 230],
      widthUnits: 'pixels', getWidth: 2.5, billboard: true, capRounded: true, jointRounded: true,
    }),
    show.neighbours && m.cards.length > 0 && discs(L, 'neighbours', m.cards, lift, {
      pickable: true, getRadius: (d) => d.radius, getFillColor: [...SKY, 215], getLineColor: [...INK, 190], getLineWidth: 1,
    }),
    show.modes && modes.length > 0 && discs(L, 'modes', modes, lift, {
      pickable: true, parameters: OVER_ALL, getRadius: (d) => 9 + 24 * Math.sqrt(d.mass), getFillColor: [255, 255, 255, 26], getLineColor: [...WHITE, 235], getLineWidth: 2,
    }),
    m.chosen && m.seen([m.chosen.lon, m.chosen.lat]) && discs(L, 'chosen', [m.chosen], lift, {
      parameters: OVER_ALL, getRadius: m.chosen.radius + 5, getFillColor: [...SKY, 255], getLineColor: [...WHITE, 255], getLineWidth: 3, updateTriggers: { getPosition: lift },
    }),
    show.truth && m.truth && m.seen(m.truth) && discs(L, 'truth', [{ lon: m.truth[0], lat: m.truth[1] }], lift, {
      parameters: OVER_ALL, getRadius: 8, getFillColor: [...GREEN, 255], getLineColor: [...INK, 255], getLineWidth: 2.5,
    }),
  ].filter(Boolean);
}
