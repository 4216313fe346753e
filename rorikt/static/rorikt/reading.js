// Reading: where one is in a paper is told to the server, marks are set without leaving the page, the bar at the foot leads
// from section to section. Every page works without this file.

const article = document.querySelector("article.document[data-document]");
const bar = document.querySelector(".reading-bar");
const REST = 3000; // milliseconds at one paragraph before it counts as read

// What could not be sent is kept for this person, and sent when the network is back.
const unsent = `rorikt-unsent-reading:${document.body.dataset.person}`;
const waiting = () => { try { return JSON.parse(localStorage.getItem(unsent)) ?? []; } catch { return []; } };
const keepAll = (all) => { try { all.length ? localStorage.setItem(unsent, JSON.stringify(all.slice(-300))) : localStorage.removeItem(unsent); } catch { /* a browser that keeps nothing */ } };
const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? bar?.dataset.csrf ?? "";
const keep = (url, fields) => keepAll([...waiting().filter((one) => one.url !== url || !("section" in fields)), { url, fields, at: Date.now() }]);

const send = (url, fields) => fetch(url, {
  method: "POST", redirect: "manual", keepalive: true, headers: { Accept: "application/json" },
  body: new URLSearchParams({ ...fields, csrfmiddlewaretoken: token() }),
});
// One that is logged out gets a redirect, and tries again when they are back; what is refused is not sent again.
const isToBeKept = (response) => !response || response.type === "opaqueredirect" || response.status === 403 || response.status >= 500;

let sending = false;
async function sendWaiting() {
  if (sending) return;
  sending = true;
  try {
    for (let all = waiting(); all.length; all = waiting()) {
      const { url, fields, at } = all[0];
      const age = Math.round((Date.now() - at) / 1000) + Number(fields.age ?? 0);
      const response = await send(url, "section" in fields ? { ...fields, age } : fields).catch(() => null);
      if (isToBeKept(response)) return;
      keepAll(waiting().slice(1));
    }
  } finally { sending = false; }
}
if (document.body.dataset.person) {
  addEventListener("online", sendWaiting);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) sendWaiting(); });
  sendWaiting();
  document.addEventListener("submit", (event) => { if (event.target.action === new URL(document.body.dataset.logOut, location.href).href) keepAll([]); });
}

// Where one is: the last paragraph that begins near the top of the window, once the page has been scrolled.
if (article && bar?.dataset.place) {
  const paragraphs = [...article.querySelectorAll("section [data-id]")];
  const sections = [...article.querySelectorAll(":scope > section")];
  const contents = document.getElementById("innhold-ved-siden");
  let here = null, since = Date.now(), told = null, clock = 0, led;

  const lastAbove = (all) => {
    const line = Math.min(innerHeight / 4, 160);
    let found = null, low = 0, high = all.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (all[middle].getBoundingClientRect().top <= line) { found = all[middle]; low = middle + 1; } else high = middle - 1;
    }
    return found;
  };
  const fieldsOf = (element) => {
    const section = element.closest("section");
    return { name: element === section ? "" : element.dataset.id, section: section.dataset.section || section.id };
  };
  const tell = () => {
    clearTimeout(clock);
    if (!here || here === told || Date.now() - since < REST) return null;
    told = here;
    return fieldsOf(here);
  };
  const look = () => {
    const section = lastAbove(sections), paragraph = lastAbove(paragraphs);
    if (section !== led) {
      lead(section);
      follow(section);
      led = section;
    }
    if (scrollY < 1 || !section) return;
    const now = paragraph && section.contains(paragraph) ? paragraph : section;
    if (now === here) return;
    here = now;
    since = Date.now();
    clearTimeout(clock);
    clock = setTimeout(async () => {
      const fields = tell();
      if (!fields) return;
      const response = await send(bar.dataset.place, fields).catch(() => null);
      if (isToBeKept(response)) keep(bar.dataset.place, fields);
    }, REST);
  };
  const leave = () => {
    const fields = tell();
    if (!fields) return;
    const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: token() });
    if (!navigator.onLine || !navigator.sendBeacon(bar.dataset.place, body)) keep(bar.dataset.place, fields);
  };

  // The bar leads to the sections around this one; at the ends to what stands around the paper in the meeting.
  const [before, after] = ["before", "after"].map((side) => bar.querySelector(`[data-reading-${side}]`));
  const outside = new Map([before, after].filter(Boolean).map((link) => [link, { href: link.getAttribute("href"), label: link.getAttribute("aria-label") }]));
  const set = (link, section, word) => {
    if (!link) return;
    const out = outside.get(link);
    const href = section ? `#${section.id}` : out.href;
    link.hidden = !href;
    if (!href) return;
    link.setAttribute("href", href);
    link.setAttribute("aria-label", section ? `${word} avsnitt: ${section.querySelector("h2, h3, h4, h5, h6")?.textContent.trim().replace(/\s+/g, " ")}` : out.label);
  };
  function lead(section) {
    const at = section ? sections.indexOf(section) : -1;
    set(before, at > 0 ? sections[at - 1] : null, "Forrige");
    set(after, sections[at + 1] ?? null, "Neste");
  }

  // The contents beside the text scroll along with it.
  function follow(section) {
    const link = section && contents?.querySelector(`a[href="#${CSS.escape(section.id)}"]`);
    if (!link || !contents.clientHeight) return;
    const top = link.getBoundingClientRect().top - contents.getBoundingClientRect().top;
    if (top < 40 || top > contents.clientHeight - 60) contents.scrollTop += top - contents.clientHeight / 3;
  }

  let isAsked = false;
  addEventListener("scroll", () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => { isAsked = false; look(); });
  }, { passive: true });
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); });
  addEventListener("pagehide", leave);
  look();
}

