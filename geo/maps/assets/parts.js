// Bring the two parts of the study. They stand in the page, or beside it; then both are asked for at once.

const partOf = (name) => {
  const inside = byId(`${name}-data`);
  return inside ? JSON.parse(inside.textContent) : read(byId(`${name}-link`).href);
};

async function read(address) {
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${answer.status} ${address}`);
    return await answer.json();
  } catch (fault) {
    byId("fault").hidden = false;
    throw fault;
  }
}

const asked = { geometry: partOf("geometry"), study: partOf("study") };
// Until it is waited for, a part that cannot be read is no fault of its own.
Promise.resolve(asked.study).catch(() => {});

// Only the page that holds this one, from the same origin, may speak and is spoken to. A file has no origin.
const held = window.parent !== window && location.origin !== "null";
document.documentElement.classList.toggle("held", held);
