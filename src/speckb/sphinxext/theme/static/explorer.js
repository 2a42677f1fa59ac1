/* View of the explorer: a form of questions, a table of the entries' answers, and a comparison. */
"use strict";
{
  const packed = JSON.parse(document.getElementById("explorer-data").textContent);
  let data = Decide.unpacked(packed);
  const { titles } = data, questions = Decide.questions(data), asking = Decide.asking(data);
  const page = document.getElementById("explorer");
  const ORDERS = { back: _("missed go to the end"), met: _("most met first"), source: _("in document order") };
  const CONDITIONAL = data.states[1], SHORT = 5;
  let state = Decide.NOTHING(), notes = [], emptied = "";

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

  const conditionsOf = conditions => conditions.map(one => make("span", { class: "condition" }, _("if {condition}", { condition: one })));

  /* --- Questions --- */

  function box(attributes, ...label) {
    return make("label", {}, make("input", { type: "checkbox", ...attributes }), make("span", {}, ...label));
  }

  function plainQuestions() {
    return asking.map(({ id, name, href, asks, answers }) => make("fieldset", { "data-asks": id }, make("legend", {}, asks),
      ...answers.map(([label], i) => make("label", {}, make("input", { type: "radio", name: `asks-${id}`, value: i }), make("span", {}, label))),
      make("p", { class: "about" }, link(href, name), make("span", { class: "chosen" }))));
  }

  function folded(title, ...content) {
    return make("details", {}, make("summary", {}, `${title} `, make("span", { class: "chosen" })), ...content);
  }

  function askedChoice() {
    if (!data.asked.length && !data.silent.length) return "";
    const groups = make("select", { "aria-label": _("Add a group: {type}", { type: titles.asked }), onchange: addGroup },
      make("option", { value: "" }, _("Add a group …")),
      ...data.groups.map(({ caption, groups }, i) => make("optgroup", { label: caption },
        ...groups.map(([name, ids], j) => make("option", { value: `${i} ${j}` }, `${name} (${ids.length})`)))));
    const silent = data.silent.length
      ? [make("details", {}, make("summary", {},
          ngettext("{n} that no {type} assesses", "{n} that no {type} assesses", data.silent.length, { type: data.nouns.criterion })),
          make("ul", {}, ...data.silent.map(item => make("li", {}, ...named(item)))))] : [];
    return folded(_("Choose by {type}", { type: data.nouns.asked }), make("fieldset", {}, make("legend", {}, titles.asked),
      ...(data.groups.length ? [groups] : []),
      ...data.asked.map(item => box({ name: "meet", value: item.id }, make("b", {}, item.name), item.title ? ` ${item.title}` : "")),
      ...silent));
  }

  function valueChoice() {
    return folded(_("Choose by value"), make("fieldset", {}, make("legend", {}, _("{type}: acceptable values", { type: titles.criterion })),
      ...data.criteria.map(criterion => make("details", { "data-criterion": criterion.id },
        make("summary", {}, criterion.name, " ", make("span", { class: "chosen" })),
        ...Object.entries(criterion.values).map(([value, word]) =>
          box({ name: "value", value: `${criterion.id}:${value}` }, badge(...word))),
        make("p", { class: "about" }, link(criterion.href, _("What these words mean")))))));
  }

  function addGroup(event) {
    const [i, j] = event.target.value.split(" ");
    event.target.value = "";
    if (!j) return;
    data.groups[i].groups[j][1].forEach(id => state.meet.add(id));
    changed();
  }

  function choose({ target: { name, value, checked } }) {
    const change = checked ? "add" : "delete", question = asking.find(({ id }) => name === `asks-${id}`);
    if (name === "meet") state.meet[change](value);
    else if (name === "value") {
      const [id, word] = value.split(":"), words = new Set(state.values.get(id));
      words[change](word);
      accept(id, words);
    } else if (question) accept(question.id, new Set(question.answers[value][1]));
    else return;
    changed();
  }

  const accept = (id, words) => words.size ? state.values.set(id, words) : state.values.delete(id);

  function showChoice() {
    for (const input of page.querySelectorAll("[name=meet], [name=value]")) {
      const [id, word] = input.value.split(":");
      input.checked = input.name === "meet" ? state.meet.has(id) : Boolean(state.values.get(id)?.has(word));
    }
    for (const one of asking) {
      const group = page.querySelector(`[data-asks="${one.id}"]`), answer = Decide.answered(one, state);
      group.querySelectorAll("input").forEach((input, i) => { input.checked = i === answer; });
      group.querySelector(".chosen").textContent = answer < 0 ? _(": values of your own, below") : "";
    }
    for (const details of page.querySelectorAll("[data-criterion]")) {
      const count = state.values.get(details.dataset.criterion)?.size;
      details.querySelector(".chosen").textContent = count ? ngettext("{n} acceptable", "{n} acceptable", count) : "";
    }
    [state.meet.size, state.values.size].forEach((count, i) => {
      more.children[i].querySelector(".chosen").textContent = count ? ngettext("{n} chosen", "{n} chosen", count) : "";
    });
  }

  /* --- Answers --- */

  // Translators: headings of groups of entries; the number is that of what was chosen.
  const RANKS = total => [
    ngettext("Meet all {n}", "Meet all {n}", total),
    ngettext("Meet all {n} under a condition", "Meet all {n} under a condition", total),
    _("Partly or open"), _("Miss something"),
  ];

  function reasons({ answers }, chosen) {
    const lines = answers.map(({ state, label, reasons }, i) => state === data.states[0] ? null
      : make("li", {}, make("b", {}, _("{about}: {answer}.", { about: chosen[i].name, answer: label })), " ", reasons.join(" ")));
    return lines.filter(line => line);
  }

  /* The row of an entry, and one below it with the reasons for every question that is not met. */
  function rowsOf(ranked, chosen) {
    const { entry, answers, met, rank } = ranked, lines = reasons(ranked, chosen), id = `answer-${entry.id}`;
    const tick = make("input", { type: "checkbox", name: "compare", value: entry.id, "aria-label": _("Compare {entry}", { entry: entry.name }) });
    const counted = chosen.length ? [
      make("td", { class: "count" }, _("{n} of {total}", { n: met, total: chosen.length })),
      ...answers.map(({ href, label, tone, conditions }) => make("td", {}, link(href, badge(label, tone)), ...conditionsOf(conditions))),
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
      const title = make("th", { scope: "rowgroup", colspan: chosen.length + 3 }, _("{group}: {number}", { group: text, number: group.length }));
      return group.length ? make("tbody", {}, make("tr", { class: "group" }, title), ...group.flatMap(one => rowsOf(one, chosen))) : "";
    });
  }

  function showAnswers() {
    const chosen = Decide.chosen(state, data), rows = Decide.ranked(state, data);
    const columns = chosen.length
      // Translators: heading of the column with how much of what was chosen an entry meets.
      ? [make("th", { scope: "col" }, _("Met")),
        ...chosen.map(({ href, name, title = "" }) => make("th", { scope: "col", title }, link(href, name)))]
      : [make("th", { scope: "col" }, _("What it is"))];
    table.replaceChildren(
      // Translators: heading of the column in which entries are ticked to compare them.
      make("thead", {}, make("tr", {}, make("th", { scope: "col", class: "tick" }, _("Compare")),
        make("th", { scope: "col" }, titles.entry), ...columns)),
      ...bodies(rows, chosen));
    table.classList.toggle("plain", !chosen.length);
    status.textContent = Decide.sentence(rows, chosen, data);
    const said = [...differences(), ...conditions(rows, chosen)];
    because.hidden = !said.length;
    because.open = said.length <= SHORT;
    because.replaceChildren(make("summary", {}, _("Conditions and differences ({n})", { n: said.length })), make("ul", {}, ...said.map(one => make("li", {}, one))));
  }

  const values = (entry, question, { label, conditions }) =>
    ({ entry: entry.name, about: question.name, answer: label, conditions: conditions.join("; ") });

  /* What is met under a condition by those who are left. */
  function conditions(rows, chosen) {
    return rows.filter(({ rank }) => rank === 1).flatMap(({ entry, answers }) => answers.flatMap((answer, i) =>
      answer.state !== CONDITIONAL ? [] : chosen[i].kind === "asked"
        ? _("{entry} meets {about} under a condition: {conditions}.", values(entry, chosen[i], answer))
        : _("{entry}, {about}: {answer}, if {conditions}.", values(entry, chosen[i], answer))));
  }

  /* Where the values chosen for a criterion and a verdict that rests on it do not agree. */
  function differences() {
    return Decide.differing(state, data).map(({ criterion, about, value, verdict, isLeft, names }) => {
      const { label, conditions } = verdict, answer = conditions.length
        ? _("{answer}, if {conditions}", { answer: label, conditions: conditions.join("; ") }) : label;
      const values = { criterion: criterion.name, names: names.join(_(", ")), value: value.label, about: about.name, answer };
      return isLeft ? ngettext(
        "By the values of {criterion}, {names} is left ({value}); by {about}, which rests on it: {answer}.",
        "By the values of {criterion}, {names} are left ({value}); by {about}, which rests on it: {answer}.",
        names.length, values,
      ) : ngettext(
        "By the values of {criterion}, {names} is not left ({value}); by {about}, which rests on it: {answer}.",
        "By the values of {criterion}, {names} are not left ({value}); by {about}, which rests on it: {answer}.",
        names.length, values,
      );
    });
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
    jump.textContent = ngettext("See {n} side by side", "See {n} side by side", state.compare.length);
    ways.replaceChildren(enough ? jump : _("Tick 2 to {most} to see them side by side.", { most: Decide.MOST }));
    side.hidden = !enough;
    if (!enough) return;
    only.checked = state.differences;
    const [entries, rows] = pairs();
    const kinds = { asked: titles.asked, criterion: titles.criterion };
    const group = content => make("tbody", { role: "rowgroup" }, ...content);
    const groups = Object.entries(kinds).map(([kind, title]) => {
      const own = rows.filter(([question]) => question.kind === kind);
      const heading = make("tr", { class: "group", role: "row" }, make("th", { scope: "rowgroup", role: "rowheader", colspan: entries.length + 1 }, make("span", { class: "stays" }, title)));
      return own.length ? group([heading, ...own.map(([question, answers]) => make("tr", { role: "row" },
        make("th", { scope: "row", role: "rowheader" }, make("span", { class: "stays" }, ...named(question), ...(matters(question) ? [" ", make("span", { class: "chosen" }, _("chosen"))] : []))),
        ...answers.map(({ href, label, tone, short, conditions }, i) => make("td", { role: "cell", "data-name": entries[i].name }, link(href, badge(label, tone)),
          ...conditionsOf(conditions), ...short.map(said => make("p", {}, said))))))]) : "";
    });
    sideTable.style.setProperty("--entries", entries.length);
    sideTable.replaceChildren(
      make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, make("td", { role: "cell" }),
        ...entries.map(entry => make("th", { scope: "col", role: "columnheader" }, link(entry.href, entry.name))))),
      ...groups);
    sideStatus.textContent = state.differences ? ngettext("{n} of {total} differ.", "{n} of {total} differ.", rows.length, { total: questions.length }) : "";
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
      [titles.entry, ...(chosen.length ? [_("Met"), ...chosen.map(plain), _("Why")] : [_("Summary")])],
      ...Decide.ranked(state, data).map(one => [one.entry.name, ...(chosen.length
        ? [_("{n} of {total}", { n: one.met, total: chosen.length }), ...one.answers.map(answer => answer.label), why(one)] : [one.entry.summary])]),
    ]);
  }

  function saveSide() {
    const [entries, rows] = pairs();
    save("side-by-side.csv", [
      ["", ...entries.map(entry => entry.name)],
      ...rows.map(([question, answers]) => [plain(question), ...answers.map(({ label, short }) => [`${label}.`, ...short].join(" "))]),
    ]);
  }

  /* --- State in the address: each step of choosing is an entry of the browser's history --- */

  const address = text => text ? `#${text}` : location.pathname + location.search;

  function remember() {
    const text = Decide.write(state);
    notes = [];
    emptied = "";
    history.pushState({ choice: text }, "", address(text));
    follow();
  }

  /* What belongs to the address: other editions, what was not found, and the way back. */
  function follow() {
    for (const link of document.querySelectorAll("a[data-edition]")) link.hash = location.hash;
    noted.replaceChildren(...notes.map(text => make("li", {}, text)));
    noted.hidden = !notes.length;
    undo.hidden = !emptied;
  }

  function show() {
    order.value = state.order;
    showChoice();
    showAnswers();
    showSide();
    follow();
  }

  function changed() {
    remember();
    show();
  }

  /* The choice of an address or of a step in the history; places on the page are not read as one. */
  function load() {
    const kept = history.state?.choice, isChoice = Decide.isChoice(location.hash);
    if (isChoice || kept !== undefined) ({ state, notes } = Decide.read(isChoice ? location.hash : kept, data));
    if (kept !== undefined) return;
    const text = Decide.write(state);
    history.replaceState({ choice: text }, "", text && !isChoice ? address(text) : location.href);
  }

  function startOver() {
    const text = Decide.write(state);
    if (!text) return;
    state = Decide.NOTHING();
    changed();
    emptied = text;
    follow();
  }

  function takeBack() {
    ({ state } = Decide.read(emptied, data));
    changed();
    again.focus();
  }

  const button = (text, onclick) => make("button", { type: "button", onclick }, text);
  const frame = (label, content) => make("div", { class: "table-wrapper docutils container scrolls", role: "region", tabindex: "0", "aria-label": label }, content);
  const submit = event => event.preventDefault();
  const asks = make("form", { class: "choices questions", "aria-label": _("Questions"), onchange: choose, onsubmit: submit }, ...plainQuestions());
  const more = make("form", { class: "choices more", "aria-label": _("What matters"), onchange: choose, onsubmit: submit }, askedChoice(), valueChoice());
  const noted = make("ul", { role: "status", class: "notices", hidden: true });
  const status = make("p", { role: "status", class: "status" });
  const because = make("details", { class: "because", hidden: true });
  const order = make("select", { onchange: () => { state.order = order.value; changed(); } },
    ...Decide.ORDERS.map(name => make("option", { value: name }, ORDERS[name])));
  const jump = make("a", { href: "#side-by-side" }), ways = make("span", { class: "jump" });
  const again = button(_("Start over"), startOver), undo = button(_("Undo"), takeBack);
  const table = make("table", { class: "docutils computed over-3 answers", onchange: compare });
  const only = make("input", { type: "checkbox", onchange: () => { state.differences = only.checked; remember(); showSide(); } });
  const sideStatus = make("span", { role: "status" });
  const sideTable = make("table", { class: "docutils computed over-3 side", role: "table" });
  const side = make("section", { id: "side-by-side", hidden: true, tabindex: "-1" }, make("h2", {}, _("Side by side")),
    make("p", { class: "tools" }, make("label", {}, only, " ", _("Only differences")), sideStatus, button(_("Save as CSV"), saveSide)),
    frame(_("Side by side"), sideTable));

  page.append(...(asking.length ? [asks] : []), more, make("div", { class: "found" }, noted, status, because,
    make("p", { class: "tools" }, make("label", {}, Words.parts(_("Order: {order}"), { order })), button(_("Save as CSV"), saveAnswers),
      again, undo, ways),
    frame(titles.entry, table)), side);
  jump.addEventListener("click", event => {
    event.preventDefault();
    side.scrollIntoView();
    side.focus({ preventScroll: true });
  });
  addEventListener("popstate", () => {
    emptied = "";
    load();
    show();
  });
  /* Reasons and remarks weigh as much as the rest: they come with the first sign that they are wanted. */
  let told = null;
  function tell() {
    told ??= new Promise(done => {
      const script = make("script", { src: page.dataset.texts, onload: done, onerror: done });
      document.head.append(script);
    }).then(() => {
      data = Decide.unpacked(packed);
      if (Decide.write(state)) show();
    });
  }
  for (const kind of ["focusin", "pointerover", "pointerdown"]) page.addEventListener(kind, tell, { once: true });

  load();
  [state.meet.size, state.values.size && !asking.some(one => state.values.has(one.id))].forEach((chosen, i) => {
    more.children[i].open = Boolean(chosen) && matchMedia("(min-width: 63.01em)").matches;
  });
  if (Decide.write(state)) tell(); // and then show it, so that nothing moves
  else show();
}
