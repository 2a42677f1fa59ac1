// Sets the chosen colors before anything of the page is shown.
document.documentElement.classList.remove("no-js");
document.body.dataset.theme = localStorage.getItem("theme") || "auto";
