/* The search: what it finds for a query, and in which order. It shows nothing by itself.

   The index in _search/index.js has names, and the words of all texts without their order; MiniSearch
   weighs them. Names are compared here: the entry that is called what was typed comes first. */
"use strict";
const Search = {
  MOST_ANSWERS: 4,
  MOST_COMPARED: 4,
  ENOUGH: 3,
  TEXT: 80, // the weight of the best text, of names by `named`
  WHOLE: 1.3, // the weight of a document with all words
  KINDS: { page: 0.5, term: 0.5 },
  RANKS: [1, 0.8, 0.6, 0.5], // as documents.py numbers them: current, earlier, cited, last
  CITED: 2,
  LAST: 3,
  INITIALS: 0.85,
  WITHIN: 99,
  LONGEST: 8, // words of a name within a query
  ROMAN: ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"],
  // Scripts without blanks between words, as in words.py.
  UNPARTED: /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u,
  WORK: 10, // ms at a time while the index is built
  pages: new Map(),

  setIndex(data) {
    Search.data = data;
  },

  /* --- Words, as in words.py --- */

  fold: text => /^[\0-\x7f]*$/.test(text) ? text.toLowerCase() : text.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("\u2010", "-").toLowerCase().replaceAll("ß", "ss"),

  chunks: text => Search.fold(text).match(/[\p{L}\p{N}]+(?:[.'\u2019-][\p{L}\p{N}]+)*/gu) ?? [],

  isSection: word => /^(?:[a-z]|\d+)(?:\.\d+)+$/.test(word),

  isUnparted: word => Search.UNPARTED.test(word),

  /* A word, or what it has of each script, those without blanks by two letters. */
  units(part) {
    if (!Search.isUnparted(part)) return [part];
    const runs = [];
    let before;
    for (const letter of part) {
      const is = Search.isUnparted(letter);
      is === before ? runs.at(-1).push(letter) : runs.push([letter]);
      before = is;
    }
    return runs.flatMap(run => run.length > 1 && Search.isUnparted(run[0]) ? run.slice(1).map((letter, i) => run[i] + letter) : run.join(""));
  },

  /* Whether a word is long enough to look for others that begin with it. */
  isLong: word => word.length > 1 || Search.isUnparted(word),

  /* The words of a text; with `all` compounds without hyphens, and both parts of a name with a number. */
  split(text, all = false) {
    return Search.chunks(text).flatMap(chunk => {
      if (Search.isSection(chunk)) return all && /^[a-z]\.\d{3,}$/.test(chunk) ? [chunk, chunk.replace(".", "")] : chunk;
      const parts = chunk.split(/[.'\u2019-]/), joined = all && chunk.includes("-") ? [parts.join("")] : [];
      return [...joined, ...parts.flatMap(Search.units).flatMap(part => {
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

  async unpack([words, places], fields, rest) {
    const lists = places.split(" ");
    let last = "", at = 0;
    for (const [, same, ending] of words.matchAll(/([A-Z])([^A-Z]*)/g)) {
      last = last.slice(0, same.charCodeAt(0) - 65) + ending;
      Search.known.add(last);
      for (const [i, list] of lists[at].split("!").entries()) {
        for (const number of Search.numbers(list)) fields[i][number].push(last);
      }
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
    Search.pairs = new Map();
    Search.near = new Map();
    Search.skipped = new Set(data.skipped.split(" "));
    Search.choosing = new Set(data.choosing.split(" "));
    Search.sectionWords = new Set(data.section_words.split(" "));
    Search.endings = new RegExp(`(?:${data.endings})$`);
    Search.docs = data.groups.flatMap(([kind, rank, rows]) => rows.map(([address, ...names]) => {
      const [docname, anchor = ""] = address.split("#"), [type] = data.kinds[kind];
      const id = docname.split("/").pop();
      const named = type === "page" || type === "term" ? names : [id, ...names];
      return { docname, anchor, kind, rank, title: names[0] ?? id, names: [...new Set(named)] };
    }));
    for (const [id, doc] of Search.docs.entries()) {
      doc.id = id;
      doc.split = Search.splitNames(doc);
      doc.initials = doc.rank === Search.LAST ? [] : Search.initials(doc.split);
      for (const word of [...doc.split.flat(), ...doc.initials]) Search.known.add(word);
      for (const own of doc.split) for (const [i, word] of own.slice(1).entries()) Search.pairs.set(own[i] + word, [own[i], word]);
      await rest();
    }
    const fields = [0, 1, 2].map(() => Search.docs.map(() => []));
    await Search.unpack(data.words, fields, rest);
    const split = text => text.split(" "), [texts, leads, headings] = fields;
    Search.mini = new MiniSearch({
      fields: ["names", "lead", "headings", "text"], tokenize: split, processTerm: word => word || null,
      searchOptions: { boost: { names: 4, lead: 3, headings: 2 }, weights: { prefix: 0.3, fuzzy: 0.3 }, bm25: { k: 1.2, b: 0.3, d: 0.5 } },
    });
    for (const { id, names, initials } of Search.docs) {
      Search.mini.add({
        id, names: [...names.flatMap(name => Search.split(name, true)), ...initials].join(" "),
        lead: leads[id].join(" "), headings: headings[id].join(" "), text: texts[id].join(" "),
      });
      await rest();
    }
  },

  /* --- Names --- */

  /* The words of each name: of id and heading, of the heading without the id, of other names, and of the
     kind with the number that the id ends with (class 3, class III). */
  splitNames({ docname, kind, names, title }) {
    const found = names.map(name => Search.split(name)), [own] = found, heading = Search.split(title);
    if (heading.length > own.length && own.every((word, i) => word === heading[i])) found.push(heading.slice(own.length));
    const number = /(?:^|[^\d])(\d+)$/.exec(names[0])?.[1], [type] = Search.data.kinds[kind];
    if (!number || type === "page" || type === "term") return found;
    const called = [Search.split(type).at(-1), Search.split(docname)[0]];
    return [...found, ...[number, Search.ROMAN[number]].filter(one => one).flatMap(one => called.map(word => [word, one]))];
  },

  initials: split => split.filter(own => own.length > 2 && own.length < 6 && !own.some(Search.isUnparted)).map(own => own.map(word => word[0]).join("")),

  /* Score of a name for the words typed: 400 the same, from 230 its beginning, from 200 a part of it,
     from 100 the same words in another order, up to 100 a name within the words, 0 no match. */
  closeness(own, asked) {
    const isForm = (word, typed) => word === typed || (typed.length > 3 && word === Search.stem(typed));
    const begins = (word = "", typed) => isForm(word, typed) || (Search.isLong(typed) && word.startsWith(typed));
    const share = asked.length / own.length, last = asked.length - 1;
    const at = own.findIndex((_, i) => asked.every((word, j) =>
      j < last ? own[i + j] === word : begins(own[i + j], word)));
    if (at < 0 && asked.every(word => own.some(one => begins(one, word)))) return 100 * (1 + share);
    if (at < 0) return own.length < asked.length && own.every(word => asked.some(typed => isForm(word, typed))) ? Search.WITHIN * own.length / asked.length : 0;
    const isExact = own[at + last] === asked[last];
    return share === 1 && isExact ? 400 : 200 + 100 * share + (at ? 0 : 30) + (isExact ? 15 : 0);
  },

  /* How well a document is named by the words, or by them without spaces between (RFC 1234, pre shared):
     460 for its id or its heading, 400 for another name, less for a part of one. */
  named(doc, asked) {
    const whole = asked.join(""), isSame = own => own.join("") === whole;
    const scores = doc.split.map(own => isSame(own) ? 400 : Search.closeness(own, asked));
    if (isSame(doc.split[0]) || isSame(Search.split(doc.title))) return 460;
    return Math.max(...scores, doc.initials.includes(whole) ? 400 * Search.INITIALS : 0);
  },

  /* --- Queries --- */

  isKnown: word => Search.known.has(word),

  /* Whether the index has a word if a page has it, as `kept` in words.py. */
  isKept: word => !Search.skipped.has(word) && word.length >= (/^\d+$/.test(word) ? 3 : Search.isUnparted(word) ? 1 : 2),

  stem: word => word.replace(Search.endings, ""),

  /* Whether the site has a word, one that begins with it, or another form of it. */
  isSpelled(word) {
    if (word.length < 4 || /\d/.test(word) || Search.isKnown(word) || Search.isKnown(Search.stem(word))) return true;
    for (const one of Search.known) if (one.startsWith(word)) return true;
    return false;
  },

  /* The words of the site that are spelled nearly as one that it does not have, nearest first: one edit
     away, from six letters on two. */
  nearest(word) {
    if (Search.near.has(word)) return Search.near.get(word);
    const most = word.length < 6 ? 1 : 2, found = [];
    for (const one of Search.isSpelled(word) ? [] : Search.known) {
      if (Math.abs(one.length - word.length) > most || /\d/.test(one)) continue;
      const away = Search.distance(one, word, most);
      if (away <= most) found.push([away + (one[0] === word[0] ? 0 : 0.5), one]);
    }
    const best = found.sort(([a], [b]) => a - b).filter(([away], _, [[least]]) => away === least).map(([, one]) => one);
    Search.near.set(word, best);
    return best;
  },

  /* The two words that a word may be made of, if the site has only them, or a name in which they are two. */
  halves(word) {
    if (Search.pairs.has(word)) return [Search.pairs.get(word)];
    if (Search.isKnown(word)) return [];
    const places = Array.from({ length: Math.max(0, word.length - 5) }, (_, i) => i + 3);
    return places.map(at => [word.slice(0, at), word.slice(at)]).filter(pair => pair.every(Search.isKnown));
  },

  /* What stands for a word: itself, words that begin with it (with digits in names alone) or with its
     stem, and, where the site does not have it, its parts if it may be a compound and what is spelled
     nearly so. */
  alternatives(word) {
    const some = [{ queries: [word] }], stem = Search.stem(word), least = { boostTerm: () => 0.5 };
    if (Search.isLong(word)) some.push({ queries: [word], prefix: true, ...least, ...(/^\d+$/.test(word) && { fields: ["names"] }) });
    if (stem !== word && stem.length > 3) some.push({ queries: [stem], prefix: true, ...least });
    const [, letters, digits] = /^(\p{L}{2,})(\d+)$/u.exec(word) ?? [];
    if (digits) some.push({ queries: [letters, digits].filter(one => !Search.skipped.has(one)), combineWith: "AND" });
    some.push(...Search.halves(word).map(queries => ({ queries, combineWith: "AND", ...least })));
    return [...some, ...Search.nearest(word).map(one => ({ queries: [one], ...least }))];
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
     may have been meant; words that are `missing` on the site. `whole` is the number of documents with
     all words. */
  find(query) {
    const asked = Search.split(query);
    const telling = asked.filter(word => !Search.skipped.has(word));
    const words = telling.length ? telling : asked;
    if (!words.length) return { words: [], hits: [], answers: [], sections: [], comparison: null, meant: "", missing: [], whole: 0 };
    const meant = Search.meant(query, words);
    const matches = Search.matches(words), missing = words.filter((word, i) => !matches[i].size && Search.isKept(word));
    const hits = Search.weighed(matches);
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
    const isNumber = asked.some(word => /\d{3,}/.test(word) || word === "rfc");
    const factor = ({ kind, rank }, isExact) => (Search.KINDS[Search.data.kinds[kind][0]] ?? 1)
      * (rank === Search.CITED ? isNumber || Search.RANKS[rank] : isExact || Search.RANKS[rank]);
    const isWhole = ({ share, name }) => share > 0.99 || name >= 100;
    const rank = hit => factor(hit.doc, hit.name >= 400) * (isWhole(hit) ? Search.WHOLE : 1)
      * (hit.name + Search.TEXT * hit.text * (hit.name < 200 ? 1 : 0.5));
    const whole = [...hits.values()].filter(isWhole);
    const isEnough = whole.filter(({ doc }) => doc.rank !== Search.LAST).length >= Search.ENOUGH;
    const isLate = hit => hit.doc.rank === Search.LAST && hit.name < 400 && (isEnough || !isWhole(hit));
    const found = [...hits.values()].filter(({ share, name }) => share >= 0.5 || name)
      .sort((a, b) => isLate(a) - isLate(b) || rank(b) - rank(a) || a.doc.id - b.doc.id);
    return {
      words, meant, missing, hits: found, whole: whole.length,
      answers: Search.answers(asked), sections: Search.sections(query), comparison: Search.comparison(asked),
    };
  },

  /* The documents that have some of the words. `share` is the part of them that one has, of those that the
     site has at all; `text` is its score, 1 for the best. */
  weighed(all) {
    const matches = all.filter(found => found.size), hits = new Map();
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
    const count = word => Search.mini.search(word).length;
    for (const word of words) {
      const [best] = Search.nearest(word).map(one => [count(one), one]).sort(([m], [n]) => n - m);
      if (best) text = text.replace(word, best[1]);
    }
    return text === Search.fold(query) ? "" : text;
  },

  /* How many letters differ, are too many, are missing, or have changed places with their neighbours;
     it is counted up to `most`. */
  distance(one, other, most) {
    let before, row = Array.from({ length: other.length + 1 }, (_, i) => i);
    for (let i = 1; i <= one.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= other.length; j += 1) {
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      if (Math.min(...next) > most) return most + 1;
      [before, row] = [row, next];
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

  /* The compared entries that the words name, and the address where they are side by side; or the page
     for a choice, where the words ask for one. */
  comparison(asked) {
    const { rows, explorer, kinds } = Search.data, all = rows.map(([id]) => Search.docs[id]).filter(({ rank }) => !rank);
    if (!explorer || !all.length) return null;
    const groups = [], rest = [];
    for (let at = 0, length; at < asked.length; at += length) {
      let found = [];
      for (length = Search.LONGEST; length && !found.length; length -= found.length ? 0 : 1) {
        const name = asked.slice(at, at + length).join("");
        if (at + length <= asked.length) found = all.filter(doc => doc.split.some(own => own.join("") === name));
      }
      if (!found.length) found = all.filter(({ split: [[first, ...more]] }) => more.length && first === asked[at]);
      found.length ? groups.push(found) : rest.push(asked[at]);
      length ||= 1;
    }
    const entries = [...new Set(groups.flat())], page = { docname: explorer };
    const [type, title] = kinds[all[0].kind], called = Search.split(`${type} ${title}`).map(Search.stem);
    const left = rest.filter(word => !Search.skipped.has(word) && !Search.choosing.has(word));
    if (groups.length > 1 && entries.length <= Search.MOST_COMPARED && !left.length) {
      const href = Search.href(page, `compare=${entries.map(({ names: [id] }) => id).join(",")}`);
      return { text: _("{entries} side by side", { entries: entries.map(({ title }) => title).join(_(", ")) }), href };
    }
    const isChoice = asked.some(word => Search.choosing.has(word));
    const isOfKind = left.length && left.every(word => called.includes(Search.stem(word)));
    const { title: text } = Search.docs.find(({ docname }) => docname === explorer) ?? {};
    return text && !groups.length && isChoice && isOfKind ? { text, href: Search.href(page) } : null;
  },

  /* What rests on the section that was typed, in each document that has it, or in the one named. */
  sections(query) {
    const [section, ...more] = Search.chunks(query).filter(Search.isSection);
    if (!section || more.length) return [];
    const others = Search.split(query).filter(word => !Search.isSection(word) && !Search.sectionWords.has(word));
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

  href: ({ docname, anchor = "" }, place = anchor) =>
    `${SearchLoader.root}${docname}${Search.data.suffix}${place && "#"}${place}`,

  /* The id of an entry, in the letters of its title where that is the same. */
  short: ({ names: [id, ...others] }) => others.find(name => Search.fold(name) === Search.fold(id)) ?? id,

  kind: ({ kind }) => Search.data.kinds[kind][1],

  /* Where a text has words that begin with one of those given, as pairs of start and end; of scripts
     without blanks, where it has the letters. */
  places(text, words) {
    const starts = words.filter(Search.isLong);
    return [...text.matchAll(/[\p{L}\p{N}\p{M}]+(?:\.\p{N}+)*/gu)].flatMap(({ 0: part, index }) => {
      const folded = Search.fold(part);
      if (!Search.isUnparted(folded) || folded.length !== part.length) {
        return starts.some(word => folded.startsWith(word)) ? [[index, index + part.length]] : [];
      }
      const found = [];
      for (let at = 0; at < folded.length; at += 1) {
        const long = Math.max(0, ...starts.filter(word => folded.startsWith(word, at)).map(word => word.length));
        const start = index + at, last = found.at(-1);
        if (long) last?.[1] >= start ? last[1] = Math.max(last[1], start + long) : found.push([start, start + long]);
      }
      return found;
    });
  },

  /* Nodes of a text, with these places marked. */
  marked(text, words) {
    const nodes = [];
    let at = 0;
    for (const [start, end] of Search.places(text, words)) {
      nodes.push(text.slice(at, start), Object.assign(document.createElement("mark"), { textContent: text.slice(start, end) }));
      at = end;
    }
    return [...nodes, text.slice(at)].filter(part => part);
  },

  /* --- Passages, which the page of results loads --- */

  addPassages([docname, rows]) {
    Search.pages.set(docname, rows);
  },
};
