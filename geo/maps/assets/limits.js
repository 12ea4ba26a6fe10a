// Give each layer the class limits of the scheme the reader chose, and as many colours as there are classes.

const SCHEMES = ["quantiles", "natural", "equal", "pretty"];
const CLASSES = 5;

const schemeOf = (layer) => (layer.schemes ? state.scheme || layer.scheme : null);

function limitsOf(layer) {
  if (!layer.schemes) return layer.breaks;
  const name = schemeOf(layer);
  // New scores come without natural breaks: they are worked out here when somebody looks at them.
  if (name === "natural") layer.schemes.natural ??= natural(layer.values);
  return layer.schemes[name] ?? layer.breaks;
}

const ramps = new Map();

// As geo/maps/palette.py: spread from the light end to the dark one, the middle where there is one class.
function coloursOf(layer) {
  if (!layer.shade) return layer.colours;
  const count = limitsOf(layer).length;
  const key = `${layer.shade} ${count}`;
  if (!ramps.has(key)) {
    const ramp = data.ramps[layer.shade];
    const last = ramp.length - 1;
    const place = (n) => (count <= 1 ? Math.floor(ramp.length / 2) : Math.round((n * last) / (count - 1)));
    ramps.set(key, Array.from({ length: count }, (_, n) => ramp[place(n)]));
  }
  return ramps.get(key);
}

// The exact partition of Fisher (1958), as geo/maps/breaks.py works it out.
function natural(values) {
  const counts = new Map();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  const distinct = [...counts.keys()].sort((a, b) => a - b);
  const size = distinct.length;
  if (size <= CLASSES) return distinct;
  // Centred and scaled first: sums of squares of large numbers would lose the small differences.
  const mean = distinct.reduce((sum, value) => sum + value, 0) / size;
  const range = distinct[size - 1] - distinct[0];
  const sums = [new Float64Array(size + 1), new Float64Array(size + 1), new Float64Array(size + 1)];
  distinct.forEach((value, place) => {
    const centred = (value - mean) / range;
    sums.forEach((sum, power) => { sum[place + 1] = sum[place] + counts.get(value) * centred ** power; });
  });
  const [weight, total, square] = sums;
  const spread = (first, last) => {
    const [n, sum, squares] = [weight, total, square].map((run) => run[last + 1] - run[first]);
    return Math.max(squares - (sum * sum) / n, 0);
  };
  let best = Float64Array.from(distinct, (_, last) => spread(0, last));
  const starts = [];
  for (let more = 1; more < CLASSES; more += 1) {
    const next = new Float64Array(size).fill(Infinity);
    const start = new Int32Array(size);
    for (let last = more; last < size; last += 1) {
      for (let first = more; first <= last; first += 1) {
        const cost = best[first - 1] + spread(first, last);
        if (cost < next[last]) [next[last], start[last]] = [cost, first];
      }
    }
    best = next;
    starts.push(start);
  }
  const ends = [size - 1];
  for (const start of starts.reverse()) ends.push(start[ends[ends.length - 1]] - 1);
  return ends.reverse().map((place) => distinct[place]);
}
