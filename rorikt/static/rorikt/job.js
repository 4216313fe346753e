// A finished job gives its place in the history to what it made, so that «Back» does not lead to a page that leads on.
// What it made may be a file that is only saved: the page then stays, and must not ask, and save, once a second.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const made = event.detail.xhr.getResponseHeader("HX-Redirect");
  if (!made) return;
  event.preventDefault();
  const job = document.querySelector(".job");
  const done = document.createElement("p");
  const link = document.createElement("a");
  done.setAttribute("role", "status");
  link.href = made;
  link.textContent = "Hent det som er laget";
  done.append("Ferdig. ", link);
  job?.replaceWith(done);
  location.replace(made);
});

// A new stage is read aloud, not the same one each second, and no more often than it can be heard.
let saidAt = 0;
document.addEventListener("htmx:afterSwap", () => {
  const said = document.getElementById("job-said");
  const stage = document.querySelector(".job-stage")?.textContent ?? "";
  if (!stage || stage === said.textContent || Date.now() - saidAt < 5000) return;
  said.textContent = stage;
  saidAt = Date.now();
});
