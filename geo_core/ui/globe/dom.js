// Small DOM helpers. Text of others only ever becomes textContent; addresses pass an allow-list.
const OWN_IMAGE = /^(data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/=]+$|\/?(app\/static|media)\/[\w./-]+$)/;
const IMAGE_HOST = /^(?:(?:commons|upload)\.wikimedia\.org|[a-z]+(?:-[a-z]+)*\.wikipedia\.org)$/; // Python's (view/picture_address.py)

/** The address if a picture may come from it, else null. */
function safeImage(address) {
  if (typeof address !== 'string') return null;
  if (OWN_IMAGE.test(address)) return address;
  try {
    const url = new URL(address);
    return url.protocol === 'https:' && IMAGE_HOST.test(url.host) && !url.username ? url.href : null;
  } catch { return null; }
}

/** The address if a link may lead to it, else null: http and https only. */
function safeLink(address) {
  try {
    const url = new URL(address);
    return ['http:', 'https:'].includes(url.protocol) ? url.href : null;
  } catch { return null; }
}

/** An element: `props` are properties, `aria-…`/`data-…`/`role` attributes; children are nodes or text. */
function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined) continue;
    if (/^(aria-|data-|role$)/.test(name)) node.setAttribute(name, value);
    else node[name] = value;
  }
  node.append(...children.filter((c) => c !== null && c !== undefined));
  return node;
}

/** Only when it differs: most of what is written again while σ moves stays the same. */
function setText(node, text) { if (node.textContent !== text) node.textContent = text; }

/** A thumbnail over its blurred preview, which stays when the picture cannot be had. */
function picture(card, lazy = true) {
  const box = el('span', { className: 'picture' });
  if (card.hash) box.append(previewCanvas(card.hash));
  const address = safeImage(card.thumb);
  if (address) {
    const image = el('img', { alt: '', decoding: 'async', referrerPolicy: 'no-referrer', loading: lazy ? 'lazy' : 'eager', draggable: false });
    image.onload = () => image.classList.add('here');
    image.onerror = () => image.remove();
    image.src = address;
    box.append(image);
  }
  return box;
}
