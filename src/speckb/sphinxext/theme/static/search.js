/* The search: what it finds for a query, and in which order. It shows nothing by itself.

   The index in _search/index.js has names, and the words of all texts without their order; MiniSearch
   weighs them. Names are compared here: the entry that is called what was typed comes first. */
"use strict";
const Search = {
  MOST_ANSWERS: 4,
  ENOUGH: 3,
  TEXT: 80, // the weight of the best text, of names by `named`
  TERM: 0.5,
  WORK: 10, // ms at a time while the index is built
  pages: new Map(),

  setIndex(data) {
    Search.data = data;
  },

  /* --- Words, as in words.py --- */

  fold: text => /^[\0-\x7f]*$/.test(text) ? text.toLowerCase() : text.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("\u2010", "-").toLowerCase(),

  chunks: text => Search.fold(text).match(/[\p{L}\p{N}]+(?:[.'\u2019-][\p{L}\p{N}]+)*/gu) ?? [],

  isSection: word => /^(?:[a-z]|\d+)(?:\.\d+)+$/.test(word),

  /* The words of a text; with `all` compounds without hyphens, and both parts of a name with a number. */
  split(text, all = false) {
    return Search.chunks(text).flatMap(chunk => {
      if (Search.isSection(chunk)) return chunk;
      const parts = chunk.split(/[.'\u2019-]/), joined = all && chunk.includes("-") ? [parts.join("")] : [];
      return [...joined, ...parts.flatMap(part => {
        const found = all && /^(\p{L}{2,})(\d+)$/u.exec(part);
        return found ? [part, found[1], found[2]] : part;
      })];
    });
  },

  /* --- The index --- */

  /* The numbers of documents that a string of gaps has; see packing.py. */
  numbers(text) {
    const found = [];
    let last = -1, number = 0, unit = 1;
    for (const letter of text) {
      const digit = Search.digits.get(letter);
      number += digit % 44 * unit;
      unit *= 44;
      if (digit < 44) found.push(last += number + 1), number = 0, unit = 1;
    }
    return found;
  },

  async unpack([words, places], texts, rest) {
    const lists = places.split(" ");
    let last = "", at = 0;
    for (const [, same, ending] of words.matchAll(/([A-Z])([^A-Z]*)/g)) {
      last = last.slice(0, same.charCodeAt(0) - 65) + ending;
      Search.known.add(last);
      for (const number of Search.numbers(lists[at])) texts[number].push(last);
      at += 1;
      await rest();
    }
  },

  /* A function to wait for in a long work: now and then it lets the page answer its reader. */
  resting() {
    let since = performance.now();
    return () => performance.now() - since < Search.WORK ? null
      : new Promise(go => { setTimeout(() => { since = performance.now(); go(); }); });
  },

  prepare: () => Search.prepared ??= Search.build(),

  async build() {
    const { data } = Search, rest = Search.resting();
    const digits = Array.from({ length: 92 }, (_, i) => String.fromCharCode(35 + i)).filter(c => !"\\`<&".includes(c));
    Search.digits = new Map(digits.map((c, i) => [c, i]));
    Search.known = new Set();
    Search.skipped = new Set(data.skipped.split(" "));
    Search.docs = data.groups.flatMap(([kind, isLast, rows]) => rows.map(([address, ...names]) => {
      const [docname, anchor = ""] = address.split("#"), [type] = data.kinds[kind];
      const id = docname.split("/").pop();
      const named = type === "page" || type === "term" ? names : [id, ...names];
      return { docname, anchor, kind, isLast, title: names[0] ?? id, names: [...new Set(named)] };
    }));
    for (const [id, doc] of Search.docs.entries()) {
      doc.id = id;
      doc.split = doc.names.map(name => Search.split(name));
      for (const word of doc.split.flat()) Search.known.add(word);
      await rest();
    }
    const texts = Search.docs.map(() => []), headings = Search.docs.map(() => []);
    await Search.unpack(data.words, texts, rest);
    await Search.unpack(data.headings, headings, rest);
    const split = text => text.split(" ");
    Search.mini = new MiniSearch({
      fields: ["names", "headings", "text"], tokenize: split, processTerm: word => word || null,
      searchOptions: { boost: { names: 4, headings: 2 }, weights: { prefix: 0.6, fuzzy: 0.3 }, maxFuzzy: 2, bm25: { k: 1.2, b: 0.3, d: 0.5 } },
    });
    for (const { id, names } of Search.docs) {
      Search.mini.add({
        id, names: names.flatMap(name => Search.split(name, true)).join(" "),
        headings: headings[id].join(" "), text: texts[id].join(" "),
      });
      await rest();
    }
  },

  /* --- Names --- */

  /* Score of a name for the words typed: 400 the same, from 220 its beginning, from 200 a part of it,
     from 100 the same words in another order, 0 no match. */
  closeness(own, asked) {
    const begins = (word, typed) => word === typed || (typed.length > 1 && word?.startsWith(typed));
    const share = asked.length / own.length, last = asked.length - 1;
    const at = own.findIndex((_, i) => asked.every((word, j) =>
      j < last ? own[i + j] === word : begins(own[i + j], word)));
    if (at < 0) return asked.every(word => own.some(one => begins(one, word))) ? 100 * (1 + share) : 0;
    const isExact = own[at + last] === asked[last];
    return share === 1 && isExact ? 400 : 200 + 100 * share + (at ? 0 : 20) + (isExact ? 5 : 0);
  },

  /* How well a document is named by the words, or by them without spaces between (RFC 1234, pre shared):
     460 for its id or its heading, 400 for another name, less for a part of one. */
  named(doc, asked) {
    const whole = asked.join(""), isSame = own => own.join("") === whole;
    const scores = doc.split.map(own => isSame(own) ? 400 : Search.closeness(own, asked));
    return isSame(doc.split[0]) || isSame(Search.split(doc.title)) ? 460 : Math.max(...scores);
  },

  /* --- Queries --- */

  isKnown: word => Search.known.has(word),

  stem: word => word.replace(/(?:ings?|ed|es?|s|ion)$/, ""),

  /* Whether the site has a word, or one that begins with it. */
  isSpelled(word) {
    if (word.length < 4 || /\d/.test(word) || Search.isKnown(word)) return true;
    for (const one of Search.known) if (one.startsWith(word)) return true;
    return false;
  },

  /* The two words that a word may be made of. */
  halves(word) {
    const places = Array.from({ length: Math.max(0, word.length - 5) }, (_, i) => i + 3);
    return places.map(at => [word.slice(0, at), word.slice(at)]).filter(pair => pair.every(Search.isKnown));
  },

  /* What stands for a word: itself, words that begin with it or with its stem, its parts where it may be
     a compound, and what is spelled nearly so where the site does not have it. */
  alternatives(word) {
    const some = [{ queries: [word], prefix: word.length > 1 }];
    const stem = Search.stem(word), least = { boostTerm: () => 0.5 };
    if (stem !== word && stem.length > 3) some.push({ queries: [stem], prefix: true, ...least });
    const [, letters, digits] = /^(\p{L}{2,})(\d+)$/u.exec(word) ?? [];
    if (digits) some.push({ queries: [letters, digits].filter(one => !Search.skipped.has(one)), combineWith: "AND" });
    some.push(...Search.halves(word).map(queries => ({ queries, combineWith: "AND", ...least })));
    if (!Search.isSpelled(word)) some.push({ queries: [word], fuzzy: 0.25 });
    return some;
  },

  /* The documents that have each word, or it and a neighbour in one: a map of results by document. */
  matches(words) {
    const joined = words.slice(1).map((word, i) => words[i] + word);
    return words.map((word, i) => {
      const around = [joined[i - 1], joined[i]].filter(one => one && Search.isKnown(one));
      const queries = [...Search.alternatives(word), ...around.map(one => ({ queries: [one] }))];
      return new Map(Search.mini.search({ queries, combineWith: "OR" }).map(hit => [hit.id, hit]));
    });
  },

  /* What the query finds: documents, best first, with the words that were found in each; answers; what
     may have been meant. `whole` is the number of documents with all words. */
  find(query) {
    const asked = Search.split(query);
    const telling = asked.filter(word => !Search.skipped.has(word));
    const words = telling.length ? telling : asked;
    if (!words.length) return { words: [], hits: [], answers: [], sections: [], meant: "", whole: 0 };
    const meant = Search.meant(query, words);
    const hits = Search.weighed(words);
    const parted = asked.flatMap(word => Search.halves(word)[0] ?? word);
    const forms = [[asked, 1], [parted, 0.9], [Search.split(meant), 0.9]];
    for (const [named, weight] of forms.filter(([words]) => words.length)) {
      for (const doc of Search.docs) {
        const score = weight * Search.named(doc, named);
        if (!score) continue;
        const hit = hits.get(doc.id) ?? { doc, text: 0, name: 0, share: 1, terms: [] };
        hits.set(doc.id, Object.assign(hit, { name: Math.max(hit.name, score) }));
      }
    }
    const factor = ({ kind }) => ({ page: 0.5, term: Search.TERM }[Search.data.kinds[kind][0]] ?? 1);
    const rank = ({ doc, text, name }) => factor(doc) * (name + Search.TEXT * text * (name < 200 ? 1 : 0.5));
    const isWhole = ({ share, name }) => share > 0.99 || name > 0;
    const isLate = hit => hit.doc.isLast && hit.name < 400 && isWhole(hit);
    const found = [...hits.values()].sort((a, b) =>
      isWhole(b) - isWhole(a) || isLate(a) - isLate(b) || rank(b) - rank(a) || a.doc.id - b.doc.id);
    const whole = found.filter(isWhole);
    const isEnough = whole.filter(({ doc }) => !doc.isLast).length >= Search.ENOUGH;
    const shown = isEnough ? whole : found.filter(({ share, name }) => share >= 0.5 || name);
    return {
      words, meant, hits: shown, whole: whole.length,
      answers: Search.answers(asked), sections: Search.sections(query),
    };
  },

  /* The documents that have some of the words. `share` is the part of them that one has, of those that the
     site has at all; `text` is its score, 1 for the best. */
  weighed(words) {
    const matches = Search.matches(words).filter(found => found.size);
    const hits = new Map();
    for (const found of matches) for (const [id, { score, terms }] of found) {
      const hit = hits.get(id) ?? { doc: Search.docs[id], text: 0, name: 0, share: 0, terms: [] };
      hits.set(id, Object.assign(hit, {
        text: hit.text + score, share: hit.share + 1 / matches.length, terms: [...hit.terms, ...terms],
      }));
    }
    for (const hit of hits.values()) hit.text *= hit.share ** 2;
    const most = Math.max(...[...hits.values()].map(({ text }) => text));
    for (const hit of hits.values()) hit.text /= most;
    return hits;
  },

  /* The query with each word that the site does not have replaced by the nearest one, if there is one. */
  meant(query, words) {
    let text = Search.fold(query);
    for (const word of words.filter(one => !Search.isSpelled(one))) {
      const near = Search.mini.search(word, { fuzzy: 0.34, maxFuzzy: 2, prefix: false });
      const counts = new Map();
      for (const { terms } of near) for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
      const [best] = [...counts].sort(([a, m], [b, n]) => Search.distance(a, word) - Search.distance(b, word) || n - m);
      if (best) text = text.replace(word, best[0]);
    }
    return text === Search.fold(query) ? "" : text;
  },

  distance(one, other) {
    let row = Array.from({ length: other.length + 1 }, (_, i) => i);
    for (let i = 1; i <= one.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= other.length; j += 1) {
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
      }
      row = next;
    }
    return row[other.length];
  },

  /* --- Direct answers --- */

  /* Verdicts and values, where the words name an entry that has them and what it is asked about. */
  answers(asked) {
    const { rows, columns, answers } = Search.data, found = [];
    const are = (lists, words) => lists.map((list, i) => [list, i]).filter(([[id]]) =>
      Search.docs[id].split.some(own => own.join("") === words.join("")));
    for (let i = 1; i < asked.length; i += 1) {
      const parts = [asked.slice(0, i), asked.slice(i)];
      for (const [one, other] of [parts, [...parts].reverse()]) {
        for (const [[row, editions, cells]] of are(rows, one)) for (const [[column, edition], c] of are(columns, other)) {
          const entry = Search.docs[row], about = Search.docs[column];
          if (!cells[c]) continue;
          const [label, tone, condition] = answers[cells[c] - 1];
          const page = { docname: editions.includes(edition) ? `${entry.docname}.${edition}` : entry.docname };
          const href = Search.href(page, `${entry.names[0]}--${about.names[0]}`);
          found.push({ entry, about, label, tone, condition, edition, href });
        }
      }
    }
    return found.slice(0, Search.MOST_ANSWERS);
  },

  /* What rests on the section that was typed, in each document that has it, or in the one named. */
  sections(query) {
    const [section, ...more] = Search.chunks(query).filter(Search.isSection);
    if (!section || more.length) return [];
    const others = Search.split(query).filter(word => !Search.isSection(word) && !/^(section|appendix)$/.test(word));
    const found = Search.data.sections.flatMap(([id, pattern, known]) => {
      const name = Object.keys(known).find(one => Search.fold(one) === section), document = Search.docs[id];
      if (!name || (others.length && Search.named(document, others) < 400)) return [];
      const anchor = `${/^\d/.test(name) ? "section" : "appendix"}-${name}`;
      const url = pattern.startsWith("https://") ? pattern.replace("{anchor}", anchor) : "";
      return { document, name, url, docs: Search.numbers(known[name]).map(number => Search.docs[number]) };
    });
    return found.sort((a, b) => b.docs.length - a.docs.length);
  },

  /* --- Addresses and marks --- */

  href: ({ docname, anchor }, place = anchor) =>
    `${SearchLoader.root}${docname}${Search.data.suffix}${place ? `#${place}` : ""}`,

  /* The id of an entry, in the letters of its title where that is the same. */
  short: ({ names: [id, ...others] }) => others.find(name => Search.fold(name) === Search.fold(id)) ?? id,

  kind: ({ kind }) => Search.data.kinds[kind][1],

  /* Nodes of a text, with the words marked that begin with one of those given. */
  marked(text, words) {
    const parts = text.split(/([\p{L}\p{N}\p{M}]+(?:\.\p{N}+)*)/u), starts = words.filter(word => word.length > 1);
    return parts.map((part, i) => {
      const folded = i % 2 ? Search.fold(part) : "";
      if (!folded || !starts.some(word => folded.startsWith(word))) return part;
      return Object.assign(document.createElement("mark"), { textContent: part });
    });
  },

  /* --- Passages, which the page of results loads --- */

  addPassages([docname, rows]) {
    Search.pages.set(docname, rows);
  },
};
