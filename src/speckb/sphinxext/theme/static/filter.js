/* Long tables: a choice of words for each column that has few; the other rows are hidden. */
"use strict";
for (const frame of document.querySelectorAll("[data-filters]")) {
  const rows = [...frame.querySelectorAll("tbody tr")], heads = [...frame.querySelectorAll("thead th")];
  const words = (row, column) => [...row.children[column].querySelectorAll("p > :is(span, a)")].map(one => one.textContent);
  const form = document.createElement("form"), status = document.createElement("span");
  form.className = "filters";
  status.role = "status";
  const choices = frame.dataset.filters.split(" ").map(Number).map(column => {
    const found = new Set(rows.flatMap(row => words(row, column))), select = document.createElement("select");
    const name = heads[column].textContent.replace(/ ?editorial$/, "").trim();
    const options = [...found].filter(word => /^[\dA-Z]+(\.\d+)*$/.test(word)).length > found.size / 2
      ? [...found].sort(new Intl.Collator("en", { numeric: true }).compare) : [...found];
    select.append(new Option("all", ""), ...options.map(word => new Option(word)));
    const label = document.createElement("label");
    label.append(`${name}: `, select);
    form.append(label);
    return { column, select };
  });
  const show = () => {
    for (const row of rows) {
      row.hidden = !choices.every(({ column, select }) => !select.value || words(row, column).includes(select.value));
    }
    const left = rows.filter(row => !row.hidden).length;
    status.textContent = left < rows.length ? `${left} of ${rows.length}` : "";
  };
  form.append(status);
  form.addEventListener("change", show);
  form.addEventListener("submit", event => event.preventDefault());
  frame.before(form);
  show(); // a browser that comes back to the page has kept the choice
}
