// The panel «Lesevisning» over the page one reads: what is chosen is seen at once, and saved at once.
// Without this file the panel is a page of its own, with a button that saves.

(() => {
  const link = document.querySelector(".looks-link");
  const root = document.documentElement;

  const show = (input) => {
    root.setAttribute(`data-${input.dataset.attribute}`, input.value);
    for (const sheet of document.querySelectorAll(`link[data-look="${input.dataset.attribute}"]`)) {
      const isChosen = input.value === sheet.dataset.lookValue;
      sheet.media = input.value === "auto" ? sheet.dataset.byDevice : isChosen ? "screen" : "not all";
    }
    dispatchEvent(new CustomEvent("looks-chosen"));
  };

  const save = async (form) => {
    const said = form.querySelector(".looks-said");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      if (answer.status !== 204) throw new Error(answer.status);
      said.textContent = "Lagret.";
    } catch {
      said.textContent = navigator.onLine
        ? "Valget gjelder her, men er ikke lagret. Logg inn på nytt, og velg en gang til."
        : "Valget gjelder her til du laster siden på nytt. Det lagres når du velger med nett.";
    }
  };

  const use = (form) => {
    for (const button of form.querySelectorAll("button[type=submit]:not([name])")) button.hidden = true;
    form.addEventListener("change", (event) => {
      if (!event.target.dataset.attribute) return;
      show(event.target);
      save(form);
    });
  };

  for (const form of document.querySelectorAll("main .looks-form")) use(form);

  let panel = null;
  let cameFrom = link;
  const close = () => {
    panel.close();
    cameFrom.focus();
  };

  const build = async () => {
    const answer = await fetch(link.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const form = page.querySelector(".looks-form");
    if (!answer.ok || !form) throw new Error(answer.status);
    const made = Object.assign(document.createElement("dialog"), { className: "looks-dialog" });
    made.setAttribute("aria-labelledby", "looks-heading");
    // No `header`, which would be another banner of the page.
    const head = Object.assign(document.createElement("div"), { className: "looks-head" });
    const heading = Object.assign(document.createElement("h2"), { id: "looks-heading", textContent: "Lesevisning" });
    const shut = Object.assign(document.createElement("button"), { type: "button", className: "ds-button", textContent: "Lukk" });
    shut.dataset.variant = "tertiary";
    shut.addEventListener("click", close);
    head.append(heading, shut);
    made.append(head, document.adoptNode(form));
    made.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      close();
    });
    document.body.append(made);
    use(form);
    return made;
  };

  const open = async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || document.querySelector("main .looks-form")) return;
    event.preventDefault();
    const way = event.currentTarget;
    try {
      panel ??= await build();
    } catch {
      location.assign(link.href);
      return;
    }
    if (panel.open) return close();
    cameFrom = way;
    panel.show();
    panel.querySelector("input:checked")?.focus();
  };
  for (const way of document.querySelectorAll(".looks-link, .looks-open")) way.addEventListener("click", open);

  // Paper is light, whatever the screen is.
  let scheme = "";
  addEventListener("beforeprint", () => {
    scheme = root.getAttribute("data-color-scheme");
    root.setAttribute("data-color-scheme", "light");
  });
  addEventListener("afterprint", () => root.setAttribute("data-color-scheme", scheme));
})();
