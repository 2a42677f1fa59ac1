// Completes entries from the JSON Schemas of the knowledge base, and checks it on each save.
"use strict";

const { execFile } = require("node:child_process");
const { readFileSync } = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");
const { complete } = require("./complete");

const SEVERITIES = { error: 0, warning: 1, note: 2 };
const KINDS = {
  field: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.Value,
};

/** Read a JSON file of the folder; without one there is nothing to complete from. */
function read(folder, name) {
  try {
    return JSON.parse(readFileSync(path.join(folder.uri.fsPath, name), "utf8"));
  } catch {
    return {};
  }
}

function items(document, position) {
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  if (!folder) return [];
  const settings = vscode.workspace.getConfiguration("speckb", document.uri);
  const schemas = Object.entries(settings.get("schemas", {}));
  const own = schemas.find(([glob]) => {
    const pattern = new vscode.RelativePattern(folder, glob);
    return vscode.languages.match({ pattern }, document) > 0;
  });
  const schema = own ? read(folder, own[1]) : {};
  const names = read(folder, settings.get("names", ""));
  const found = complete(document.getText(), position.line, position.character, schema, names);
  return found.map(({ label, about, insert, kind }) => {
    const item = new vscode.CompletionItem({ label, description: about }, KINDS[kind]);
    item.insertText = insert ?? label;
    item.documentation = about;
    item.range = document.getWordRangeAtPosition(position, /[\w-]+/);
    return item;
  });
}

/** The place in the editor's units of what is counted in characters, from 1. */
function range(text, finding) {
  const characters = [...(text.split(/\r?\n/)[finding.line - 1] ?? "")];
  const column = (count) => characters.slice(0, count - 1).join("").length;
  const line = finding.line - 1;
  return new vscode.Range(line, column(finding.column), line, column(finding.endColumn));
}

function show(folder, output, marks) {
  const byFile = new Map();
  for (const finding of JSON.parse(output).findings) {
    const uri = vscode.Uri.joinPath(folder.uri, finding.path);
    let text = "";
    try {
      text = readFileSync(uri.fsPath, "utf8");
    } catch {
      // a file that cannot be read is marked at its start
    }
    const mark = new vscode.Diagnostic(
      range(text, finding),
      [finding.message, finding.more].filter(Boolean).join("\n"),
      SEVERITIES[finding.severity],
    );
    mark.source = "speckb";
    mark.code = finding.rule;
    byFile.set(uri.toString(), [...(byFile.get(uri.toString()) ?? []), mark]);
  }
  marks.clear();
  for (const [uri, found] of byFile) marks.set(vscode.Uri.parse(uri), found);
}

function check(folder, marks) {
  /** @type {string[]} */
  const command = vscode.workspace.getConfiguration("speckb", folder).get("command", []);
  if (!command.length) return;
  const [program, ...args] = command;
  const options = { cwd: folder.uri.fsPath, maxBuffer: 64 * 1024 * 1024 };
  execFile(program, [...args, "schemas"], options, () => {}); // what is broken, the check says
  execFile(program, [...args, "check", "--format", "json"], options, (error, stdout, stderr) => {
    try {
      show(folder, stdout, marks);
    } catch {
      vscode.window.setStatusBarMessage(`speckb: ${stderr || error?.message}`, 10_000);
    }
  });
}

function activate(context) {
  const marks = vscode.languages.createDiagnosticCollection("speckb");
  const provider = { provideCompletionItems: items };
  const markdown = { language: "markdown", scheme: "file" };
  context.subscriptions.push(
    marks,
    vscode.languages.registerCompletionItemProvider(
      markdown, provider, " ", "`", "<", "[", ",", "-", ":", "}",
    ),
    vscode.workspace.onDidSaveTextDocument((document) => {
      const folder = vscode.workspace.getWorkspaceFolder(document.uri);
      if (folder) check(folder, marks);
    }),
  );
  for (const folder of vscode.workspace.workspaceFolders ?? []) check(folder, marks);
}

module.exports = { activate };