// A panel closes when something in it is chosen, and shows where one is when it opens.
for (const panel of document.querySelectorAll(".reading-panel")) {
  const shown = () => panel.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  panel.addEventListener("click", (event) => { if (event.target.closest("a") && panel.matches(":popover-open")) panel.hidePopover(); });
  panel.addEventListener("toggle", (event) => { if (event.newState === "open") shown(); });
  const current = panel.querySelector("[aria-current]");
  if (current && panel.scrollHeight > panel.clientHeight) panel.scrollTop = current.offsetTop - panel.clientHeight / 3;
}

// Marks are set where one is, and what is told of them on the page follows.
const form = document.getElementById("lesemerker");
const said = Object.assign(document.createElement("p"), { className: "reading-said" });
said.setAttribute("role", "status");
if (form) document.body.append(said);
let hushing = 0;
const say = (text) => {
  clearTimeout(hushing);
  said.textContent = text;
  hushing = setTimeout(() => { said.textContent = ""; }, 6000);
};

form?.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (!button?.name) return;
  event.preventDefault();
  const fields = { [button.name]: button.value };
  const edition = form.querySelector("[name=utgave]")?.value;
  if (edition) fields.utgave = edition;
  const response = await send(form.action, fields).catch(() => null);
  if (response?.ok) return show(await response.json(), button);
  if (!isToBeKept(response)) return say((await response.json().catch(() => null))?.error ?? "Merket er ikke lagret. Last siden på nytt.");
  keep(form.action, fields);
  say(response?.type === "opaqueredirect" ? "Du er logget ut. Merket lagres når du har logget inn igjen." : "Nettet er borte. Merket lagres når det er tilbake.");
});

function show(answer, button) {
  const place = button.closest("[data-read-mark]")?.dataset.readMark;
  for (const [anchor, html] of Object.entries(answer.closings)) {
    const old = document.querySelector(`[data-read-mark="${CSS.escape(anchor)}"]`);
    const fresh = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
    if (old && !old.isEqualNode(fresh)) old.replaceWith(fresh);
    const state = document.querySelector(`[data-read-entry="${CSS.escape(anchor)}"]`);
    if (state) state.textContent = fresh.querySelector(".is-read") ? "lest" : fresh.querySelector(".is-changed") ? "endret" : "";
  }
  for (const told of document.querySelectorAll("[data-read-told]")) told.textContent = answer.told;
  for (const time of document.querySelectorAll("[data-read-time]")) time.textContent = answer.time ? `${answer.time} igjen å lese` : "";
  const inAgenda = document.querySelector(".reading-agenda a[aria-current='page'] .read-told > span");
  if (inAgenda) inAgenda.textContent = answer.told;
  for (const ring of document.querySelectorAll("[data-read-progress] .ring, .reading-agenda a[aria-current='page'] .ring")) ring.outerHTML = answer.ring;
  form.querySelector("[data-read-all]").hidden = answer.read === answer.total;
  form.querySelector("[data-unread-all]").hidden = answer.read === 0;
  if (place) document.querySelector(`[data-read-mark="${CSS.escape(place)}"] button`)?.focus({ preventScroll: true });
  else form.querySelector("button:not([hidden])")?.focus({ preventScroll: true });
  say(answer.told);
}
