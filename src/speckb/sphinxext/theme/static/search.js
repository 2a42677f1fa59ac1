/* Ranking of search results: entries by name, values, terms, then the results of Sphinx's own search
   in the text. Each page is listed once, with its kind.
   It replaces `Search.query` of Sphinx's searchtools.js, and uses its index, its parser of queries, its
   search in the text and its summaries. Tried with Sphinx 9.0.0 to 9.2.0;
   tests/unit/test_internals.py fails when one of them is gone. */
"use strict";
/* Browsers do not let a page from a local folder read other pages, as summaries would need. */
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
{
  const PASSAGES = 10, PLACES = 3;
  const found = new Map();
  const PIECE = /\p{Letter}+|\p{Number}+/gu;
  const split = text => text.toLowerCase().match(PIECE) ?? [];
  const begins = (word, typed) => word === typed || (typed.length > 1 && word?.startsWith(typed));

  /* Score of a name for a query: 400 the same, from 220 its beginning, from 200 a part of it, from 100
     the same words in another order, 0 no match. */
  function closeness(name, asked) {
    const own = split(name), share = asked.length / own.length, last = asked.length - 1;
    const at = own.findIndex((_, i) => asked.every((word, j) =>
      j < last ? own[i + j] === word : begins(own[i + j], word)));
    if (at < 0) return asked.every(word => own.some(one => begins(one, word))) ? 100 * (1 + share) : 0;
    if (share === 1 && own.every((word, i) => word === asked[i])) return 400;
    return 200 + 100 * share + (at ? 0 : 20);
  }

  function add(key, item, score) {
    const known = found.get(key) ?? { places: [], score: 0, ...item };
    known.score = Math.max(known.score, score);
    found.set(key, known);
    return known;
  }

  function addEntries(asked) {
    const { kinds, entries, compared } = Search.names;
    for (const [rank, [docname, kind, names, summary]] of entries.entries()) {
      const item = { rank, docname, title: Search.title_of.get(docname),
        kind: kinds[kind], names, summary };
      const own = closeness(item.title, asked) === 400 ? 405 : 0;
      const score = Math.max(own, ...names.map(name => closeness(name, asked)));
      Search.known.set(docname, item);
      if (score) add(docname, item, score + (closeness(names[0], asked) === 400 ? 10 : 0));
    }
    for (const [row, columns] of compared) for (const column of columns) addValue(row, column, asked);
  }

  /* Add the value of an entry by a criterion, if each is named by a word that the other lacks. */
  function addValue(row, column, asked) {
    const [one, other] = [row, column].map(docname => Search.known.get(docname));
    const [mine, its] = [one, other].map(item => asked.map(word =>
      item.names.some(name => split(name).some(part => begins(part, word)))));
    const apart = (these, those) => these.some((has, i) => has && !those[i]);
    if (!asked.every((_, i) => mine[i] || its[i]) || !apart(mine, its) || !apart(its, mine)) return;
    const anchor = `#${one.names[0]}--${other.names[0]}`;
    add(row + anchor, { docname: row, anchor, title: `${one.title}: ${other.title}`, kind: other.kind }, 180);
  }

  function addTerms(asked) {
    for (const [term, places] of Object.entries(Search._index.indexentries)) {
      const score = closeness(term, asked) * 0.625;
      if (score < 130) continue;
      for (const [file, anchor] of places) {
        const docname = Search._index.docnames[file], written = anchor.replace(/^term-/, "");
        const title = [...term].map((c, i) => written[i]?.toLowerCase() === c ? written[i] : c).join("");
        add(docname + anchor, { docname, anchor: `#${anchor}`, title, kind: Search.title_of.get(docname) }, score);
      }
    }
  }

  function addText(results) {
    for (const [docname, title, anchor, , score, , kind] of results) {
      if (kind === SearchResultKind.index || kind === SearchResultKind.object) continue;
      const page = add(docname, Search.known.get(docname) ?? { docname, title: Search.title_of.get(docname) }, score);
      if (anchor) page.places.push([anchor, title.split(" > ").pop()]);
    }
  }

  function element(name, content = {}, ...children) {
    const made = Object.assign(document.createElement(name), content);
    made.append(...children);
    return made;
  }

  function shown({ docname, anchor = "", title, kind, summary, places }) {
    const address = docname + DOCUMENTATION_OPTIONS.LINK_SUFFIX;
    const link = (at, text) => element("a", { href: address + at, textContent: text });
    const item = element("li", {}, link(anchor, title));
    if (kind) item.append(" ", element("span", { className: "kind", textContent: kind }));
    if (summary) item.append(element("p", { className: "context", textContent: summary }));
    const inside = places.slice(0, PLACES).flatMap(place => [" ", link(...place)]);
    if (inside.length) item.append(element("p", { className: "places" }, ...inside));
    return item;
  }

  /* Add the passages of a page around the query, or the definition of a term. A page opened from a
     folder cannot fetch others and gets none. */
  async function addPassage(item, list, terms) {
    const answer = await fetch(item.docname + DOCUMENTATION_OPTIONS.FILE_SUFFIX).catch(() => null);
    if (!answer?.ok) return;
    const html = await answer.text();
    const page = new DOMParser().parseFromString(html, "text/html");
    let meaning = item.anchor && page.getElementById(item.anchor.slice(1))?.closest("dt");
    while (meaning?.localName === "dt") meaning = meaning.nextElementSibling;
    const text = meaning ? element("p", { className: "context", textContent: meaning.textContent.trim() })
      : Search.makeSearchSummary(html, terms, item.anchor && `#${CSS.escape(item.anchor.slice(1))}`);
    if (text) list.append(text);
  }

  Search.setNames = names => { Search.names = names; };
  Search.query = async query => {
    const [typed, terms, excluded, highlighted, objects] = Search._parseQuery(query);
    const asked = split(typed);
    const { docnames, titles } = Search._index;
    Search.title_of = new Map(docnames.map((docname, i) => [docname, titles[i]]));
    Search.known = new Map();
    if (asked.length) addEntries(asked), addTerms(asked);
    addText(Search._performSearch(typed, terms, excluded, highlighted, objects).reverse());
    const last = Search.names.entries.length, place = ({ rank = last }) => rank;
    const items = [...found.values()].sort((a, b) => b.score - a.score || place(a) - place(b));
    const rows = items.map(shown);
    if (DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY) {
      const bare = items.map((item, i) => [item, rows[i]]).filter(([item]) => !item.summary);
      await Promise.all(bare.slice(0, PASSAGES).map(([item, row]) => addPassage(item, row, terms)));
    }
    Search.output.append(...rows);
    Search.status.setAttribute("role", "status");
    _finishSearch(items.length);
  };
}
