// Turn the shared arcs into shapes and outlines. An arc is decoded once, so neighbours keep one border, and Leaflet
// takes its points as they are wherever the arc is drawn.

function decodeArcs({ arcs, scale, translate }) {
  return arcs.map((flat) => {
    const points = [];
    for (let i = 0, x = 0, y = 0; i < flat.length; i += 2) {
      x += flat[i];
      y += flat[i + 1];
      points.push(L.latLng(y * scale[1] + translate[1], x * scale[0] + translate[0]));
    }
    return points;
  });
}

// ~i is arc i backwards; each arc begins where the one before it ended.
function ringOf(numbers, arcs) {
  return numbers.flatMap((number_, place) => {
    const points = number_ < 0 ? arcs[~number_].slice().reverse() : arcs[number_];
    return place ? points.slice(1) : points;
  });
}

const polygonsOf = (shape, arcs) => shape.map((rings) => rings.map((ring) => ringOf(ring, arcs)));

// The arcs that part two groups, or a group from the outside: the outline of departments, of countries, of zones.
// What is in no group (null) has no outline of its own.
function outlineOf(shapes, arcs, groupOf) {
  const groups = new Map();
  shapes.forEach((shape, row) => {
    for (const number_ of shape.flat(2)) {
      const arc = number_ < 0 ? ~number_ : number_;
      const seen = groups.get(arc) ?? [];
      groups.set(arc, [...seen, groupOf(row)]);
    }
  });
  const parts = ([, sides]) => (sides.length < 2 ? sides[0] !== null : sides[0] !== sides[1]);
  return [...groups].filter(parts).map(([arc]) => arcs[arc]);
}
