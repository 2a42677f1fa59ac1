/* Words of the other scripts, in the language of the site. The scripts have them in English; the build
   adds the catalogue of another language to this file. */
"use strict";
const Words = {
  texts: {}, form: n => n === 1 ? 0 : 1,
  fill: (text, values) => text.replace(/\{(\w+)\}/g, (name, inner) => values[inner] ?? name),

  /* A text as a list, with a node or a list of them for each name in braces. */
  parts: (text, nodes) => text.split(/\{(\w+)\}/).flatMap((part, i) => i % 2 ? nodes[part] ?? `{${part}}` : part || []),

  /* Texts as a list within a sentence, as in language.py: one, two and three. */
  listed: texts => texts.length < 2 ? texts.join("")
    : _("{first} and {last}", { first: texts.slice(0, -1).join(_(", ")), last: texts.at(-1) }),
};
const _ = (text, values = {}) => Words.fill(Words.texts[text]?.[0] ?? text, values);
const ngettext = (one, many, n, values = {}) =>
  Words.fill((Words.texts[one] ?? [one, many])[Words.texts[one] ? Words.form(n) : n === 1 ? 0 : 1], { n, ...values });
