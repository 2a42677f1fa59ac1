// Scrolls the navigation to the page that is open, before it is shown.
{
  const frame = document.querySelector(".sidebar-scroll"), here = document.querySelector(".sidebar-tree .current-page");
  if (here) frame.scrollBy({ top: Math.max(0, here.getBoundingClientRect().bottom - innerHeight * 0.8), behavior: "instant" });
}
