// A link to what is seen: example, σ, k, m, weights, method, and where the camera is.

/**
 * The page's address with the view in it; null for a photo of one's own, which no link can hold. After a hop it leads
 * to the example where the way began, whose name is in the address, and so says nothing of the camera: that looks elsewhere.
 */
function linkTo({ data, strip, t, method, globe }) {
  const own = /^example-(.+)$/.exec(data.query)?.[1], address = new URL(location.href), hopped = isHop(data.query);
  const example = own ?? (hopped ? address.searchParams.get('example') : null), lang = address.searchParams.get('lang');
  if (!example || !globe) return null;
  const { camera } = globe, round = (value, digits) => Number(value.toFixed(digits));
  const values = { example, sigma: round(strip.sigmaAt(t), 3), k: data.k, m: data.m, weighting: data.weighting, method };
  if (!hopped) values.at = [round(camera.at[1], 2), round(((camera.at[0] + 540) % 360) - 180, 2), round(camera.zoom - camera.fit, 2)].join(',');
  if (lang) values.lang = lang;
  address.search = new URLSearchParams(values);
  return address.href;
}

/** Whether the query is a reference: one comes to it by a hop only. */
const isHop = (query) => /^reference-/.test(query);

/** Copy the link, and say so where the globe is; without a clipboard the link itself is shown. */
async function shareLink(explorer) {
  const { words, stage, data } = explorer, said = stage.querySelector('.shared'), link = linkTo(explorer);
  let text = words.get(!link ? 'share_own' : isHop(data.query) ? 'share_hop' : 'share_done');
  if (link) await navigator.clipboard?.writeText(link).catch(() => { text = link; });
  if (link && !navigator.clipboard) text = link; // without https there is none
  said.textContent = text;
  said.hidden = false;
  clearTimeout(explorer.sharing);
  explorer.sharing = setTimeout(() => { said.hidden = true; }, text === link ? 20000 : 4000);
}
