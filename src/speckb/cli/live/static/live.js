// Reloads the page when the site was built anew, and says when the server does not answer.
const banner = document.getElementById("speckb-live");
const CLOSED = "speckb-live-closed"; // the number of the build whose banner was closed

// The page ends above the banner, so that everything can be scrolled to where one reads it.
function makeRoom() {
  const height = banner && !banner.hidden ? banner.offsetHeight : 0;
  document.documentElement.style.setProperty("--speckb-live", `${height}px`);
}

if (banner) {
  banner.hidden = sessionStorage.getItem(CLOSED) === banner.dataset.number;
  banner.querySelector("button").addEventListener("click", () => {
    sessionStorage.setItem(CLOSED, banner.dataset.number);
    banner.hidden = true;
    makeRoom();
  });
  new ResizeObserver(makeRoom).observe(banner);
  makeRoom();
}

function sayLost() {
  if (document.getElementById("speckb-live-lost")) return;
  const note = document.createElement("p");
  note.id = "speckb-live-lost";
  note.setAttribute("role", "alert");
  note.textContent = "The live server does not answer";
  document.body.append(note);
}

function connect(again) {
  const socket = new WebSocket(`ws://${location.host}/websocket-reload`);
  socket.onopen = () => again && location.reload();
  socket.onmessage = () => location.reload();
  socket.onclose = () => {
    if (again) sayLost();
    setTimeout(connect, 1000, true);
  };
}
connect(false);
