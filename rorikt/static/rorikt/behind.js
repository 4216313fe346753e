// On a wide screen what stands behind a figure is shown beside the text. Without this file, and on a phone, it is a page.

const WIDE = matchMedia("(min-width: 64rem)");
let panel, from;

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-behind]");
  if (!link || !WIDE.matches || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  try {
    const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const told = page.querySelector("#bak-tallet");
    if (!answer.ok || answer.redirected || !told) throw new Error(String(answer.status));
    show(link, told);
  } catch {
    location.href = link.href; // ended sessions and lost networks are told of there
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && panel && !panel.hidden) close();
});

function show(link, told) {
  panel ??= build();
  from?.removeAttribute("aria-expanded");
  from = link;
  link.setAttribute("aria-expanded", "true");
  panel.querySelector(".behind-page").href = link.href;
  panel.querySelector(".behind-told").replaceChildren(document.adoptNode(told));
  panel.hidden = false;
  panel.scrollTop = 0;
  document.body.classList.add("has-behind");
  link.scrollIntoView({ block: "center" }); // the text has moved
  panel.querySelector(".behind-close").focus({ preventScroll: true });
}

function close() {
  panel.hidden = true;
  document.body.classList.remove("has-behind");
  from.removeAttribute("aria-expanded");
  from.scrollIntoView({ block: "center" });
  from.focus({ preventScroll: true });
}

function build() {
  const made = Object.assign(document.createElement("aside"), { className: "behind-panel", hidden: true });
  made.setAttribute("aria-label", "Bak tallet");
  const bar = Object.assign(document.createElement("div"), { className: "behind-bar" });
  const whole = Object.assign(document.createElement("a"), { className: "ds-link behind-page", textContent: "Åpne som egen side" });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "ds-button behind-close", textContent: "Lukk" });
  button.dataset.variant = "secondary";
  button.addEventListener("click", close);
  bar.append(button, whole);
  made.append(bar, Object.assign(document.createElement("div"), { className: "behind-told" }));
  document.body.append(made);
  return made;
}
