/* Interaction with the trace chart: highlight of connected nodes, arrow keys, zoom buttons. */
"use strict";
for (const frame of document.querySelectorAll(".picture-frame")) {
  const picture = frame.querySelector("svg");
  const stops = [...picture.querySelectorAll("a")];
  const edges = [...picture.querySelectorAll(".edges [data-from]")];
  const node = id => picture.querySelector(`.node[data-id="${CSS.escape(id)}"]`);
  const cells = (end, id) => stops.filter(stop => stop.dataset[end] === id);

  /* Add all nodes that lead to a node (`to`) or away from it (`from`), and the links between. */
  function along(id, end, found) {
    const other = end === "to" ? "from" : "to";
    for (const edge of edges.filter(one => one.dataset[end] === id && !found.has(one))) {
      found.add(edge).add(node(edge.dataset[other]));
      along(edge.dataset[other], end, found);
    }
    if (end === "from") cells("from", id).forEach(cell => found.add(cell));
  }

  function connected(stop) {
    const found = new Set([stop]), { id, from, to } = stop.dataset;
    if (from) along(from, "to", found.add(node(from)).add(node(to)));
    else {
      along(id, "to", found);
      along(id, "from", found);
      if (stop.matches(".head")) cells("to", id).forEach(cell => found.add(cell));
    }
    return found;
  }

  function light(stop) {
    picture.classList.toggle("lit", Boolean(stop));
    picture.querySelectorAll(".on").forEach(one => one.classList.remove("on"));
    if (stop) connected(stop).forEach(one => one.classList.add("on"));
  }

  /* The next link in a direction: linked ones first, then those on the same line, then the nearest. */
  function next(here, x, y) {
    const middle = stop => {
      const { left, top, width, height } = stop.getBoundingClientRect();
      return [left + width / 2, top + height / 2];
    };
    const [left, top] = middle(here), linked = x && here.dataset.id ? connected(here) : new Set();
    let best = null, least = Infinity;
    for (const stop of stops) {
      const [dx, dy] = middle(stop).map((place, i) => place - [left, top][i]);
      const ahead = dx * x + dy * y, aside = Math.abs(x ? dy : dx);
      if (stop === here || ahead < 2) continue;
      const far = ahead + 4 * aside + (linked.size > 1 && !linked.has(stop) ? 1e6 : 0);
      if (far < least) [best, least] = [stop, far];
    }
    return best;
  }

  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const only = stop => stops.forEach(one => one.setAttribute("tabindex", one === stop ? 0 : -1));
  only(stops[0]);
  /* The listener is on the frame: an SVG element with one for the focus could get the focus itself. */
  frame.addEventListener("focusin", event => {
    const stop = event.target.closest("a");
    if (stop) only(stop);
    light(stop);
  });
  frame.addEventListener("focusout", () => light(null));
  picture.addEventListener("keydown", event => {
    const step = STEPS[event.key], stop = event.target.closest("a");
    if (!step || !stop || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    next(stop, ...step)?.focus();
  });
  picture.addEventListener("pointerover", event => light(event.target.closest("a") ?? picture.querySelector("a:focus")));
  picture.addEventListener("pointerleave", () => light(picture.querySelector("a:focus")));

  const ZOOMS = [0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3], FIT = 3;
  let zoom = FIT;
  frame.parentElement.querySelector(".picture-tools").addEventListener("click", event => {
    const way = Number(event.target.closest("button")?.value);
    if (Number.isNaN(way)) return;
    zoom = way ? Math.min(Math.max(zoom + way, 0), ZOOMS.length - 1) : FIT;
    picture.style.setProperty("--zoom", ZOOMS[zoom]);
  });
}
