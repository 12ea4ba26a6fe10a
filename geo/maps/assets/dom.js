// Make elements. Text always goes in as text nodes, so a name can never be markup.

const byId = (id) => document.getElementById(id);

function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else if (key === "style") Object.entries(value).forEach(([name, set]) => node.style.setProperty(name, set));
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...present(children));
  return node;
}

// What is null is left out, so that a part can be made or not in place.
const present = (children) => children.flat(Infinity).filter((child) => child !== null && child !== undefined);
const fill = (node, ...children) => node.replaceChildren(...present(children));

function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
  node.append(...children);
  return node;
}
