// The page «Tatt med», and the page in place of one that was not: what lies in this browser, what it takes of room, a search in
// it, and what is locked.

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};
const list = document.querySelector("[data-shelf]"), canEmpty = "canEmpty" in list.dataset;
const person = document.body.dataset.person ?? (kept.isThere ? await kept.known("person").catch(() => null) : null);
const button = (text, act, tone) => {
  const made = element("button", { type: "button", className: "ds-button", textContent: text });
  made.dataset.variant = "tertiary";
  if (tone) made.dataset.color = tone;
  made.addEventListener("click", act);
  return made;
};

async function show() {
  // A browser may have the storage and refuse to open it.
  if (!kept.isThere || !(await kept.expire().then(() => true, () => false))) {
    list.replaceChildren(element("p", { textContent: globalThis.isSecureContext ? "Denne nettleseren kan ikke ta med møter." : "Møter kan bare tas med når adressen til siden begynner med https." }));
    return;
  }
  const meetings = await kept.meetingsOf(person);
  const items = await Promise.all(meetings.map(async (meeting) => {
    const sealed = await kept.sealedOf(person, meeting.address), listed = meeting.wanted.length, here = Object.keys(meeting.entries).length;
    const state = meeting.gone ? "Møtet finnes ikke lenger. Dette er utdatert." : !meeting.takenAt ? `Bare ${here} av ${listed} er hentet.` : `Tatt med ${kept.told(meeting.changedAt ?? meeting.takenAt)}.`;
    const locked = sealed.length ? ` ${sealed.length} låste sider og filer, til ${kept.told(sealed[0].until)}.` : "";
    const size = kept.bytesOf(meeting) + sealed.reduce((sum, row) => sum + row.bytes, 0);
    const item = element("li", {}, element("p", {}, element("a", { href: meeting.address, textContent: meeting.title }), ` ${meeting.day}`), element("p", { className: "muted", textContent: `${state} ${kept.size(size)}.${locked}` }));
    if (canEmpty) item.append(button("Slett fra nettleseren", async () => { await kept.forgetMeeting(meeting); await kept.tidy(); await show(); }, "danger"));
    return item;
  }));
  list.replaceChildren(items.length ? element("ul", { className: "row-list shelf" }, ...items) : element("p", { className: "muted", textContent: "Ingen møter er tatt med i denne nettleseren." }));
  await showRoom(meetings);
  for (const one of document.querySelectorAll("[data-with-meetings]")) one.hidden = !meetings.length;
}

async function showRoom(meetings) {
  const told = document.querySelector("[data-room]");
  if (!told) return;
  const shared = await filesSize(), own = meetings.reduce((sum, meeting) => sum + kept.bytesOf(meeting), 0), { usage, quota } = (await navigator.storage?.estimate?.()) ?? {};
  const parts = [`Møtene tar ${kept.size(own)}, og utseende og skrifter som de deler, ${kept.size(shared)}.`];
  if (quota) parts.push(`Nettleseren regner med at siden bruker ${kept.size(usage)} av de ${kept.size(quota)} den kan bruke.`);
  told.textContent = meetings.length ? parts.join(" ") : "";
}

async function filesSize() {
  const files = await caches.open(kept.STATIC);
  let sum = 0;
  for (const request of await files.keys()) sum += (await (await files.match(request)).blob()).size;
  return sum;
}

document.querySelector("[data-empty]")?.addEventListener("click", async () => {
  if (!confirm("Alt du har tatt med, slettes fra denne nettleseren.")) return;
  await kept.empty();
  await kept.know("person", person);
  await show();
  lockAgain();
});
document.addEventListener("rorikt:shelf", show);

// The search

const form = document.querySelector("[data-search]");
const lower = (text) => text.toLocaleLowerCase("nb-NO");
const wordsOf = (text) => lower(text).match(/[\p{L}\p{N}]+/gu) ?? [];
let searched = null;
const paragraphs = () => (searched ??= (async () => {
  const found = [];
  for (const meeting of await kept.meetingsOf(person)) {
    for (const [address, { kind }] of Object.entries(meeting.entries)) {
      if (kind !== "data" || !address.endsWith("/avsnitt/")) continue;
      const body = await kept.bodyOf(meeting, address), data = body ? await body.json() : { paragraphs: [] };
      const forms = new Map(Object.entries(data.forms ?? {}));
      for (const one of data.paragraphs) found.push({ ...one, meeting: meeting.title, words: wordsOf(`${one.text} ${one.section ?? ""}`), forms });
    }
  }
  return found;
})());

// One letter more, less or another, in words that are long enough to be known all the same.
function isNear(one, other) {
  if (one.length < 5 || Math.abs(one.length - other.length) > 1) return false;
  let first = 0, last = 0;
  while (first < one.length && one[first] === other[first]) first++;
  while (last < Math.min(one.length, other.length) - first && one.at(-1 - last) === other.at(-1 - last)) last++;
  return Math.max(one.length, other.length) - first - last <= 1;
}
const ENDINGS = /(?:ene|ens|ets|ers|en|et|er|ne|a|e|s)$/;
const stem = (word) => word.length > 5 ? word.replace(ENDINGS, "") : word;
// As the site takes words apart, where it knows the word; by their endings where nobody has told.
const basesOf = (word, forms) => forms.get(word) ?? [word, stem(word)];
function isLike(asked, word, forms) {
  if (word.includes(asked) || (asked.length > 4 && word.includes(stem(asked)))) return 2;
  if (basesOf(asked, forms).some((base) => basesOf(word, forms).includes(base))) return 2;
  return isNear(asked, word) ? 1 : 0;
}

