/* Logic of the explorer: the choice in the address, the ranking of entries by it, and CSV. */
"use strict";
const Decide = {
  MOST: 4,
  ORDERS: ["back", "met", "source"],

  /* The choice in an address such as #meet=A,B&value=C:yes,no;D:no&compare=E,F&order=met&differences;
     ids and values that the data does not have are ignored. */
  read(hash, data) {
    const parts = new Map(Decide.decoded(hash).replace(/^#/, "").split("&").map(part => {
      const [name, ...text] = part.split("=");
      return [name, text.join("=")];
    }));
    const list = (text, known) => [...new Set((text ?? "").split(","))].filter(id => known.has(id));
    const ids = items => new Set(items.map(item => item.id));
    const values = new Map();
    for (const one of (parts.get("value") ?? "").split(";")) {
      const [id, chosen] = one.split(":"), criterion = data.criteria.find(item => item.id === id);
      const found = criterion ? list(chosen, new Set(Object.keys(criterion.values))) : [];
      if (found.length) values.set(id, new Set(found));
    }
    const order = parts.get("order");
    return {
      meet: new Set(list(parts.get("meet"), ids(data.asked))),
      values,
      compare: list(parts.get("compare"), ids(data.entries)).slice(0, Decide.MOST),
      order: Decide.ORDERS.includes(order) ? order : Decide.ORDERS[0],
      differences: parts.has("differences"),
    };
  },

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

  /* The answer of an entry: `state` is met, open or missed; a value in `accepted` is met. */
  answer(entry, question, data, accepted) {
    const href = `${entry.href.replace(/#.*/, "")}#${entry.id}--${question.id}`;
    if (question.kind === "asked") {
      const [word, settled, reasons] = entry.verdicts[question.id];
      const [label, tone] = data.words[settled];
      const state = [data.met, data.missed].indexOf(settled);
      return {
        href, tone, reasons: reasons.map(said => said.join(" ")), short: reasons.map(([said]) => said), state: ["met", "missed"][state] ?? "open",
        label: word === settled ? label : `${data.words[word][0]}: ${label}`,
      };
    }
    const [value, note] = entry.values[question.id] ?? [];
    if (!value) return { href: "", label: "no value", tone: "neutral", reasons: [], short: [], state: "open" };
    const [label, tone] = question.values[value];
    const open = tone === "elsewhere" || value === data.unstated;
    const state = accepted?.has(value) ? "met" : open ? "open" : "missed";
    const reasons = note ? [note] : [];
    return { href, label, tone, reasons, short: reasons, state };
  },

  /* All entries with their answers to the chosen questions, in the chosen order. */
  ranked(state, data) {
    const chosen = Decide.chosen(state, data);
    const rows = data.entries.map((entry, place) => {
      const answers = chosen.map(question => Decide.answer(entry, question, data, state.values.get(question.id)));
      const count = word => answers.filter(answer => answer.state === word).length;
      const [met, open, missed] = ["met", "open", "missed"].map(count);
      return { entry, place, answers, met, open, missed, rank: missed ? 2 : open ? 1 : 0 };
    });
    const most = (one, other) => other.met - one.met || one.missed - other.missed || one.place - other.place;
    const orders = {
      back: (one, other) => one.rank - other.rank || most(one, other),
      met: most,
      source: (one, other) => one.place - other.place,
    };
    return rows.sort(orders[state.order]);
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
