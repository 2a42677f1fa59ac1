/* The page of results: answers, filter by kind, results with passages. The address holds query and filter. */
"use strict";
{
  const MORE = 20, STEP = 5, AROUND = 90, SHOWN_SECTIONS = 12;
  const form = document.querySelector(".search-form"), place = document.getElementById("search-results");
  const kindsOf = () => new Set(new FormData(form).getAll("kind"));
  let shown = MORE, turn = 0;

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
  const link = (href, ...text) => make("a", { href }, ...text);

  /* --- Answers --- */

  function answered({ answers, sections, comparison }) {
    const compared = comparison ? [make("p", {}, link(comparison.href, comparison.text))] : [];
    const lines = answers.map(({ entry, about, label, tone, condition, edition, href }) => {
      const answer = make("strong", { class: `value value-${tone}` }, label);
      const values = { entry: link(Search.href(entry), entry.title), about: link(Search.href(about), about.title), answer, condition, edition };
      const plain = edition ? _("{entry}, {about}: {answer} (edition {edition}).") : _("{entry}, {about}: {answer}.");
      const limited = edition ? _("{entry}, {about}: {answer} if {condition} (edition {edition}).") : _("{entry}, {about}: {answer} if {condition}.");
      return make("p", {}, Words.parts(condition ? limited : plain, values), " ", link(href, _("Why")));
    });
    const resting = sections.map(({ document, name, url, docs }) => {
      const links = docs.flatMap(doc => [_(", "), link(Search.href(doc), Search.short(doc))]);
      const list = links.slice(1, 2 * SHOWN_SECTIONS), rest = links.slice(2 * SHOWN_SECTIONS);
      const more = rest.length ? [make("details", {}, make("summary", {}, ngettext("{n} more", "{n} more", docs.length - SHOWN_SECTIONS)), make("p", {}, rest.slice(1)))] : [];
      const what = _("Section {section} of {document}", { section: name, document: Search.short(document) });
      const told = ngettext("{section}. One page rests on it: {pages}", "{section}. {n} pages rest on it: {pages}", docs.length);
      return make("div", {}, make("p", {}, Words.parts(told, { section: url ? link(url, what) : what, pages: list }), rest.length ? "" : "."), more);
    });
    return [...compared, ...lines, ...resting];
  }

  /* --- Results --- */

  /* A function that counts those of the words with which a word of the text begins. */
  function counting(words) {
    return text => {
      const own = Search.split(text);
      return words.filter(word => own.some(one => one.startsWith(word))).length;
    };
  }

  /* The passage of a page with the most of the words, and the part of its text around them. */
  function passage(doc, words) {
    const rows = (Search.pages.get(doc.docname) ?? []).filter(([anchor]) => !doc.anchor || anchor === doc.anchor);
    const count = counting(words);
    const scored = rows.map(([anchor, heading, text], i) => {
      const has = 2 * count(text) + count(heading);
      return { anchor, heading: i ? heading.split("\n")[0] : "", text, has };
    });
    const best = scored.sort((a, b) => b.has - a.has)[0];
    return best?.text ? { ...best, text: around(best.text, doc.anchor ? [] : words) } : null;
  }

  function around(text, words) {
    const at = Search.places(text, words).map(([start]) => start);
    if (!at.length) at.push(0);
    const inside = at.map(start => at.filter(other => other >= start && other < start + 2 * AROUND).length);
    const first = at[inside.indexOf(Math.max(...inside))];
    const from = Math.max(0, first - AROUND / 2), to = from + 2.5 * AROUND;
    const blank = text.indexOf(" ", from) + 1, last = text.lastIndexOf(" ", to);
    const begin = !from || !blank || blank > first ? from : blank, end = to >= text.length ? text.length : last > first ? last : to;
    return `${begin ? "… " : ""}${text.slice(begin, end)}${end < text.length ? " …" : ""}`;
  }

  function row({ doc, terms }, words) {
    const found = passage(doc, [...new Set([...words, ...terms])].filter(Search.isLong));
    const marks = [...words, ...terms];
    const item = make("li", {}, link(Search.href(doc), Search.marked(doc.title, marks)), " ",
      make("span", { class: "kind" }, Search.kind(doc)));
    if (found) {
      const where = found.heading && found.anchor !== doc.anchor ? [link(Search.href(doc, found.anchor), found.heading), ": "] : [];
      item.append(make("p", { class: "context" }, ...where, Search.marked(found.text, marks)));
    }
    return item;
  }

  function filter(hits) {
    const chosen = kindsOf(), counts = new Map();
    for (const { doc } of hits) counts.set(doc.kind, (counts.get(doc.kind) ?? 0) + 1);
    const boxes = Search.data.kinds.map(([name, title], kind) => [name, title, counts.get(kind) ?? 0])
      .filter(([name, , number]) => number || chosen.has(name))
      .map(([name, title, number]) => make("label", {},
        make("input", { type: "checkbox", name: "kind", value: name, checked: chosen.has(name) }), ` ${title} (${number})`));
    const { activeElement } = document, focused = activeElement?.name === "kind" && activeElement.value;
    kinds.hidden = boxes.length < 2 && !chosen.size;
    // Translators: heading of a choice of kinds, such as "Page", to which results are limited.
    kinds.replaceChildren(make("legend", {}, _("Only")), ...boxes);
    if (focused) kinds.querySelector(`[value="${CSS.escape(focused)}"]`)?.focus();
  }

  /* Show the results, or those after the first `from`, a few at a time: the first ones do not wait for
     the passages of the last. */
  async function show(from = 0) {
    const query = form.q.value, now = turn += 1;
    if (!query.trim()) return;
    await SearchLoader.load();
    const found = Search.find(query), chosen = kindsOf(), { kinds: names } = Search.data;
    const hits = found.hits.filter(({ doc }) => !chosen.size || chosen.has(names[doc.kind][0]));
    if (!from) {
      filter(found.hits);
      const told = answered(found);
      const meant = found.meant ? [make("p", { class: "meant" },
        Words.parts(_("Did you mean {query}?"), { query: link(`?q=${encodeURIComponent(found.meant)}`, found.meant) }))] : [];
      place.replaceChildren(...meant, ...missing(found), ...(told.length ? [make("div", { class: "answer" }, told)] : []), make("ul", { class: "search" }));
    }
    const list = place.querySelector("ul.search"), rest = Search.resting();
    for (let at = from; at < Math.min(shown, hits.length); at += STEP) {
      const some = hits.slice(at, Math.min(at + STEP, shown)), rows = [];
      const pages = [...new Set(some.map(({ doc }) => doc.docname))].filter(name => !Search.pages.has(name));
      await Promise.all(pages.map(name => SearchLoader.get(`_search/pages/${name}.js`).catch(() => Search.pages.set(name, []))));
      for (const hit of some) {
        rows.push(row(hit, found.words));
        await rest();
      }
      if (now !== turn) return; // another search has begun
      list.append(...rows);
      if (from && at === from) rows[0].querySelector("a").focus();
    }
    if (hits.length > shown) place.append(make("button", { type: "button", class: "more-results", onclick: showMore }, ngettext("Show {n} more", "Show {n} more", Math.min(MORE, hits.length - shown))));
    status.textContent = counted(hits.length, query, found);
  }

  function missing({ missing: words }) {
    const list = Words.listed(words.map(word => _("“{word}”", { word })));
    return words.length ? [make("p", { class: "missing" },
      ngettext("No page is found by the word {words}.", "No page is found by the words {words}.", words.length, { words: list }))] : [];
  }

  function counted(number, query, { hits, whole, words }) {
    const values = { query, whole };
    if (!number) return _("Nothing found for “{query}”.", values);
    if (words.length < 2 || whole >= hits.length) return ngettext("{n} result for “{query}”.", "{n} results for “{query}”.", number, values);
    return whole
      ? ngettext("{n} result for “{query}”; {whole} of them with all words.", "{n} results for “{query}”; {whole} of them with all words.", number, values)
      : ngettext("{n} result for “{query}”; none of them has all words.", "{n} results for “{query}”; none of them has all words.", number, values);
  }

  function showMore({ target }) {
    target.remove();
    shown += MORE;
    show(shown - MORE);
  }

  const asked = new URLSearchParams(location.search);
  const status = make("p", { role: "status", class: "search-status" }), kinds = make("fieldset", { class: "kinds", hidden: true });
  form.q.value = asked.get("q") ?? "";
  for (const name of asked.getAll("kind")) kinds.append(make("input", { type: "checkbox", name: "kind", value: name, checked: true, hidden: true }));
  form.append(kinds);
  place.before(status);
  form.addEventListener("change", ({ target }) => {
    if (target.name !== "kind") return;
    shown = MORE;
    const address = new URLSearchParams(new FormData(form));
    history.replaceState(null, "", `?${address}`);
    show();
  });
  show();
}