async function search(query) {
  const asked = wordsOf(query).slice(0, 12), found = [];
  for (const one of await paragraphs()) {
    const hits = asked.map((word) => one.words.filter((other) => isLike(word, other, one.forms)));
    if (hits.every((hit) => hit.length)) found.push({ ...one, hits: new Set(hits.flat()), weight: hits.flat().reduce((sum, word) => sum + Math.max(...asked.map((other) => isLike(other, word, one.forms))), 0) });
  }
  return found.sort((one, other) => other.weight - one.weight);
}

const MOST = 50, AROUND = 140;
function shownHit({ address, title, section, page, text, hits, meeting }) {
  const from = Math.max(0, wordAt(text, hits) - AROUND / 2), at = from ? text.indexOf(" ", from) + 1 : 0, end = at + 2 * AROUND;
  const cut = text.slice(at, end < text.length ? Math.max(text.lastIndexOf(" ", end), at + AROUND) : text.length);
  const first = [...cut.matchAll(/[\p{L}\p{N}]+/gu)].find((match) => hits.has(lower(match[0])))?.[0];
  const href = first ? `${address}${address.includes("#") ? "" : "#"}:~:text=${encodeURIComponent(first)}` : address;
  const said = element("p", {}, at ? "… " : "");
  let done = 0;
  for (const match of cut.matchAll(/[\p{L}\p{N}]+/gu)) {
    if (!hits.has(lower(match[0]))) continue;
    said.append(cut.slice(done, match.index), element("mark", { textContent: match[0] }));
    done = match.index + match[0].length;
  }
  said.append(cut.slice(done), at + cut.length < text.length ? " …" : "");
  return element("li", {}, element("p", {}, element("a", { href, textContent: [title, section].filter(Boolean).join(", ") })), element("p", { className: "muted small", textContent: [meeting, page].filter(Boolean).join(", ") }), said);
}
const wordAt = (text, hits) => [...text.matchAll(/[\p{L}\p{N}]+/gu)].find((match) => hits.has(lower(match[0])))?.index ?? 0;

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const query = form.elements.q.value.slice(0, 200), told = form.querySelector("[role=status]"), hits = document.querySelector("[data-hits]");
  if (!wordsOf(query).length) {
    told.textContent = "Skriv minst ett ord.";
    hits.replaceChildren();
    return;
  }
  const found = await search(query);
  told.textContent = found.length === 0 ? `Ingen treff på «${query}» i det du har tatt med.` : found.length === 1 ? "1 treff." : found.length > MOST ? `${found.length} treff. De ${MOST} beste vises.` : `${found.length} treff.`;
  hits.replaceChildren(...found.slice(0, MOST).map(shownHit));
});

// What is locked

const locked = document.querySelector("[data-locked]"), shown = document.querySelector("[data-unlocked]");
let opened = [];
const TIRED = 15 * 60 * 1000;
let tired = 0;

async function showLocked() {
  if (!locked) return;
  const rows = kept.isThere ? await kept.sealedOf(person).catch(() => []) : [];
  locked.hidden = !rows.length;
}
function lockAgain() {
  for (const one of opened) if (one.blob) URL.revokeObjectURL(one.blob);
  opened = [];
  shown?.replaceChildren();
  clearTimeout(tired);
  return showLocked();
}
const rest = () => { clearTimeout(tired); tired = setTimeout(lockAgain, TIRED); };

function showOpened(address) {
  const contents = element("ul", { className: "row-list" }, ...opened.map((one) => element("li", {}, element("a", { href: one.address, textContent: one.kind === "file" ? `${one.title} (PDF)` : one.title }))));
  const page = opened.find((one) => one.address === address);
  const article = element("article", { className: "flow sealed-page", tabIndex: -1 });
  if (page) article.innerHTML = new TextDecoder().decode(page.body);
  shown.replaceChildren(element("div", { className: "actions" }, button("Lås igjen", lockAgain)), contents, article);
  article.focus();
  rest();
}
// Links between what is locked lead to each other; a file is opened from memory, and lies nowhere.
shown?.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link) return;
  const url = new URL(link.getAttribute("href"), location.origin), one = opened.find((other) => other.address === url.pathname || other.also?.includes(url.pathname));
  if (!one || (link.getAttribute("href").startsWith("#"))) return;
  event.preventDefault();
  if (one.type === "text/html") return showOpened(one.address);
  one.blob ??= URL.createObjectURL(new Blob([one.body], { type: one.type }));
  open(one.blob, "_blank");
});
locked?.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const code = event.target.elements.code, told = locked.querySelector("[role=alert]");
  told.textContent = "";
  try {
    await kept.expire();
    const key = await sealing.keyBy(person, code.value);
    const rows = await kept.sealedOf(person);
    opened = await Promise.all(rows.map((row) => sealing.unlock(key, row)));
    locked.hidden = true;
    showOpened(opened[0]?.address);
  } catch (error) {
    told.textContent = error.name === "OperationError" ? "Noe av det som er låst, er ødelagt. Slett det, og ta det med på nytt." : error.message;
  }
  code.value = "";
});
locked?.querySelector("[data-forget]").addEventListener("click", async () => {
  if (!confirm("Det som er låst, slettes fra denne nettleseren. Du kan ta det med på nytt når du har nett.")) return;
  await kept.forgetSealed(person);
  await kept.forget(`seal ${person}`);
  await lockAgain();
  await show();
});
addEventListener("pagehide", lockAgain);

await show();
await showLocked();
