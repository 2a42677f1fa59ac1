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

  /* These are no classes: a change of any class makes the browser restyle the whole picture. */
  let lit = new Set();
  function light(stop) {
    const found = stop ? connected(stop) : new Set();
    picture.toggleAttribute("data-lit", Boolean(stop));
    for (const one of lit) if (!found.has(one)) one.removeAttribute("data-on");
    for (const one of found) one.setAttribute("data-on", "");
    lit = found;
  }

  /* The middle of each link, as a part of the picture's width: the same at any zoom. */
  let middles;
  function measured() {
    const { left, top, width } = picture.getBoundingClientRect();
    return new Map(stops.map(stop => {
      const box = stop.getBoundingClientRect();
      return [stop, [(box.left + box.width / 2 - left) / width, (box.top + box.height / 2 - top) / width]];
    }));
  }

  /* The next link in a direction: linked ones first, then those on the same line, then the nearest. */
  function next(here, x, y) {
    middles ??= measured();
    const [left, top] = middles.get(here), linked = x && here.dataset.id ? connected(here) : new Set();
    let best = null, least = Infinity;
    for (const [stop, [across, down]] of middles) {
      const dx = across - left, dy = down - top, ahead = dx * x + dy * y, aside = Math.abs(x ? dy : dx);
      if (stop === here || ahead < 0.002) continue;
      const far = ahead + 4 * aside + (linked.size > 1 && !linked.has(stop) ? 1e6 : 0);
      if (far < least) [best, least] = [stop, far];
    }
    return best;
  }

  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  let entry = stops[0];
  stops.forEach(stop => stop.setAttribute("tabindex", stop === entry ? 0 : -1));
  /* The listener is on the frame: an SVG element with one for the focus could get the focus itself. */
  frame.addEventListener("focusin", event => {
    const stop = event.target.closest("a");
    if (stop) {
      entry.setAttribute("tabindex", -1);
      stop.setAttribute("tabindex", 0);
      entry = stop;
    }
    light(stop);
  });
  frame.addEventListener("focusout", event => {
    if (!picture.contains(event.relatedTarget)) light(null);
  });
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
