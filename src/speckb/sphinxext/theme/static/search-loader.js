/* Loads the search when a field for it gets the focus. Until then a page loads nothing of it. */
"use strict";
const SearchLoader = {
  root: document.documentElement.dataset.content_root,
  get(file) {
    return new Promise((loaded, failed) => {
      const isSheet = file.endsWith(".css"), tag = document.createElement(isSheet ? "link" : "script");
      Object.assign(tag, isSheet ? { rel: "stylesheet" } : { async: false }, { onload: loaded, onerror: failed });
      tag[isSheet ? "href" : "src"] = SearchLoader.root + file;
      document.head.append(tag);
    });
  },
  load() {
    const files = ["search.css", "minisearch.js", "search.js", "search-field.js", "../_search/index.js"];
    return SearchLoader.loading ??= Promise.all(files.map(file => SearchLoader.get(`_static/${file}`))).then(() => Search.prepare());
  },
};
addEventListener("focusin", ({ target }) => {
  if (target.matches?.(".sidebar-search")) SearchLoader.load().then(() => SearchField.open(target), () => {});
});
