/* Matrices: one stop for Tab, then arrow keys, and a line that says a cell in words. A link to what
   a cell rests on opens it beside the cell; where that cannot be, the link leads where it leads. */
"use strict";
const Evidence = {
  pages: new Map(),

  add(page, data) {
    Evidence.pages.set(page, data);
  },
};
{
  const all = (what, where = document) => [...where.querySelectorAll(what)];
  const way = document.dir === "rtl" ? -1 : 1; // of the x axis in which columns run
  const root = new URL(document.documentElement.dataset.content_root ?? "./", location.href);
  const choosing = document.getElementById("explorer-data"); // its page has the choice in its address

  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  }

  /* --- Keys, and the line below the table --- */

  for (const table of all("table.matrix")) {
    const rows = all("tbody tr", table).map(row => all("td", row));
    const stops = rows.map(row => row.map(cell => cell.querySelector("a") ?? cell));
    const heads = all("thead th", table).slice(1);
    const line = table.closest("[role=region]").nextElementSibling;
    const place = target => {
      const cell = target.closest("td"), row = rows.findIndex(one => one.includes(cell));
      return row < 0 ? null : [row, rows[row].indexOf(cell)];
    };
    const stop = chosen => stops.flat().forEach(one => { one.tabIndex = one === chosen ? 0 : -1; });
    const say = ([row, column]) => {
      const cell = rows[row][column], head = cell.parentElement.querySelector("th");
      heads.forEach((one, number) => one.classList.toggle("on", number === column));
      all("tbody th", table).forEach(one => one.classList.toggle("on", one === head));
      const title = cell.querySelector(".value-conditional, .value-disputed")?.closest("[title]")?.title;
      const values = { entry: head.textContent, about: heads[column].textContent, answer: words(cell), condition: title };
      line.textContent = title ? _("{entry}, {about}: {answer}, {condition}", values) : _("{entry}, {about}: {answer}", values);
    };
    const words = cell => [...cell.querySelector("p").childNodes].map(node => {
      const copy = node.cloneNode(true);
      if (copy.querySelectorAll) all(".symbol", copy).forEach(symbol => symbol.remove());
      return copy.textContent;
    }).join("").trim();
    stop(stops[0]?.[0]);
    table.addEventListener("focusin", ({ target }) => target.scrollIntoView({ block: "nearest", inline: "nearest" }));
    for (const kind of ["focusin", "pointerover"]) table.addEventListener(kind, ({ target }) => {
      const at = place(target);
      if (!at) return;
      say(at);
      if (kind === "focusin") stop(stops[at[0]][at[1]]);
    });
    table.addEventListener("keydown", event => {
      const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -way], ArrowRight: [0, way] }[event.key];
      const at = place(event.target);
      if (!step || !at || event.altKey || event.ctrlKey || event.metaKey) return;
      const next = stops[at[0] + step[0]]?.[at[1] + step[1]];
      event.preventDefault();
      next?.focus();
    });
  }

  /* --- Evidence --- */

  const [aboutPlace, title, facts, ways, cite] = ["p", "h2", "dl", "p", "p"].map(name => make(name));
  aboutPlace.className = "about";
  title.id = "evidence-title";
  cite.className = "cite";
  const close = make("button", { type: "button", onclick: () => box.hidePopover() }, _("Close"));
  const copy = make("button", { type: "button", onclick: copied }, _("Copy citation"));
  const box = make("div", { class: "evidence", popover: "auto", role: "dialog", "aria-labelledby": title.id },
    make("header", {}, aboutPlace, close), title, facts, make("footer", {}, ways, copy, cite));
  let from = null; // the link whose evidence is open

  const target = link => {
    const address = new URL(link.href, location.href), page = address.pathname.slice(root.pathname.length);
    return { anchor: decodeURIComponent(address.hash.slice(1)), page: decodeURIComponent(page).replace(/\.html$/, "") };
  };

  /* Load the evidence of a page of the site; the promise fails where there is none. */
  function load(page) {
    if (Evidence.pages.has(page)) return Promise.resolve(Evidence.pages.get(page));
    return new Promise((resolve, reject) => {
      const src = new URL(`_evidence/${page}.js`, root).href;
      document.head.append(make("script", { src, onerror: reject, onload: () => resolve(Evidence.pages.get(page)) }));
    });
  }

  function piece(symbols, [text, address, tone, told]) {
    let shown = text;
    if (tone === "editorial") shown = make("span", {}, make("span", { class: "editorial" }, _("editorial")), ` ${text}`);
    else if (symbols[tone]) {
      shown = make("span", { class: `value value-${tone}`, ...(told && { title: told }) },
        make("span", { class: "symbol", "aria-hidden": "true" }, `${symbols[tone]}\u00a0`), text);
    }
    if (!address) return shown;
    const away = address.startsWith("https://");
    return make("a", { href: away ? address : new URL(address, root).href, class: `reference ${away ? "external" : "internal"}` }, shown);
  }

  function fill({ symbols, cells, lines }, { anchor }, link) {
    const [about, said, numbers] = cells[anchor], shown = (pieces, between = " ") => pieces.flatMap(one => [between, piece(symbols, one)]).slice(1);
    aboutPlace.replaceChildren(...shown(about, _(", ")));
    title.replaceChildren(...shown(said));
    facts.replaceChildren(...numbers.flatMap(number => {
      const [label, pieces] = lines[number];
      return [make("dt", {}, label), make("dd", {}, ...shown(pieces))];
    }));
    const address = choosing ? link.href : new URL(`#${anchor}`, location.href).href;
    ways.replaceChildren(make("a", { href: link.href }, _("On the page of {entry}", { entry: about[0][0] })), " ",
      make("a", { href: address }, _("Address of this cell")));
    const site = document.querySelector(".sidebar-brand, .brand")?.textContent.trim();
    const edition = document.querySelector(".editions")?.dataset.cited, joined = texts => texts.filter(Boolean).join(_(", "));
    // Translators: a citation of what a cell of a table says; "site" has the title, and the edition if there is one.
    cite.textContent = _("{about}: {answer}. In: {site}. {address}", {
      about: joined(about.map(one => one[0])), answer: joined(said.map(one => one[0])), site: joined([site, edition]), address,
    });
    copy.textContent = _("Copy citation");
  }

  async function copied() {
    try {
      await navigator.clipboard.writeText(cite.textContent);
      copy.textContent = _("Copied");
    } catch { // a page from a folder may not write to the clipboard in every browser
      getSelection().selectAllChildren(cite);
      copy.textContent = _("Selected: copy it now");
    }
  }

  function place(cell) {
    const at = cell.getBoundingClientRect(), gap = 10, { offsetWidth: width, offsetHeight: height } = box;
    const after = way > 0 ? at.right + gap : at.left - gap - width, before = way > 0 ? at.left - gap - width : at.right + gap;
    const fits = after > gap && after + width < innerWidth;
    box.style.left = `${scrollX + (fits ? after : Math.max(gap, Math.min(before, innerWidth - width - gap)))}px`;
    box.style.top = `${scrollY + Math.max(gap, Math.min(at.top - 48, innerHeight - height - gap))}px`;
  }

  async function open(link) {
    const wanted = target(link);
    try {
      const data = await load(wanted.page);
      if (!data.cells[wanted.anchor]) throw wanted;
      fill(data, wanted, link);
    } catch {
      location.href = link.href;
      return;
    }
    link.focus({ preventScroll: true });
    if (phone.matches) link.scrollIntoView({ block: "start", inline: "nearest" });
    if (!box.isConnected) document.body.append(box);
    box.showPopover();
    box.scrollTop = 0;
    if (!phone.matches) place(link);
    close.focus({ preventScroll: true });
    from = link;
    link.classList.add("open");
    if (!choosing) history.replaceState(history.state, "", `#${wanted.anchor}`);
  }

  const phone = matchMedia("(max-width: 46em)");
  box.addEventListener("toggle", ({ newState }) => {
    if (newState !== "closed" || !from) return;
    from.classList.remove("open");
    if (!choosing) history.replaceState(history.state, "", location.pathname + location.search);
    from = null;
  });
  const opens = link => link && link.hash.includes("--") && new URL(link.href).pathname !== location.pathname;
  if ("popover" in HTMLElement.prototype) {
    document.addEventListener("click", event => {
      const link = event.target.closest("table.matrix td a, .explorer td a");
      if (!opens(link) || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      open(link);
    });
    const asked = () => {
      const link = location.hash.includes("--") && all("table.matrix td a").find(one => opens(one) && one.hash === location.hash);
      if (link) open(link);
    };
    addEventListener("hashchange", asked);
    asked();
  }
}
