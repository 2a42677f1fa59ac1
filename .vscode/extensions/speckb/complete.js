// What may stand at a place of an entry, by the JSON Schema of its type; no editor is needed here.
"use strict";

const KEY = /^( *)(?:- )?([A-Za-z0-9][\w-]*):(?= |$)/;

/** The line that closes the front matter, or 0. */
function frontMatterEnd(lines) {
  return lines[0] === "---" ? lines.indexOf("---", 1) : 0;
}

/** The names of the fields that hold what stands at an indentation, from the outermost. */
function holders(lines, line, indent) {
  const path = [];
  for (let number = line - 1; number > 0 && indent > 0; number--) {
    const match = KEY.exec(lines[number]);
    if (match && match[1].length < indent) {
      path.unshift(match[2]);
      indent = match[1].length;
    }
  }
  return path;
}

/** The part of a schema that a path of fields leads to, or an empty one. */
function part(schema, path) {
  for (const name of path) {
    const inner = schema.items?.properties ? schema.items : schema;
    schema = inner.properties?.[name] ?? inner.additionalProperties ?? {};
  }
  return schema === true || schema === false ? {} : schema;
}

/** The words that a value may be: label, and what each means. */
function words(schema) {
  const listed = (schema.enum ?? []).map((label, index) => ({
    label: String(label),
    about: schema.enumDescriptions?.[index] ?? "",
  }));
  const constants = (schema.oneOf ?? [])
    .filter((option) => "const" in option)
    .map((option) => ({ label: String(option.const), about: option.title ?? "" }));
  const truth = schema.type === "boolean" ? [{ label: "true" }, { label: "false" }] : [];
  return [...listed, ...constants, ...truth].map((word) => ({ ...word, kind: "value" }));
}

/** The fields that a group may have and that are not there yet. */
function fields(schema, there) {
  const inner = schema.items?.properties ? schema.items : schema;
  const known = Object.entries(inner.properties ?? {}).map(([label, about]) => ({
    label,
    about: [about.title, about.description].filter(Boolean).join(": "),
    insert: label + opening(about),
    kind: "field",
  }));
  const named = (inner.propertyNames?.enum ?? []).map((label, index) => ({
    label,
    about: inner.propertyNames.enumDescriptions?.[index] ?? "",
    insert: `${label}: `,
    kind: "field",
  }));
  return [...known, ...named].filter(({ label }) => !there.has(label));
}

function opening(schema) {
  if (schema.type === "array") return ": [";
  return schema.type === "object" ? ":\n" : ": ";
}

/** The names of the fields around a line that are in the same group. */
function siblings(lines, line, end, indent) {
  const found = new Set();
  for (const step of [-1, 1]) {
    for (let number = line + step; number > 0 && number < end; number += step) {
      const match = KEY.exec(lines[number]);
      const depth = lines[number].search(/\S/);
      if (depth >= 0 && depth < indent) break;
      if (match && match[1].length === indent) found.add(match[2]);
    }
  }
  return found;
}

/** Where a list in brackets that holds the place was opened, as [line, indent, name], or null. */
function openList(lines, line, before) {
  let text = before;
  for (let number = line; number > 0; number--) {
    if (number < line) text = `${lines[number]}\n${text}`;
    const match = KEY.exec(number < line ? lines[number] : before);
    if (match) {
      const value = text.slice(match[0].length).trimStart();
      return value.startsWith("[") && !value.includes("]") ? [number, match[1].length, match[2]] : null;
    }
    if (/^ *- /.test(lines[number])) return null;
  }
  return null;
}

function inFrontMatter(lines, line, before, schema, end) {
  const list = openList(lines, line, before);
  if (list) {
    const [number, indent, name] = list;
    return words(part(schema, [...holders(lines, number, indent), name]).items ?? {});
  }
  const item = /^( *)- ([^:]*)$/.exec(before);
  if (item) return words(part(schema, holders(lines, line, item[1].length + 1)).items ?? {});
  const value = KEY.exec(before);
  if (value) return words(part(schema, [...holders(lines, line, value[1].length), value[2]]));
  const key = /^( *)[\w-]*$/.exec(before);
  if (!key) return [];
  const indent = key[1].length;
  const there = siblings(lines, line, end, indent);
  return fields(part(schema, holders(lines, line, indent)), there);
}

function inProse(before, names) {
  const role = /\{([\w-]+)\}`(?:[^`<]*<)?[^`<>]*$/.exec(before);
  const directive = /^ *(?:`{3,}|:{3,})\{([\w-]+)\} *\S*$/.exec(before);
  const known = role ? names.roles?.[role[1]] : directive && names.directives?.[directive[1]];
  return Object.entries(known ?? {}).map(([label, about]) => ({ label, about, kind: "value" }));
}

/**
 * What may stand at a place of a file.
 * @param {string} text the file
 * @param {number} line from 0
 * @param {number} character from 0
 * @param {object} schema the JSON Schema of the front matter
 * @param {object} names what roles and directives may name
 * @returns {{label: string, about?: string, insert?: string, kind: string}[]}
 */
function complete(text, line, character, schema, names) {
  const lines = text.split(/\r?\n/);
  const end = frontMatterEnd(lines);
  const before = lines[line].slice(0, character);
  if (line > 0 && (line < end || end < 0)) {
    return inFrontMatter(lines, line, before, schema, end < 0 ? lines.length : end);
  }
  return inProse(before, names);
}

module.exports = { complete };
