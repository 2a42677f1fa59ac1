/* Logic of the explorer: the choice in the address, who is left, why, and CSV. */
"use strict";
const Decide = {
  MOST: 4,
  NAMED: 8, // entries in the sentence of the result
  LONGEST: 40, // of a name from the address that is shown
  ORDERS: ["back", "met", "source"],
  PARTS: new Set(["meet", "value", "compare", "order", "differences"]),
  NOTHING: () => ({ meet: new Set(), values: new Map(), compare: [], order: Decide.ORDERS[0], differences: false }),

  texts: null, // reasons and remarks, which a file of their own has

  add(texts) {
    Decide.texts = texts;
  },

  /* The data as `explorer` makes it, from what `packed` made of it: see tables/explorer.py. Reasons
     and remarks are empty until their file is loaded. */
  unpacked(data) {
    const text = number => Decide.texts?.[number] ?? "", condition = number => data.conditions[number], words = Object.keys(data.words);
    const placed = one => ({ ...one, href: `${one.href}#${one.id}` }), [asked, silent] = [data.asked, data.silent].map(list => list.map(placed));
    const lists = data.criteria.map(({ values }) => values);
    const criteria = data.criteria.map(one => ({ ...placed(one), values: Object.fromEntries(one.values.map(([id, ...word]) => [id, word])) }));
    const reason = ([criterion, where, ...said]) => ({ criterion: criteria[criterion], where: text(where), said: said.map(text) });
    const entries = data.entries.map(({ verdicts, values, ...entry }) => ({
      ...placed(entry),
      verdicts: Object.fromEntries(verdicts.map(([word, settled, reasons, conditions = []], i) => [data.asked[i].id,
        { word: words[word], settled: words[settled], reasons: reasons.map(reason), conditions: conditions.map(condition) }])),
      values: Object.fromEntries(values.flatMap((cell, i) => cell ? [[criteria[i].id,
        { value: lists[i][cell[0]][0], note: text(cell[1]), conditions: cell.slice(2).map(condition) }]] : [])),
    }));
    return { ...data, asked, silent, criteria, entries };
  },

  /* Whether an address has a choice, and not the place of something on the page. */
  isChoice(hash) {
    const names = Decide.decoded(hash).replace(/^#/, "").split("&").map(part => part.split("=")[0]);
    return names.every(name => Decide.PARTS.has(name)) && (hash.includes("=") || names.includes("differences"));
  },

  /* The choice in an address such as #meet=A,B&value=C:yes,no;D:no&compare=E,F&order=met&differences,
     and sentences about what it names and this page does not have, or has by another name. */
  read(hash, data) {
    const parts = new Map(Decide.decoded(hash).replace(/^#/, "").split("&").map(part => {
      const [name, ...text] = part.split("=");
      return [name, text.join("=")];
    }));
    const notes = new Set(), state = Decide.NOTHING();
    const names = text => [...new Set((text ?? "").split(","))].filter(name => name);
    const ids = text => names(text).map(name => name.trim());
    const found = (name, items) => Decide.resolved(name, items, data, notes);
    state.meet = new Set(ids(parts.get("meet")).flatMap(id => found(id, data.asked)));
    for (const one of (parts.get("value") ?? "").split(";").filter(part => part)) {
      const [name, words] = one.split(":");
      for (const id of found(name, data.criteria)) {
        const criterion = data.criteria.find(item => item.id === id), known = ids(words).filter(word => word in criterion.values);
        for (const word of ids(words)) if (!known.includes(word)) notes.add(_("{criterion} has no value “{value}” here.", { criterion: criterion.name, value: Decide.cut(word) }));
        if (known.length) state.values.set(id, new Set(known));
      }
    }
    const compared = ids(parts.get("compare")).flatMap(id => found(id, data.entries));
    state.compare = [...new Set(compared)].slice(0, Decide.MOST);
    if (compared.length > Decide.MOST) notes.add(ngettext("Only {n} can be compared: {ids} left out.", "Only {n} can be compared: {ids} left out.",
      Decide.MOST, { ids: compared.slice(Decide.MOST).join(_(", ")) }));
    const order = parts.get("order");
    if (Decide.ORDERS.includes(order)) state.order = order;
    state.differences = parts.has("differences");
    return { state, notes: [...notes] };
  },

  /* The ids that an id of an address stands for among items; `notes` gets a sentence if it is not one. */
  resolved(name, items, data, notes) {
    const own = (part, key) => Object.hasOwn(part, key) ? part[key] : undefined;
    const isThere = id => items.some(item => item.id === id);
    if (isThere(name)) return [name];
    const now = own(data.renamed, name), others = own(data.across, now ?? name);
    const ids = (now && isThere(now) ? [now] : others ?? []).filter(isThere), silent = data.silent.find(item => item.id === name);
    const shown = Decide.cut(name), gone = own(data.removed, name);
    const values = { id: shown, new: ids[0], ids: ids.join(_(", ")), type: data.nouns.criterion, reason: gone };
    if (ids.length) notes.add(now ? _("{id} is now {new}.", values) : _("{id} is {ids} in this edition.", values));
    else if (silent) notes.add(_("{id} cannot be chosen: no {type} assesses it.", values));
    else if (others) notes.add(_("{id} is not in this edition.", values));
    else notes.add(gone ? _("{id} was removed: {reason}", values) : _("{id} is not known here.", values));
    return ids;
  },

  cut: text => text.length > Decide.LONGEST ? `${text.slice(0, Decide.LONGEST)}…` : text,

  decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return "";
    }
  },

  write(state) {
    const values = [...state.values].map(([id, chosen]) => `${id}:${[...chosen].join(",")}`);
    return [
      state.meet.size && `meet=${[...state.meet].join(",")}`,
      values.length && `value=${values.join(";")}`,
      state.compare.length && `compare=${state.compare.join(",")}`,
      state.order !== Decide.ORDERS[0] && `order=${state.order}`,
      state.differences && "differences",
    ].filter(part => part).join("&");
  },

  /* All questions in the order of the data: the entries that verdicts are about, then the criteria. */
  questions(data) {
    return [
      ...data.asked.map(item => ({ ...item, kind: "asked" })),
      ...data.criteria.map(item => ({ ...item, kind: "criterion" })),
    ];
  },

  chosen(state, data) {
    return Decide.questions(data).filter(({ kind, id }) =>
      kind === "asked" ? state.meet.has(id) : state.values.has(id));
  },

  /* The answer of an entry: `state` is one of data.states, from met to missed; of a criterion, a value
     in `accepted` is met. tables/choices.py says the same in Python. */
  answer(entry, question, data, accepted) {
    const [met, conditional, open, missed] = data.states;
    const href = `${entry.href.replace(/#.*/, "")}#${entry.id}--${question.id}`;
    if (question.kind === "asked") {
      const { word, settled, reasons, conditions } = entry.verdicts[question.id], [label, tone] = data.words[settled];
      const valued = ({ id, name, values }, section) => {
        const shown = { criterion: name, section, value: values[entry.values[id].value][0] };
        return section ? _("{criterion} ({section}): {value}", shown) : _("{criterion}: {value}", shown);
      };
      const said = reasons.map(({ criterion, where, said }) => criterion ? [Decide.closed(valued(criterion, where)), ...said] : said);
      return {
        href, tone, conditions, reasons: said.map(parts => parts.join(" ")), short: said.map(([first]) => first),
        state: data.states.includes(settled) ? settled : open,
        label: word === settled ? label : `${data.words[word][0]}: ${label}`,
      };
    }
    const cell = entry.values[question.id];
    if (!cell) return { href: "", label: _("no value"), tone: "neutral", conditions: [], reasons: [], short: [], state: open };
    const { value, note, conditions } = cell, [label, tone] = question.values[value];
    const other = tone === data.elsewhere || value === data.unstated ? open : missed;
    const state = accepted?.has(value) ? (conditions.length ? conditional : met) : other;
    const short = note ? [note] : [];
    return { href, label, tone, conditions, reasons: [...conditions.map(one => _("Condition: {condition}", { condition: Decide.closed(one) })), ...short], short, state };
  },

  closed: text => text.endsWith(".") ? text : `${text}.`,

  /* All entries with their answers to the chosen questions, in the chosen order; `rank` is the worst answer. */
  ranked(state, data) {
    const chosen = Decide.chosen(state, data), [met, , , missed] = data.states;
    const rows = data.entries.map((entry, place) => {
      const answers = chosen.map(question => Decide.answer(entry, question, data, state.values.get(question.id)));
      const count = word => answers.filter(answer => answer.state === word).length;
      const rank = Math.max(0, ...answers.map(answer => data.states.indexOf(answer.state)));
      return { entry, place, answers, rank, met: count(met), missed: count(missed) };
    });
    const most = (one, other) => other.met - one.met || one.missed - other.missed || one.place - other.place;
    const orders = {
      back: (one, other) => one.rank - other.rank || most(one, other),
      met: most,
      source: (one, other) => one.place - other.place,
    };
    return rows.sort(orders[state.order]);
  },

  /* Who is left and why the others are not, in a few words. */
  sentence(rows, chosen, data) {
    if (!chosen.length) return _("Nothing is chosen yet.");
    const [met, conditional, open, missed] = [0, 1, 2, 3].map(rank => rows.filter(row => row.rank === rank).map(({ entry }) => entry.name));
    const list = names => names.length > Decide.NAMED + 1
      ? ngettext("{names} and {n} more", "{names} and {n} more", names.length - Decide.NAMED, { names: names.slice(0, Decide.NAMED).join(_(", ")) })
      : names.join(_(", "));
    const by = chosen.map((question, i) => [rows.filter(({ answers }) => answers[i].state === data.states[3]).length, question.name]);
    // Translators: the names of those entries that meet what was chosen under a condition.
    const named = [list(met), conditional.length && _("under a condition: {names}", { names: list(conditional) })];
    const why = by.filter(([number]) => number).sort(([one], [other]) => other - one)
      // Translators: how many entries are out by what was chosen: "3 are out: 2 by A, 1 by B."
      .map(([n, name]) => ngettext("{n} by {question}", "{n} by {question}", n, { question: name }));
    const left = met.length + conditional.length, values = { total: rows.length, names: named.filter(part => part).join("; ") };
    return [
      left ? ngettext("{n} of {total} is left: {names}.", "{n} of {total} are left: {names}.", left, values)
        : ngettext("{n} of {total} is left.", "{n} of {total} are left.", left, values),
      open.length && ngettext("{n} leaves something open.", "{n} leave something open.", open.length),
      missed.length && ngettext("{n} is out: {reasons}.", "{n} are out: {reasons}.", missed.length, { reasons: why.join(_(", ")) }),
    ].filter(part => part).join(" ");
  },

  /* Where value and verdict differ: each chosen criterion with an entry that it assesses, and who is left by
     one of them alone. The entry is chosen as well, or it is met under a condition by those who are not left. */
  differing(state, data) {
    const left = new Set(data.states.slice(0, 2)), found = new Map();
    for (const criterion of data.criteria.filter(({ id }) => state.values.has(id)))
      for (const about of data.asked.filter(({ id }) => criterion.assesses.includes(id)))
        for (const entry of data.entries) {
          const value = Decide.answer(entry, { ...criterion, kind: "criterion" }, data, state.values.get(criterion.id));
          const verdict = Decide.answer(entry, { ...about, kind: "asked" }, data);
          const isLeft = left.has(value.state), isMet = left.has(verdict.state);
          if (!(criterion.id in entry.values) || isLeft === isMet) continue;
          if (!state.meet.has(about.id) && verdict.state !== data.states[1]) continue;
          const key = [about.id, value.label, verdict.label, ...verdict.conditions].join("|");
          const one = found.get(key) ?? { criterion, about, value, verdict, isLeft, names: [] };
          found.set(key, one).get(key).names.push(entry.name);
        }
    return [...found.values()];
  },

  /* The answer to a criterion's question that the chosen values are, or -1 for other values. */
  answered({ id, answers }, state) {
    const chosen = state.values.get(id);
    return answers.findIndex(([, words]) => words && chosen
      ? words.length === chosen.size && words.every(word => chosen.has(word)) : !words && !chosen);
  },

  /* The questions of the criteria, each with an answer that accepts any value. */
  asking(data) {
    return data.criteria.filter(({ asks }) => asks).map(one => one.answers.some(([, words]) => !words)
      ? one : { ...one, answers: [...one.answers, [_("Does not matter"), null]] });
  },

  /* Rows as CSV (RFC 4180 with LF); a quote keeps a spreadsheet from reading a cell as a formula, and
     the byte order mark lets it read UTF-8. */
  csv(rows) {
    const safe = text => /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
    const quoted = text => /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    const lines = rows.map(row => `${row.map(cell => quoted(safe(String(cell)))).join(",")}\n`);
    return `\ufeff${lines.join("")}`;
  },
};
