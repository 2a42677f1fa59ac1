/* What a title says, for who has no pointer: beside what has the focus of the keyboard, or is tapped. */
"use strict";
{
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.id = "tip";
  tip.role = "tooltip";
  let owner = null;

  function hide() {
    owner?.removeAttribute("aria-describedby");
    owner = null;
    tip.remove();
  }

  function show(target, titled) {
    hide();
    if (!titled?.title || titled.title === titled.textContent.trim()) return;
    owner = target;
    tip.textContent = titled.title;
    document.body.append(tip);
    const at = target.getBoundingClientRect(), above = at.top > tip.offsetHeight + 60;
    const start = document.dir === "rtl" ? at.right - tip.offsetWidth : at.left;
    tip.style.left = `${scrollX + Math.max(8, Math.min(start, innerWidth - tip.offsetWidth - 8))}px`;
    tip.style.top = `${scrollY + (above ? at.top - tip.offsetHeight - 6 : at.bottom + 6)}px`;
    owner.setAttribute("aria-describedby", tip.id);
  }

  document.addEventListener("focusin", ({ target }) => {
    if (target.matches("article a:focus-visible")) show(target, target.title ? target : target.querySelector("[title]"));
  });
  document.addEventListener("focusout", hide);
  document.addEventListener("click", ({ target }) => {
    const titled = target.closest("article [title]");
    titled && !titled.closest("a") ? show(titled, titled) : hide();
  });
  document.addEventListener("keydown", event => { if (event.key === "Escape") hide(); });
}
