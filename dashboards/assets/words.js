// Write what stands in the page in the reader's language, and mark the view that is open.

(() => {
  "use strict";
  const arraigo = window.arraigo;
  const { asked, el, langOf, words } = arraigo;
  const byId = (id) => document.getElementById(id);
  let written = null; // the language of the page

  function write(address) {
    const lang = langOf(address);
    if (written === lang) return;
    written = lang;
    const { texts, menu, files } = words();
    document.documentElement.lang = lang;
    for (const [id, name, text] of texts) {
      if (name === "children") byId(id).textContent = text;
      else byId(id).setAttribute(name, text);
    }
    document.title = byId("title").textContent;
    for (const code of ["es", "en"]) byId(`lang-${code}`).setAttribute("aria-pressed", String(code === lang));
    for (const button of byId("menu").children) button.textContent = menu[button.dataset.view];
    byId("downloads").replaceChildren(...files.map(([kind, told, href]) =>
      el("li", {}, el("a", { href, download: "" }, el("span", {}, kind), el("small", {}, told)))));
    arraigo.onWords.forEach((act) => act());
  }

  function showView() {
    const { menu, wide } = words();
    const [first] = Object.keys(menu);
    const view = Object.hasOwn(menu, asked().get("view")) ? asked().get("view") : first;
    byId("main").className = view === first ? "main" : `main ${wide.includes(view) ? "wide" : "beside"}`;
    for (const button of byId("menu").children) {
      button.setAttribute("aria-current", button.dataset.view === view ? "page" : "false");
    }
    requestAnimationFrame(scrollMenu);
  }

  // On a small screen the menu scrolls sideways; the view that is open is to be seen.
  function scrollMenu() {
    const menu = byId("menu");
    const open = menu.querySelector('[aria-current="page"]');
    menu.scrollLeft = open.offsetLeft - (menu.clientWidth - open.offsetWidth) / 2;
  }

  arraigo.onAddress(write);
  scrollMenu();
  Object.assign(window.dash_clientside.arraigo, { showView });
})();
