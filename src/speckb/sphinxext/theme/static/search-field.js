/* Suggestions below a search field: the pattern "editable combobox with list autocomplete" of the ARIA
   Authoring Practices. Arrows choose, Enter opens what is chosen or else the page of results, Escape
   closes the list and then empties the field. */
"use strict";
const SearchField = {
  MOST: 8,

  open(field) {
    if (field.role === "combobox") return;
    const list = document.createElement("ul"), status = document.createElement("p");
    Object.assign(list, { id: "search-suggestions", role: "listbox", ariaLabel: _("Suggestions"), popover: "manual" });
    Object.assign(status, { role: "status", className: "search-count" });
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false",
      autocomplete: "off", spellcheck: "false",
    })) field.setAttribute(name, value);
    field.form.append(list, status);
    let chosen = -1;

    function choose(number) {
      chosen = number;
      for (const [i, option] of [...list.children].entries()) option.setAttribute("aria-selected", i === chosen);
      const option = list.children[chosen];
      if (option) option.scrollIntoView({ block: "nearest" });
      option ? field.setAttribute("aria-activedescendant", option.id) : field.removeAttribute("aria-activedescendant");
    }

    function hide() {
      if (field.ariaExpanded === "true") list.hidePopover?.();
      field.ariaExpanded = "false";
      choose(-1);
    }

    function place() {
      const { left, right, bottom, width } = field.getBoundingClientRect(), room = document.documentElement.clientWidth;
      const wide = Math.min(Math.max(width, 416), room - 16);
      Object.assign(list.style, {
        left: `${Math.max(8, Math.min(document.dir === "rtl" ? right - wide : left, room - wide - 8))}px`, top: `${bottom}px`, width: `${wide}px`,
        maxHeight: `${Math.max(120, (visualViewport?.height ?? innerHeight) - bottom - 8)}px`,
      });
    }

    function show() {
      const options = SearchField.options(field.value);
      list.replaceChildren(...options);
      status.textContent = !field.value.trim() ? ""
        : options.length ? ngettext("{n} suggestion", "{n} suggestions", options.length) : _("No suggestions");
      if (!options.length) return hide();
      choose(-1);
      place();
      if (field.ariaExpanded !== "true") list.showPopover?.();
      field.ariaExpanded = "true";
    }

    field.addEventListener("input", show);
    field.addEventListener("blur", hide);
    addEventListener("resize", () => field.ariaExpanded === "true" && place());
    list.addEventListener("pointerdown", event => event.preventDefault()); // keeps the focus in the field
    list.addEventListener("click", ({ target }) => {
      const option = target.closest("[role=option]");
      if (option) location.href = option.dataset.href;
    });
    field.addEventListener("keydown", event => {
      const isOpen = field.ariaExpanded === "true", last = list.children.length - 1;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.isComposing) return;
      if (step && !isOpen) show(), choose(step > 0 || !list.children.length ? 0 : list.children.length - 1);
      else if (step) choose(chosen + step > last ? -1 : chosen + step < -1 ? last : chosen + step);
      else if (event.key === "Enter" && isOpen && chosen >= 0) location.href = list.children[chosen].dataset.href;
      else if (event.key === "Escape" && isOpen) hide();
      else return;
      event.preventDefault();
    });
    if (field.value && document.activeElement === field) show();
  },

  /* Options for a query: what answers it at once, then the first documents. */
  options(query) {
    if (!query.trim()) return [];
    const { answers, sections, comparison, hits, words } = Search.find(query);
    // Translators: an answer to what was typed, among the suggestions.
    const answer = _("Answer");
    const compared = comparison ? [[comparison.href, comparison.text, answer]] : [];
    const direct = answers.map(({ entry, about, label, condition, href }) => {
      const values = { entry: entry.title, about: about.title, answer: label, condition };
      return [href, condition ? _("{entry}, {about}: {answer}, if {condition}", values) : _("{entry}, {about}: {answer}", values), answer];
    });
    const onSections = sections.map(({ document, name, docs }) => [SearchField.results(query), ngettext(
      "Section {section} of {document}: {n} page rests on it",
      "Section {section} of {document}: {n} pages rest on it",
      docs.length, { section: name, document: Search.short(document) },
    ), answer]);
    const found = hits.map(({ doc, terms }) => [Search.href(doc), doc.title, Search.kind(doc), terms]);
    return [...compared, ...direct, ...onSections, ...found].slice(0, SearchField.MOST).map(([href, text, kind, terms = []], i) => {
      const option = document.createElement("li"), what = document.createElement("span");
      Object.assign(option, { id: `search-option-${i}`, role: "option", ariaSelected: "false" });
      Object.assign(what, { className: "kind", textContent: kind });
      option.dataset.href = href;
      option.append(...Search.marked(text, [...words, ...terms]), " ", what);
      return option;
    });
  },

  results: query => `${SearchLoader.root}search${Search.data.suffix}?q=${encodeURIComponent(query)}`,
};
