/* Page of changes: those since a day or a release alone. */
"use strict";
{
  const chapters = [...document.querySelectorAll("article section")].filter(one => one.querySelector(":scope > p .day"));
  const day = chapter => chapter.querySelector(":scope > p .day").textContent;
  const name = head => (head.querySelector(".section-number")?.nextSibling ?? head.firstChild).textContent;
  if (chapters.length > 1) {
    const form = document.createElement("form"), label = document.createElement("label"), date = document.createElement("input");
    const releases = document.createElement("select"), other = document.createElement("label");
    form.className = "filters";
    date.type = "date";
    label.append(...Words.parts(_("Since: {day}"), { day: date }));
    releases.append(new Option(_("any release"), ""), ...chapters.slice(1).map(one => new Option(name(one.querySelector("h2")), one.id)));
    other.append(...Words.parts(_("or since: {release}"), { release: releases }));
    const show = () => {
      const from = chapters.findIndex(one => one.id === releases.value);
      chapters.forEach((one, number) => {
        one.hidden = Boolean((date.value && day(one) < date.value) || (releases.value && number >= from));
      });
    };
    form.append(label, other);
    form.addEventListener("change", show);
    form.addEventListener("submit", event => event.preventDefault());
    chapters[0].before(form);
    show(); // a browser that comes back to the page has kept the choice
  }
}
