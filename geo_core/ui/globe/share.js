// A link to what is seen: example, σ, k, m, weights, method, and where the camera is.

/** The page's address with the view in it; null for a photo of one's own, which no link can hold. */
function linkTo({ data, controls, strip, t, method, globe }) {
  const example = /^example-(.+)$/.exec(data.query)?.[1], address = new URL(location.href);
  if (!example || !globe) return null;
  const { camera } = globe, round = (value, digits) => Number(value.toFixed(digits));
  const values = {
    example, sigma: round(strip.sigmaAt(t), 3), k: data.k, m: data.m, weighting: data.weighting, method,
    at: [round(camera.at[1], 2), round(((camera.at[0] + 540) % 360) - 180, 2), round(camera.zoom - camera.fit, 2)].join(','),
  };
  address.search = new URLSearchParams(values);
  return address.href;
}

/** Copy the link, and say so where the globe is; without a clipboard the link itself is shown. */
async function shareLink(explorer) {
  const { words, stage } = explorer, said = stage.querySelector('.shared'), link = linkTo(explorer);
  let text = words.get(link ? 'share_done' : 'share_own');
  if (link) await navigator.clipboard?.writeText(link).catch(() => { text = link; });
  if (link && !navigator.clipboard) text = link; // without https there is none
  said.textContent = text;
  said.hidden = false;
  clearTimeout(explorer.sharing);
  explorer.sharing = setTimeout(() => { said.hidden = true; }, text === link ? 20000 : 4000);
}
