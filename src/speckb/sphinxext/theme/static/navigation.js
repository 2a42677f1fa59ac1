// Scrolls the navigation to the page that is open, before it is shown.
{
  const frame = document.querySelector(".sidebar-scroll"), here = document.querySelector(".sidebar-tree .current-page");
  if (here) frame.scrollBy({ top: Math.max(0, here.getBoundingClientRect().bottom - innerHeight * 0.8), behavior: "instant" });
}
// Keeps the place on the page, or what was chosen there, when another edition is opened.
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-edition]");
  if (link) link.hash = location.hash;
});
