/* View of the explorer: a form of questions, a table of the entries' answers, and a comparison. */
"use strict";
{
  const data = JSON.parse(document.getElementById("explorer-data").textContent);
  const text = (number) => data.texts[number]; // each is there once
  for (const { verdicts, values } of data.entries) {
    for (const verdict of Object.values(verdicts)) verdict[2] = verdict[2].map((reason) => reason.map(text));
    for (const value of Object.values(values)) value[1] = text(value[1]);
  }
  const { titles } = data, questions = Decide.questions(data);
  const page = document.getElementById("explorer");
  const ORDERS = { back: "missed go to the end", met: "most met first", source: "in document order" };
  let state = Decide.read(location.hash, data);

  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else if (typeof value === "boolean") element[key] = value;
      else element.setAttribute(key, value);
    }
    element.append(...children.flat());
    return element;
  }
  const link = (href, ...text) => href ? make("a", { href, class: "reference internal" }, ...text) : make("span", {}, ...text);
  const named = ({ name, title, href }) => [link(href, name), title ? ` ${title}` : ""];
  const plain = ({ name, title }) => title ? `${name} ${title}` : name;

  function badge(label, tone, told = "") {
    const symbol = make("span", { class: "symbol", "aria-hidden": "true" }, data.symbols[tone] ?? "");
    return make("span", { class: `value value-${tone}`, ...(told && { title: told }) }, symbol, " ", label);
  }

  /* --- Questions --- */

  function box(attributes, ...label) {
    return make("label", {}, make("input", { type: "checkbox", ...attributes }), make("span", {}, ...label));
  }

  function askedChoice() {
    const groups = make("select", { "aria-label": `Add a group: ${titles.asked}`, onchange: addGroup },
      make("option", { value: "" }, "Add a group …"),
      ...data.groups.map(({ caption, groups }, i) => make("optgroup", { label: caption },
        ...groups.map(([name, ids], j) => make("option", { value: `${i} ${j}` }, `${name} (${ids.length})`)))));
    const silent = data.silent.length
      ? [make("details", {}, make("summary", {}, `${data.silent.length} that no criterion speaks to`),
          make("ul", {}, ...data.silent.map(item => make("li", {}, ...named(item)))))] : [];
    return make("fieldset", {}, make("legend", {}, titles.asked),
      ...(data.groups.length ? [groups] : []),
      ...data.asked.map(item => box({ name: "meet", value: item.id }, make("b", {}, item.name), item.title ? ` ${item.title}` : "")),
      ...silent);
  }

  function valueChoice() {
    return make("fieldset", {}, make("legend", {}, `${titles.criterion}: acceptable values`),
      ...data.criteria.map(criterion => make("details", { "data-criterion": criterion.id },
        make("summary", {}, criterion.name, " ", make("span", { class: "chosen" })),
        ...Object.entries(criterion.values).map(([value, word]) =>
          box({ name: "value", value: `${criterion.id}:${value}` }, badge(...word))))));
  }

  function addGroup(event) {
    const [i, j] = event.target.value.split(" ");
    if (j) data.groups[i].groups[j][1].forEach(id => state.meet.add(id));
    event.target.value = "";
    changed();
  }

  function choose({ target: { name, value, checked } }) {
    if (name === "meet") state.meet[checked ? "add" : "delete"](value);
    if (name === "value") {
      const [id, word] = value.split(":"), words = state.values.get(id) ?? new Set();
      words[checked ? "add" : "delete"](word);
      words.size ? state.values.set(id, words) : state.values.delete(id);
    }
    if (name === "meet" || name === "value") changed();
  }

  function showChoice() {
    for (const input of form.querySelectorAll("input")) {
      const [id, word] = input.value.split(":");
      input.checked = input.name === "meet" ? state.meet.has(id) : Boolean(state.values.get(id)?.has(word));
    }
    for (const details of form.querySelectorAll("[data-criterion]")) {
      const count = state.values.get(details.dataset.criterion)?.size;
      details.querySelector(".chosen").textContent = count ? `${count} acceptable` : "";
    }
  }

  /* --- Answers --- */

  const RANKS = total => [`Meet all ${total}`, "Under a condition, partly or open", "Miss something"];

  function reasons({ answers }, chosen) {
    const lines = answers.map(({ state, label, reasons }, i) => state === "met" ? null
      : make("li", {}, make("b", {}, `${chosen[i].name}: ${label}.`), " ", reasons.join(" ")));
    return lines.filter(line => line);
  }

  /* The row of an entry, and one below it with the reasons for every question that is not met. */
  function rowsOf(ranked, chosen) {
    const { entry, answers, met, rank } = ranked, lines = reasons(ranked, chosen), id = `answer-${entry.id}`;
    const tick = make("input", { type: "checkbox", name: "compare", value: entry.id, "aria-label": `Compare ${entry.name}` });
    const counted = chosen.length ? [
      make("td", { class: "count" }, `${met} of ${chosen.length}`),
      ...answers.map(({ href, label, tone }) => make("td", {}, link(href, badge(label, tone)))),
    ] : [make("td", {}, entry.summary)];
    const row = make("tr", { class: chosen.length ? `rank-${rank}` : "" },
      make("td", { class: "tick" }, make("label", {}, tick)),
      make("th", { scope: "row", id }, link(entry.href, entry.name)), ...counted);
    if (!lines.length) return [row];
    const why = make("td", { colspan: chosen.length + 3, headers: id }, make("ul", {}, ...lines));
    return [row, make("tr", { class: "why" }, why)];
  }

  function bodies(rows, chosen) {
    if (!chosen.length || state.order !== "back") return [make("tbody", {}, ...rows.flatMap(one => rowsOf(one, chosen)))];
    return RANKS(chosen.length).map((text, rank) => {
      const group = rows.filter(one => one.rank === rank);
      const title = make("th", { scope: "rowgroup", colspan: chosen.length + 3 }, `${text}: ${group.length}`);
      return group.length ? make("tbody", {}, make("tr", { class: "group" }, title), ...group.flatMap(one => rowsOf(one, chosen))) : "";
    });
  }

  function showAnswers() {
    const chosen = Decide.chosen(state, data), rows = Decide.ranked(state, data);
    const columns = chosen.length
      ? [make("th", { scope: "col" }, "Met"),
        ...chosen.map(({ href, name, title = "" }) => make("th", { scope: "col", title }, link(href, name)))]
      : [make("th", { scope: "col" }, "What it is")];
    table.replaceChildren(
      make("thead", {}, make("tr", {}, make("th", { scope: "col", class: "tick" }, "Compare"),
        make("th", { scope: "col" }, titles.entry), ...columns)),
      ...bodies(rows, chosen));
    table.classList.toggle("plain", !chosen.length);
    const counts = [0, 1, 2].map(rank => rows.filter(one => one.rank === rank).length);
    status.textContent = chosen.length
      ? `${RANKS(chosen.length).map((text, rank) => `${text}: ${counts[rank]}.`).join(" ")}`
      : "Nothing is chosen yet.";
    form.querySelector("summary .chosen").textContent = chosen.length ? `${chosen.length} chosen` : "";
  }

  /* --- Comparison --- */

  function compare({ target: { name, value, checked } }) {
    if (name !== "compare") return;
    state.compare = state.compare.filter(id => id !== value).concat(checked ? [value] : []);
    remember();
    showSide();
  }

  function pairs() {
    const entries = state.compare.map(id => data.entries.find(entry => entry.id === id));
    const all = questions.map(question => [question, entries.map(entry => Decide.answer(entry, question, data, state.values.get(question.id)))]);
    const differ = ([, answers]) => new Set(answers.map(answer => answer.label)).size > 1;
    return [entries, state.differences ? all.filter(differ) : all];
  }

  const matters = question => question.kind === "asked" ? state.meet.has(question.id) : state.values.has(question.id);

  function showSide() {
    for (const tick of table.querySelectorAll("[name=compare]")) {
      tick.checked = state.compare.includes(tick.value);
      tick.disabled = !tick.checked && state.compare.length >= Decide.MOST;
    }
    const enough = state.compare.length > 1;
    jump.textContent = enough ? `See ${state.compare.length} side by side`
      : `Tick 2 to ${Decide.MOST} to see them side by side.`;
    enough ? jump.setAttribute("href", "#side-by-side") : jump.removeAttribute("href");
    side.hidden = !enough;
    if (!enough) return;
    only.checked = state.differences;
    const [entries, rows] = pairs();
    const kinds = { asked: titles.asked, criterion: titles.criterion };
    const groups = Object.entries(kinds).map(([kind, title]) => {
      const own = rows.filter(([question]) => question.kind === kind);
      const heading = make("tr", { class: "group" }, make("th", { scope: "rowgroup", colspan: entries.length + 1 }, title));
      return own.length ? make("tbody", {}, heading, ...own.map(([question, answers]) => make("tr", {},
        make("th", { scope: "row" }, ...named(question), ...(matters(question) ? [" ", make("span", { class: "chosen" }, "chosen")] : [])),
        ...answers.map(({ href, label, tone, short }) => make("td", {}, link(href, badge(label, tone)),
          ...short.map(said => make("p", {}, said))))))) : "";
    });
    sideTable.replaceChildren(
      make("thead", {}, make("tr", {}, make("td", {}), ...entries.map(entry => make("th", { scope: "col" }, link(entry.href, entry.name))))),
      ...groups);
    sideStatus.textContent = state.differences ? `${rows.length} of ${questions.length} differ.` : "";
  }

  /* --- Download --- */

  function save(name, rows) {
    const address = URL.createObjectURL(new Blob([Decide.csv(rows)], { type: "text/csv" }));
    make("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  function saveAnswers() {
    const chosen = Decide.chosen(state, data);
    const why = one => reasons(one, chosen).map(line => line.textContent).join(" ");
    save("chosen.csv", [
      [titles.entry, ...(chosen.length ? ["Met", ...chosen.map(plain), "Why"] : ["Summary"])],
      ...Decide.ranked(state, data).map(one => [one.entry.name, ...(chosen.length
        ? [`${one.met} of ${chosen.length}`, ...one.answers.map(answer => answer.label), why(one)] : [one.entry.summary])]),
    ]);
  }

  function saveSide() {
    const [entries, rows] = pairs();
    save("side-by-side.csv", [
      ["", ...entries.map(entry => entry.name)],
      ...rows.map(([question, answers]) => [plain(question), ...answers.map(({ label, short }) => [`${label}.`, ...short].join(" "))]),
    ]);
  }

  /* --- State in the address --- */

  function remember() {
    const text = Decide.write(state);
    history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
  }

  function show() {
    order.value = state.order;
    showChoice();
    showAnswers();
    showSide();
  }

  function changed() {
    remember();
    show();
  }

  const button = (text, onclick) => make("button", { type: "button", onclick }, text);
  const frame = (label, content) => make("div", { class: "table-wrapper docutils container scrolls", role: "region", tabindex: "0", "aria-label": label }, content);
  const form = make("form", { class: "choices", "aria-label": "What matters", onchange: choose, onsubmit: event => event.preventDefault() },
    make("details", { open: matchMedia("(min-width: 63.01em)").matches },
      make("summary", {}, "What matters ", make("span", { class: "chosen" })), askedChoice(), valueChoice()));
  const status = make("p", { role: "status", class: "status" });
  const order = make("select", { onchange: () => { state.order = order.value; changed(); } },
    ...Decide.ORDERS.map(name => make("option", { value: name }, ORDERS[name])));
  const jump = make("a", {});
  const table = make("table", { class: "docutils computed answers", onchange: compare });
  const only = make("input", { type: "checkbox", onchange: () => { state.differences = only.checked; remember(); showSide(); } });
  const sideStatus = make("span", { role: "status" });
  const sideTable = make("table", { class: "docutils computed side" });
  const side = make("section", { id: "side-by-side", hidden: true, tabindex: "-1" }, make("h2", {}, "Side by side"),
    make("p", { class: "tools" }, make("label", {}, only, " Only differences"), sideStatus, button("Save as CSV", saveSide)),
    frame("Side by side", sideTable));

  page.append(form, make("div", { class: "found" }, status,
    make("p", { class: "tools" }, make("label", {}, "Order: ", order), button("Save as CSV", saveAnswers),
      button("Start over", () => { state = Decide.read("", data); changed(); }), make("span", { class: "jump" }, jump)),
    frame(titles.entry, table)), side);
  jump.addEventListener("click", event => {
    event.preventDefault();
    side.scrollIntoView();
    side.focus({ preventScroll: true });
  });
  addEventListener("hashchange", () => {
    state = Decide.read(location.hash, data);
    show();
  });
  show();
}
