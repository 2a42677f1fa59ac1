/* Long tables and lists of entries: a choice of words for each column that has few, and in lists words to look
   for; the other rows are hidden, and with them the parts of a list that have no row left. */
"use strict";
for (const frame of document.querySelectorAll("[data-filters]")) {
  const rows = [...frame.querySelectorAll("tbody tr")], heads = [...frame.querySelector("thead tr").cells];
  const parts = [...frame.querySelectorAll(".entry-list-part")], isList = frame.matches(".entry-list");
  const titled = head => {
    const copy = head.cloneNode(true);
    copy.querySelectorAll(".editorial").forEach(mark => mark.remove());
    return copy.textContent.trim();
  };
  const words = (row, column) => [...row.children[column].querySelectorAll("p > :is(span, a)")].map(one => one.textContent);
  const form = document.createElement("form"), status = document.createElement("span"), text = document.createElement("input");
  const labelled = (name, control) => {
    const label = document.createElement("label");
    label.append(...Words.parts(_("{column}: {choice}"), { column: name, choice: control }));
    form.append(label);
  };
  form.className = "filters";
  status.role = "status";
  text.type = "search";
  // Translators: label of a field for words to look for in a list.
  if (isList) labelled(_("Words"), text);
  const choices = frame.dataset.filters.split(" ").filter(Boolean).map(Number).map(column => {
    const found = new Set(rows.flatMap(row => words(row, column))), select = document.createElement("select");
    const options = [...found].filter(word => /^[\dA-Z]+(\.\d+)*$/.test(word)).length > found.size / 2
      ? [...found].sort(new Intl.Collator(document.documentElement.lang, { numeric: true }).compare) : [...found];
    // Translators: the choice of no word of a column, which shows all rows.
    select.append(new Option(_("all"), ""), ...options.map(word => new Option(word)));
    labelled(titled(heads[column]), select);
    return { column, select };
  });
  const level = part => Number(part.localName.slice(1));
  const isEmpty = part => {
    for (let next = part.nextElementSibling; next && !(parts.includes(next) && level(next) <= level(part)); next = next.nextElementSibling)
      if (!next.hidden && !parts.includes(next)) return false;
    return true;
  };
  const show = () => {
    const sought = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) {
      const said = sought.length ? row.textContent.toLowerCase() : "";
      row.hidden = !sought.every(word => said.includes(word))
        || !choices.every(({ column, select }) => !select.value || words(row, column).includes(select.value));
    }
    if (isList) for (const part of frame.children) if (part.querySelector("tbody")) part.hidden = !part.querySelector("tbody tr:not([hidden])");
    for (const part of parts) part.hidden = isEmpty(part);
    const left = rows.filter(row => !row.hidden).length;
    status.textContent = left < rows.length ? _("{n} of {total}", { n: left, total: rows.length }) : "";
  };
  form.append(status);
  form.addEventListener("input", show);
  form.addEventListener("submit", event => event.preventDefault());
  if (isList) frame.prepend(form);
  else frame.before(form);
  show(); // a browser that comes back to the page has kept the choice
}
