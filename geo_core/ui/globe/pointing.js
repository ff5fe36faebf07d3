// What the pointer and the keys do on the globe: tooltips, clicks, turning and zooming.
class Pointing {
  constructor(explorer) {
    this.explorer = explorer;
    this.tip = new Tooltip(explorer.stage.querySelector('.sky'));
    explorer.stage.querySelector('.canvas').addEventListener('keydown', (event) => this.key(event));
    explorer.stage.addEventListener('pointerleave', (event) => { if (event.pointerType !== 'touch') this.hover(null); }); // a finger leaves with each tap
  }
  hover(hit, x, y) {
    const { explorer } = this, card = hit?.layer === 'neighbours' ? hit.object : null;
    if ((card?.row ?? null) !== (this.card?.row ?? null)) {
      this.card = card;
      explorer.chosen = card;
      explorer.gallery.mark(card?.row ?? null, true);
      explorer.draw();
    }
    this.point(hit || x === undefined ? null : this.cellUnder(x, y));
    if (card) this.tip.show(card, () => cardTip(card, kmBetween([card.lon, card.lat], explorer.place), explorer.words), x, y);
    else if (hit?.layer === 'modes') this.tip.show(hit.object, () => modeTip(hit.object, explorer.words), x, y);
    else if (this.cell) this.showCell(x, y);
    else this.tip.hide();
  }
  cellUnder(x, y) {
    const place = this.explorer.globe?.placeUnder(x, y);
    return place ? this.cellAt(place) : null;
  }
  cellAt(place) {
    const { show, cells } = this.explorer;
    return (show.cells && cells?.at(place)) || null;
  }
  /** Outline a cell, or none. */
  point(cell) {
    if (cell === (this.cell ?? null)) return;
    this.cell = cell;
    this.explorer.draw();
  }
  showCell(x, y) { this.tip.show(this.cell, () => cellTip(this.cell, this.explorer.words), x, y); }
  clicked(hit, place, x, y) {
    const { explorer } = this;
    if (hit?.layer === 'neighbours') explorer.gallery.mark(hit.object.row, true, true);
    if (hit?.layer === 'modes') explorer.fly([hit.object.lon, hit.object.lat]);
    const cell = hit ? null : this.cellAt(place);
    this.point(cell);
    if (cell) {
      this.showCell(x, y); // a finger does not hover
      // A click that says where the photo was taken asks for nothing else.
      if (explorer.data.explains && !explorer.data.placing) explorer.why.ask({ partition: explorer.cells.name, cell: cell.cell });
    }
    explorer.api.setTriggerValue('click', { layer: hit?.layer ?? (cell ? 'cells' : null), id: hit?.object.row ?? null, lon: place[0], lat: place[1] });
  }
  forget() { Object.assign(this, { card: null, cell: null }); this.tip.forget(); }
  zoom(name) {
    const { globe, strip, place } = this.explorer, camera = globe?.camera;
    if (!camera) return;
    if (name === 'reset') camera.fly(strip ? place : camera.at, camera.fit, 900);
    else camera.fly(camera.at, camera.zoom + (name === 'in' ? 0.7 : -0.7), 260);
  }
  key(event) {
    const { globe } = this.explorer;
    if (!globe || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '0' || event.key === 'Home') this.zoom('reset');
    else if (event.key === 'Enter') this.clicked(null, globe.camera.at, globe.box.clientWidth / 2, globe.box.clientHeight / 2);
    else if (event.key === 'Escape') { this.tip.hide(); this.point(null); }
    else if (!globe.camera.key(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }
}
