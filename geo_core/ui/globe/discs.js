// What every globe's layers are made of: the textures' bounds, the colours, and discs of a fixed size on the screen.
const WORLD = [-180, -90, 180, 90];
const NO_NOTCH = { minFilter: 'linear', magFilter: 'linear', mipmapFilter: 'nearest', lodMaxClamp: 0, addressModeU: 'repeat' };
const LAYER_KINDS = ['BitmapLayer', 'SolidPolygonLayer', 'PathLayer', 'ScatterplotLayer'];
const INK = [8, 14, 28], SKY = [125, 211, 252], WHITE = [255, 255, 255], GREEN = [74, 222, 128];

// Large discs would be cut by the sphere however they float: they are drawn over it, those behind it not at all.
const OVER_ALL = { depthCompare: 'always', depthWriteEnabled: false };

/** Discs of a fixed size on the screen. They float a little, or the sphere would cut them in half. */
function discs(L, id, data, lift, options) {
  return new L.ScatterplotLayer({
    id, data, billboard: true, stroked: true, radiusUnits: 'pixels', lineWidthUnits: 'pixels', antialiasing: true,
    getPosition: (d) => [d.lon, d.lat, lift], updateTriggers: { getPosition: lift }, ...options,
  });
}
