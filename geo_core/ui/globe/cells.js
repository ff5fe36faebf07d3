// Cells of a partition: boxes of longitudes and latitudes, flat, coloured by probability.
const EDGE_STEP_DEG = 3; // a straight piece this long dips 2.2 km into the sphere
const CELL_LEAST_M = 4000; // … so cells float higher than that, however near one looks

/** Probability → level of the ramp: its logarithm, from `least` to 1. */
const cellLevel = (share, least) => Math.min(1, Math.max(0, 1 - Math.log(share) / Math.log(least)));

/** Area of a box, km²: R² Δλ (sin north − sin south). */
const boxKm2 = ({ west, south, east, north }) => EARTH_KM ** 2 * RAD * (east - west) * (Math.sin(north * RAD) - Math.sin(south * RAD));

/** A line along a parallel or a meridian, in steps, ends included. */
function edgePath([lon, lat], [toLon, toLat], heightM) {
  const pieces = Math.max(1, Math.ceil(Math.max(Math.abs(toLon - lon), Math.abs(toLat - lat)) / EDGE_STEP_DEG));
  return Array.from({ length: pieces + 1 }, (_, i) => [lon + ((toLon - lon) * i) / pieces, lat + ((toLat - lat) * i) / pieces, heightM]);
}

/** The borders of a box: none at a pole, which is a point, nor at ±180° where the box goes round the Earth. */
function boxEdges({ west, south, east, north }, heightM) {
  const edges = [];
  if (south > -90) edges.push(edgePath([west, south], [east, south], heightM));
  if (north < 90) edges.push(edgePath([west, north], [east, north], heightM));
  if (east - west < 360) for (const lon of [west, east]) edges.push(edgePath([lon, south], [lon, north], heightM));
  return edges;
}

/** The drawn cells of one partition. */
class Cells {
  constructor({ name, total, mass, share, west, south, east, north, cell, count, place }, table, least) {
    Object.assign(this, { name, total, mass, least });
    this.rows = share.map((p, i) => ({
      share: p, west: west[i], south: south[i], east: east[i], north: north[i], cell: cell[i], count: count[i], place: place[i],
      level: cellLevel(p, least), colour: colourAt(table, cellLevel(p, least)),
    }));
  }
  /** The drawn cell that a place lies in, or undefined. Half-open on north and east, as in Python. */
  at([lon, lat]) {
    const x = ((((lon + 180) % 360) + 360) % 360) - 180;
    return this.rows.find((c) => x >= c.west && x < c.east && lat >= c.south && (lat < c.north || (lat === 90 && c.north === 90)));
  }
  /** Borders of all cells at a height, the most probable last: where two meet, its colour counts. */
  edges(heightM) {
    if (this.heightM !== heightM) {
      this.heightM = heightM;
      this.lines = [...this.rows].reverse().flatMap((cell) => boxEdges(cell, heightM).map((path) => ({ path, colour: [...cell.colour.slice(0, 3), 40 + 215 * cell.level] })));
    }
    return this.lines;
  }
}

/** Fills lie under the heat and the coast, so that both stay readable; borders above them. */
function cellFills(L, cells, heightM) {
  return new L.SolidPolygonLayer({
    id: 'cells', data: cells.rows, filled: true, extruded: false, parameters: { depthWriteEnabled: false },
    getPolygon: ({ west, south, east, north }) => [[west, south, heightM], [east, south, heightM], [east, north, heightM], [west, north, heightM]],
    getFillColor: (cell) => cell.colour, updateTriggers: { getPolygon: heightM },
  });
}
function cellBorders(L, cells, pointed, heightM) {
  const line = { widthUnits: 'pixels', billboard: true, getPath: (edge) => edge.path };
  return [
    new L.PathLayer({
      ...line, id: 'cell-borders', data: cells.edges(heightM), getWidth: 1, getColor: (edge) => edge.colour,
    }),
    pointed && new L.PathLayer({
      ...line, id: 'cell-pointed', data: boxEdges(pointed, heightM + 500).map((path) => ({ path })), getWidth: 2.5, getColor: [255, 255, 255, 255], capRounded: true,
    }),
  ];
}
