// Geometry on the sphere. A place is [longitude, latitude] in degrees.
// (component.py joins these files, in the order of its list, into one module: a name is written once.)
const EARTH_KM = 6371;
const RAD = Math.PI / 180;
const KM_PER_DEG = EARTH_KM * RAD;

const toVector = ([lon, lat]) => [
  Math.cos(lat * RAD) * Math.cos(lon * RAD), Math.cos(lat * RAD) * Math.sin(lon * RAD), Math.sin(lat * RAD),
];
const toPlace = ([x, y, z]) => [Math.atan2(y, x) / RAD, Math.atan2(z, Math.hypot(x, y)) / RAD];

/** Angle between two places, radians; exact for near places and for antipodes. */
function angleBetween(a, b) {
  const [p, q] = [toVector(a), toVector(b)];
  const cross = [p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]];
  return Math.atan2(Math.hypot(...cross), p[0] * q[0] + p[1] * q[1] + p[2] * q[2]);
}
const kmBetween = (a, b) => EARTH_KM * angleBetween(a, b);

/** The place at the share `t` of the great circle from `a` to `b`. */
function between(a, b, t) {
  const omega = angleBetween(a, b), sine = Math.sin(omega);
  if (omega < 1e-9) return b;
  if (sine < 1e-6) return t < 0.5 ? a : b; // antipodes: every way is as short
  const u = Math.sin((1 - t) * omega) / sine, v = Math.sin(t * omega) / sine;
  const [p, q] = [toVector(a), toVector(b)];
  return toPlace([0, 1, 2].map((i) => u * p[i] + v * q[i]));
}

/** A great circle as a path; longitudes run on past 180°, so that no piece jumps around the Earth. */
function greatCirclePath(a, b, heightM, pieces = 96) {
  const path = [];
  for (let i = 0; i <= pieces; i++) {
    let [lon, lat] = between(a, b, i / pieces);
    if (path.length) lon += 360 * Math.round((path[path.length - 1][0] - lon) / 360);
    path.push([lon, lat, heightM]);
  }
  return path;
}

/** The globe's view grows with 1 / cos(latitude), clamped; this takes it back out of the zoom. */
const zoomShift = (lat) => Math.log2(Math.cos(Math.min(85.051129, Math.abs(lat)) * RAD));
