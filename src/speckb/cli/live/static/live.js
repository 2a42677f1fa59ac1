// Reloads the page when the site was built anew.
new WebSocket(`ws://${location.host}/websocket-reload`).onmessage = () => location.reload();
