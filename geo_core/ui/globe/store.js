// The invisible second component: leaves the heavy part of a scene where its explorer finds it.
export default function keep({ data }) {
  const kept = (globalThis.__geoHeavy ??= new Map());
  if (data.heavy) kept.set(data.store, data.heavy); else kept.delete(data.store);
  dispatchEvent(new Event('geo-heavy'));
}
