// Redirects from the page of a former id to the present one, with the fragment renamed.
(() => {
  const { address, old, now } = document.currentScript.dataset;
  const place = location.hash.replace(new RegExp(`^#${old}(?=$|--)`), `#${now}`);
  location.replace(address + location.search + place);
})();
