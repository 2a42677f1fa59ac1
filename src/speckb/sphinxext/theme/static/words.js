/* Words of the other scripts, in the language of the site. The scripts have them in English; the build
   adds the catalogue of another language to this file. */
"use strict";
const Words = {
  texts: {}, form: n => n === 1 ? 0 : 1,
  fill: (text, values) => text.replace(/\{(\w+)\}/g, (name, inner) => values[inner] ?? name),
};
const _ = (text, values = {}) => Words.fill(Words.texts[text]?.[0] ?? text, values);
const ngettext = (one, many, n, values = {}) =>
  Words.fill((Words.texts[one] ?? [one, many])[Words.texts[one] ? Words.form(n) : n === 1 ? 0 : 1], { n, ...values });
