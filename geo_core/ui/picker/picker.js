// Example photos to choose from. Text of others only ever becomes textContent or a title.
const OWN_PICTURE = /^data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/=]+$/;

function photoButton(item, { texts, selected }, choose) {
  const button = document.createElement('button'), frame = document.createElement('span'), caption = document.createElement('span');
  button.type = 'button';
  button.dataset.id = item.id;
  button.title = [item.caption, item.credit].filter(Boolean).join('\n');
  button.setAttribute('aria-pressed', item.id === selected);
  button.setAttribute('aria-label', texts.picker_choose.replace('{caption}', () => item.caption));
  frame.className = 'frame';
  caption.className = 'caption';
  caption.textContent = item.caption;
  if (OWN_PICTURE.test(item.thumb)) {
    const image = document.createElement('img');
    Object.assign(image, { src: item.thumb, alt: '', decoding: 'async', draggable: false });
    frame.append(image);
  }
  button.append(frame, caption);
  button.onclick = () => choose(item.id);
  return button;
}

/** Arrow keys go from photo to photo; Home and End to the ends. */
function moveFocus(event, buttons) {
  const at = buttons.indexOf(event.target.closest('button'));
  const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (at < 0 || to === undefined || !buttons[to]) return;
  event.preventDefault();
  buttons[to].focus();
  buttons[to].scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

export default function mount({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector('.picker'), list = root.querySelector('ul');
  root.className = `picker ${data.layout === 'grid' ? 'grid' : 'strip'}`;
  list.setAttribute('aria-label', data.texts.picker);
  const key = [data.texts.picker_choose, ...data.items.map((item) => item.id)].join('\n'); // another language draws anew
  if (list.dataset.key !== key) {
    list.dataset.key = key;
    list.replaceChildren(...data.items.map((item) => {
      const entry = document.createElement('li');
      entry.append(photoButton(item, data, (id) => list.choose(id)));
      return entry;
    }));
  }
  const buttons = [...list.querySelectorAll('button')];
  buttons.forEach((button) => button.setAttribute('aria-pressed', button.dataset.id === data.selected));
  // A link may name a photo that lies beyond the strip's end.
  if (list.dataset.selected !== data.selected) buttons.find((button) => button.dataset.id === data.selected)?.scrollIntoView({ block: 'nearest', inline: 'center' });
  list.dataset.selected = data.selected ?? '';
  list.choose = (id) => setTriggerValue('choose', id);
  list.onkeydown = (event) => moveFocus(event, buttons);
}
