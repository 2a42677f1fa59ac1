// Leads from the address of a former id to the page of today, and to the same place on it.
(() => {
  const { address, old, now } = document.currentScript.dataset;
  const place = location.hash.replace(new RegExp(`^#${old}(?=$|--)`), `#${now}`);
  location.replace(address + location.search + place);
})();
