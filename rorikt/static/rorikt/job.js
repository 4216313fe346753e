// A finished job gives its place in the history to what it made, so that «Back» does not lead to a page that leads on.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const made = event.detail.xhr.getResponseHeader("HX-Redirect");
  if (!made) return;
  event.preventDefault();
  location.replace(made);
});
