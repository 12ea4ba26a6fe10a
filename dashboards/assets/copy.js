// Hand out the address: to the clipboard where the browser lets it, else in a field that is ready to be copied.

(() => {
  "use strict";
  const { el, say } = window.arraigo;

  async function copy() {
    const place = document.getElementById("link");
    const field = el("input", { type: "text", readonly: "", value: location.href, "aria-label": say("link_by_hand") });
    place.replaceChildren(el("p", { role: "status" }), field);
    field.select();
    let copied = false;
    try {
      await navigator.clipboard.writeText(location.href);
      copied = true;
    } catch {
      field.focus();
      field.select();
      copied = document.execCommand("copy");
    }
    // The words come after the place for them is there: only then are they read out.
    requestAnimationFrame(() => { place.firstChild.textContent = say(copied ? "link_copied" : "link_by_hand"); });
    if (!copied) return;
    setTimeout(() => { if (!place.contains(document.activeElement)) place.replaceChildren(); }, 4000);
  }

  document.addEventListener("click", ({ target }) => {
    const place = document.getElementById("link");
    if (target.closest("#copy-link")) copy();
    else if (place && !place.contains(target)) place.replaceChildren();
  });

  window.addEventListener("beforeprint", () => {
    const date = new Date().toLocaleDateString(document.documentElement.lang === "en" ? "en-GB" : "es", { dateStyle: "long" });
    document.getElementById("printed").textContent = `${say("printed", { date })} · ${location.href}`;
  });
})();
