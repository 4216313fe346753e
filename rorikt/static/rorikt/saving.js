// What is written is kept in this browser until the server has stored it: through a lost network, a reload, another page
// and a session that has ended. The other half is rorikt/saving/answering.py, which tells what each answer means.
//
// A part of a form with `data-saving` (its address, as seen from that of the form) is sent when something in it is changed;
// it may be the whole form. A form with
// `data-saving-form` is sent when it is submitted, and what is written in it before that is kept too. Both have a
// `data-saving-label`. A hidden field whose name ends in «seen» holds the stamp of what the person has seen stored.
//
// A part with `data-saving-merges` is made one with what others have stored, see meetings/revisions/saving.py: the answer
// says what stands then (`now`), which is taken into the page, or that both changed the same (`both`, `choices`). Each
// page that shows it has a base of its own, and so sends its own changes: `tab` is the page, while it is open.
//
// A page with `data-sheet` (see sheet.js) has no such parts: it sends a change by the event `rorikt:send`, and is told by
// `rorikt:stored` and `rorikt:refused` what became of it. What was not stored of one that another page sent is held for it.
//
// A change: { order, number, person, url, page, label, fields, after, tried, form, draft, held, tab }. `order` is the order of
// the queue, of which one is sent at a time. `number` is its own, so that it is stored once however often it is sent.
// `after` is the number of the change of the same thing before it, whose answer tells what this one has seen. Once
// `tried`, it may have been stored, and stays as it is; what is written later is a change of its own. `draft` is not sent
// yet. `held` is what the server answered, where a person has to choose.

const person = document.body.dataset.person;
const DAYS_KEPT = 14;
const PAUSE = 600, AGAIN = 5000, PATIENCE = 20000;
const unitOf = (element) => element.closest?.("[data-saving]");
const merges = (part) => "savingMerges" in (part?.dataset ?? {});
const formOf = (element) => element.closest?.("[data-saving-form]");
const partOf = (element) => unitOf(element) ?? formOf(element);
const urlOf = (part) => new URL(part.dataset.saving ?? "", part.closest("form").action).pathname;
const parts = () => [...document.querySelectorAll("[data-saving], [data-saving-form]")];
const partAt = (url) => parts().find((part) => urlOf(part) === url);
const controlsOf = (part) => [...part.querySelectorAll("input, select, textarea")].filter((one) => one.name && one.name !== "csrfmiddlewaretoken" && one.type !== "submit");
const seenOf = (part) => controlsOf(part).find((one) => one.name.endsWith("seen"));
const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};
// crypto.randomUUID is only there over https.
const newNumber = () => "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) => (+digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+digit / 4)))).toString(16));

// The pages of this browser, of which each holds a lock while it is open. Where a browser has no locks, one counts as open
// for a minute after what it last kept.

const tab = newNumber();
const tabLock = (one) => `rorikt-page-${one}`;
const sheet = document.querySelector("[data-sheet]");
const isOpen = (sheet || parts().some(merges)) && navigator.locks ? new Promise((done) => navigator.locks.request(tabLock(tab), () => { done(); return new Promise(() => {}); })) : null;
async function elsewhere() {
  await isOpen;
  const held = navigator.locks ? (await navigator.locks.query()).held.map((lock) => lock.name) : null;
  return (change) => change.tab && change.tab !== tab && (held ? held.includes(tabLock(change.tab)) : Date.now() - change.at < 60000);
}
const isOwn = (change) => !change.tab || change.tab === tab;

// The queue

const asked = (request) => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});
const opened = (async () => {
  try {
    const request = indexedDB.open("rorikt-saving", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("changes", { keyPath: "order", autoIncrement: true });
    return await asked(request);
  } catch {
    return null; // a browser that keeps nothing: the changes live as long as the page
  }
})();
const memory = new Map();
let nextInMemory = 1;

// `change` may be a function of the stored one that says what it becomes: read and written in one transaction.
async function store(order, change) {
  const database = await opened;
  if (!database) {
    const before = memory.get(order);
    const after = typeof change === "function" ? before && change(before) : change;
    if (after) memory.set(after.order ??= nextInMemory++, after);
    return after;
  }
  const changes = database.transaction("changes", "readwrite").objectStore("changes");
  const before = order ? await asked(changes.get(order)) : null;
  const after = typeof change === "function" ? before && change(before) : change;
  if (after) after.order = await asked(changes.put(after));
  return after;
}
async function all() {
  const database = await opened;
  const found = database ? await asked(database.transaction("changes").objectStore("changes").getAll()) : [...memory.values()];
  return found.filter((change) => change.person === person);
}
async function forget(order) {
  const database = await opened;
  memory.delete(order);
  if (database) await asked(database.transaction("changes", "readwrite").objectStore("changes").delete(order));
}
async function forgetAll() {
  const database = await opened;
  memory.clear();
  if (database) await asked(database.transaction("changes", "readwrite").objectStore("changes").clear());
}

// From the page

const fieldsOf = (part, submitter) => {
  const fields = controlsOf(part).filter((one) => !one.disabled && (one.checked || !["radio", "checkbox"].includes(one.type))).map((one) => [one.name, one.value]);
  return submitter?.name ? [...fields, [submitter.name, submitter.value]] : fields;
};
const fill = (part, fields) => {
  for (const control of controlsOf(part)) {
    const values = fields.filter(([name]) => name === control.name).map(([, value]) => value);
    if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
    else if (values.length) put(control, values[0]);
  }
};
// A text editor takes a text in by itself; false where it cannot just now.
const put = (control, value) => {
  if (control.value === value) return true;
  const detail = { value, isRefused: false };
  if (control.dispatchEvent(new CustomEvent("rorikt:put", { detail, cancelable: true, bubbles: true }))) control.value = value;
  return !detail.isRefused;
};
// What the page was sent with, or has been told is stored, is the default of each control.
const settle = (part) => {
  for (const control of controlsOf(part)) {
    if (control.type === "radio" || control.type === "checkbox") control.defaultChecked = control.checked;
    else if (control.options) for (const option of control.options) option.defaultSelected = option.selected;
    else control.defaultValue = control.value;
  }
};
const undo = (part) => {
  for (const control of controlsOf(part)) {
    if (control.type === "radio" || control.type === "checkbox") control.checked = control.defaultChecked;
    else if (control.options) for (const option of control.options) option.selected = option.defaultSelected;
    else control.value = control.defaultValue;
  }
};

const same = (some, others) => JSON.stringify(some) === JSON.stringify(others);

// One after the other, so that two keystrokes never make two changes. Those that come while the browser is still at an
// earlier one are kept as one, or a slow browser would lag behind the writing and lose its end with the tab.
let recording = Promise.resolve();
const queued = new Map();
const record = (part, how = {}) => {
  const url = urlOf(part), turn = (!how.submitter && queued.get(part)) || {};
  const isQueued = "fields" in turn;
  Object.assign(turn, { fields: fieldsOf(part, how.submitter), how });
  part.dataset.unsent = "";
  if (isQueued) return recording;
  if (how.submitter) queued.delete(part); // what is written after a button was pressed is no part of what it sends
  else queued.set(part, turn);
  recording = recording.then(async () => {
    if (queued.get(part) === turn) queued.delete(part);
    const { how } = turn;
    const before = (await all()).filter((change) => change.url === url && isOwn(change)).at(-1);
    // What went before may have been answered meanwhile: then the text goes with the stamp that the page has by now.
    const fields = !part.isConnected ? turn.fields : before ? seenIn(turn.fields, seenOf(part)?.value) : fieldsOf(part, how.submitter);
    const isForm = "savingForm" in part.dataset, written = { fields, draft: Boolean(how.draft), at: Date.now(), tab: merges(part) ? tab : undefined };
    if (isForm && before && !before.draft && same(before.fields, fields)) return; // pressed twice
    // What is sent by a button is a thing of its own, and what is written afterwards the next one.
    const goesOn = before && (before.draft || before.held || !(isForm || before.tried));
    const kept = goesOn && await store(before.order, (change) => change.tried && !change.held ? undefined : { ...change, ...written, held: how.submitter || merges(part) ? undefined : change.held, tried: false, number: change.tried ? newNumber() : change.number });
    if (!kept) await store(null, { ...written, label: part.dataset.savingLabel ?? "", number: newNumber(), person, url, page: location.pathname, after: isForm ? undefined : before?.number, form: isForm, tried: false });
  }).catch(() => show("Endringen kunne ikke tas vare på i nettleseren. Ikke lukk siden før det står «Lagret»."));
  return recording;
};

// To the server

let sending = null, waiting = 0, lastSaved = "", problem = "";
const cookie = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]*)/)?.[1] ?? "";

// What was recorded before this is called has been sent when it is done, or waits for the network or a person.
async function flush() {
  clearTimeout(waiting);
  await recording;
  await sending; // it may have looked at the queue already
  sending ??= sendInTurn().finally(() => { sending = null; });
  await sending;
}

async function sendInTurn() {
  try {
    // One tab of this browser sends at a time.
    if (navigator.locks) await navigator.locks.request("rorikt-saving", sendAll);
    else await sendAll();
  } finally {
    await show();
  }
}

async function sendAll() {
  for (;;) {
    await recording;
    const isElsewhere = await elsewhere(), ready = (await all()).filter((change) => !change.held && !change.draft);
    const next = ready.find((change) => !isElsewhere(change));
    if (!next) {
      if (ready.length) waiting = setTimeout(flush, AGAIN); // until the page that has it has sent it, or is gone
      return;
    }
    await show();
    const change = await store(next.order, (stored) => ({ ...stored, tried: true }));
    const answer = await send(change);
    if (answer === null) { // later
      waiting = setTimeout(flush, AGAIN);
      return;
    }
    await take(change, answer);
  }
}

async function send(change) {
  const body = new URLSearchParams(change.fields);
  const stop = new AbortController(), clock = setTimeout(() => stop.abort(), PATIENCE);
  let response;
  try {
    response = await fetch(change.url, { method: "POST", body, redirect: "manual", cache: "no-store", credentials: "same-origin", signal: stop.signal, headers: { "X-Saving": change.number, "X-Person": change.person, "X-CSRFToken": cookie() } });
  } catch {
    problem = "Nettet er borte.";
    return null;
  } finally {
    clearTimeout(clock);
  }
  const isData = response.headers.get("Content-Type")?.startsWith("application/json");
  if (response.type === "opaqueredirect" || (response.status === 403 && !isData)) {
    problem = "Du er logget ut.";
    await logIn();
    return null;
  }
  if (response.status >= 500 || response.status === 429) {
    problem = "Tjenesten svarer ikke akkurat nå.";
    return null;
  }
  problem = "";
  const data = isData ? await response.json() : { reason: "Endringen kan ikke lagres her lenger. Kopier teksten, og last siden på nytt." };
  return { ...data, status: response.status };
}

// In turn with what is recorded, so that each change knows whether the one before it is answered.
function take(change, answer) {
  const taken = recording.then(() => takeInTurn(change, answer));
  recording = taken.catch(() => undefined);
  return taken;
}

async function takeInTurn(change, answer) {
  const later = (await all()).filter((one) => one.after === change.number);
  const part = isOwn(change) ? partAt(change.url) : undefined;
  if (answer.status === 200) {
    lastSaved = answer.at;
    await forget(change.order);
    for (const one of later) await store(one.order, (stored) => ({ ...stored, after: undefined, fields: seenIn(stored.fields, answer.stamp) }));
    if (part && !later.length) stored(part, change, answer);
    else if (part && seenOf(part)) seenOf(part).value = answer.stamp;
    const isTaken = !document.dispatchEvent(new CustomEvent("rorikt:stored", { cancelable: true, detail: { form: Boolean(change.form && part), next: answer.next, url: change.url, number: change.number, answer } }));
    if (change.sheet && answer.told && !isTaken) await store(null, { ...change, order: undefined, held: { reason: answer.told, answer } });
    return;
  }
  if (change.sheet && !document.dispatchEvent(new CustomEvent("rorikt:refused", { cancelable: true, detail: { url: change.url, number: change.number, reason: answer.reason } }))) return forget(change.order);
  // What was written since is what the person has to choose about.
  const newest = later.at(-1) ?? change;
  for (const one of [change, ...later]) if (one.order !== newest.order) await forget(one.order);
  const { reason, stamp, stored: standing, told, status: code, both, choices } = answer;
  const held = { reason, stamp, stored: standing, told, status: code, both, choices };
  const hasText = newest.fields.some(([, value]) => value.length > 40) || part?.querySelector("textarea, input[type=text]");
  if (answer.status === 409 || hasText || !part) await store(newest.order, (stored) => ({ ...stored, held, draft: false }));
  else {
    await forget(newest.order);
    undo(part);
    delete part.dataset.unsent;
  }
  if (part) refuse(part, held);
}

const written = (fields) => fields.filter(([name]) => !name.endsWith("seen"));
const seenIn = (fields, stamp) => fields.map(([name, value]) => [name, name.endsWith("seen") ? stamp : value]);

function stored(part, change, answer) {
  part.querySelector(":scope > .not-saved")?.remove();
  if (change.form) {
    const isWritten = written(fieldsOf(part)).every(([name, value]) => change.fields.some(([one, sent]) => one === name && sent === value));
    if (isWritten) delete part.dataset.unsent;
    if (isWritten && !part.querySelector("[data-saving]")) part.reset();
    if (!document.querySelector("[data-follow]")) location.assign(answer.next);
    return;
  }
  const seen = seenOf(part);
  if (seen) seen.value = answer.stamp;
  if (merges(part)) tell(part, answer.notes ?? []);
  if (!same(written(fieldsOf(part)), written(change.fields))) return;
  delete part.dataset.unsent;
  takeIn(part, answer.now);
  settle(part);
}

// What stands by now, with what others have written: the page has seen it where it could take in all of it.
function takeIn(part, now) {
  if (!now) return;
  const taken = controlsOf(part).filter((control) => control.name in now.fields).map((control) => put(control, now.fields[control.name]));
  if (taken.every(Boolean)) seenOf(part).value = now.stamp;
}

// What the person is to know of what was stored, such as a figure that does not exist.
function tell(part, notes) {
  const list = part.querySelector(":scope > .saving-notes") ?? element("div", { className: "saving-notes" });
  list.setAttribute("role", "status");
  if (notes.join() !== [...list.children].map((one) => one.textContent).join()) list.replaceChildren(...notes.map((one) => element("p", { textContent: one })));
  part.append(list);
}

// What a person has to know or choose

function refuse(part, held) {
  part.querySelector(":scope > .not-saved")?.remove();
  const box = element("div", { className: "not-saved ds-alert" });
  box.dataset.color = "warning";
  box.append(element("p", { textContent: held.reason }));
  if (held.status === 409) {
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "To har skrevet det samme");
    const button = (text, choice) => {
      const made = element("button", { type: "button", className: "ds-button", textContent: text });
      if (choice !== "mine") made.dataset.variant = "secondary";
      made.addEventListener("click", () => choose(part, held, choice));
      return made;
    };
    for (const { mine, theirs } of held.both ?? [{ mine: inWords(part), theirs: held.told }]) box.append(
      element("p", {}, element("strong", { textContent: "Ditt" })), element("p", { className: "written", textContent: mine }),
      element("p", {}, element("strong", { textContent: "Lagret" })), element("p", { className: "written", textContent: theirs }),
    );
    box.append(element("div", { className: "actions" }, button("Bruk mitt", "mine"), button("Bruk det som er lagret", "theirs"), ...(held.choices ? [button("Ta med begge", "both")] : [])));
    show(held.reason);
  } else box.setAttribute("role", "alert");
  part.append(box);
}

const inWords = (part) => controlsOf(part).filter((one) => one.type !== "hidden").map((one) => {
  if (one.type === "radio" || one.type === "checkbox") return one.checked ? one.labels[0]?.textContent : "";
  return one.options ? (one.value ? one.selectedOptions[0]?.textContent : "") : one.value;
}).filter(Boolean).join("\n");

async function choose(part, held, choice) {
  const change = (await all()).filter((one) => one.url === urlOf(part) && isOwn(one)).at(-1);
  if (held.choices && !change?.held) return flush(); // more was written since: it is asked about that
  part.querySelector(":scope > .not-saved")?.remove();
  seenOf(part).value = held.stamp;
  if (held.choices) fill(part, Object.entries(held.choices[choice]));
  if (held.choices || choice === "mine") {
    const fields = fieldsOf(part);
    await store(change.order, (stored) => ({ ...stored, fields, held: undefined, tried: false, after: undefined, number: newNumber() }));
  } else {
    await forget(change.order);
    const names = Object.entries(held.stored);
    fill(part, [...fieldsOf(part).filter(([name]) => !names.some(([one]) => name.endsWith(one))), ...controlsOf(part).flatMap((control) => names.filter(([one]) => control.name === one || control.name.endsWith(`-${one}`)).map(([, value]) => [control.name, value]))]);
    settle(part);
    delete part.dataset.unsent;
  }
  controlsOf(part).find((one) => one.type !== "hidden")?.focus();
  await flush();
}

let status = null;
async function show(text) {
  const changes = await all();
  const isElsewhere = await elsewhere();
  const unsent = changes.filter((change) => !change.held && !change.draft && !isElsewhere(change)).length;
  const away = changes.filter((change) => change.held && !isElsewhere(change) && !(isOwn(change) && partAt(change.url)));
  const refused = changes.filter((change) => change.held && !isElsewhere(change)).length - away.length; // told of where they stand
  const told = text ?? (unsent && problem ? `${problem} ${unsent === 1 ? "1 endring" : `${unsent} endringer`} er tatt vare på i nettleseren og lagres når det går.` : unsent ? "Lagrer …" : refused ? "Det siste er ikke lagret. Se meldingen ved feltet." : lastSaved ? `Lagret ${lastSaved}` : "");
  if (!status?.isConnected) {
    if (!told && !away.length) return;
    status = document.getElementById("saving-state") ?? element("div", { id: "saving-state", className: "saving-state" });
    status.append(element("p", { role: "status" }));
    if (!status.isConnected) document.querySelector("main").prepend(status);
  }
  const said = status.querySelector("p");
  if (said.textContent !== told) said.textContent = told;
  status.classList.toggle("is-unsent", Boolean(unsent && problem));
  status.querySelectorAll("details").forEach((one) => one.remove());
  for (const change of away) status.append(lost(change));
}

// A change that was refused, on a page where what it is about does not stand: its text is there to be copied.
function lost(change) {
  const box = element("details", { className: "ds-details" }, element("summary", { textContent: `Ikke lagret: ${change.label}` }), element("p", { textContent: change.held.reason }));
  const plain = (value) => (value.startsWith("<") ? new DOMParser().parseFromString(value.replaceAll("</p>", "</p>\n"), "text/html").body.textContent : value);
  const text = change.sheet?.shown ?? change.fields.filter(([name, value]) => !name.endsWith("seen") && value).map(([, value]) => plain(value)).join("\n");
  const drop = element("button", { type: "button", className: "ds-button", textContent: "Forkast" });
  drop.dataset.variant = "tertiary";
  drop.addEventListener("click", async () => { await forget(change.order); await show(); });
  box.append(element("p", { className: "written", textContent: text }), element("p", {}, element("a", { href: change.page, textContent: "Gå til siden" })), drop);
  return box;
}

// Log-in on the spot, when the session has ended. The page and what is written on it stay.

let dialog = null;
async function logIn() {
  if (dialog?.open) return;
  const address = document.body.dataset.logIn;
  const there = await fetch(address, { redirect: "manual", cache: "no-store" }).catch(() => null);
  if (!there) return;
  if (there.type === "opaqueredirect") { renewTokens(); return; } // logged in after all, in another window
  const page = new DOMParser().parseFromString(await there.text(), "text/html");
  const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const isHere = page.querySelector("[name=password]") !== null; // where everybody logs in elsewhere there is none
  const email = element("input", { className: "ds-input", type: "email", id: "log-in-email", name: "login", autocomplete: "username", required: true });
  const password = element("input", { className: "ds-input", type: "password", id: "log-in-password", name: "password", autocomplete: "current-password", required: true });
  const fault = element("p", { role: "alert" });
  const form = element("form", { className: "form", noValidate: true },
    element("h2", { textContent: "Du er logget ut", id: "log-in-heading" }),
    element("p", { textContent: "Det du har skrevet, er tatt vare på. Logg inn igjen, så lagres det." }), fault,
    ...(isHere ? [
      element("div", { className: "ds-field" }, element("label", { className: "ds-label", htmlFor: email.id, textContent: "E-post" }), email),
      element("div", { className: "ds-field" }, element("label", { className: "ds-label", htmlFor: password.id, textContent: "Passord" }), password),
    ] : []),
    element("div", { className: "actions" }, ...(isHere ? [element("button", { className: "ds-button", type: "submit", textContent: "Logg inn" })] : []), element("a", { href: address, target: "_blank", textContent: "Logg inn i et nytt vindu" })),
  );
  dialog = element("dialog", { className: "log-in-dialog" }, form);
  dialog.setAttribute("aria-labelledby", "log-in-heading");
  dialog.dataset.second = document.body.dataset.secondStep;
  document.body.append(dialog);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    fault.textContent = "";
    const body = new URLSearchParams({ login: email.value, password: password.value });
    const answer = await fetch(address, { method: "POST", body, redirect: "manual", cache: "no-store", headers: { "X-CSRFToken": token } }).catch(() => null);
    if (answer?.type !== "opaqueredirect") {
      fault.textContent = !answer ? "Nettet er borte. Prøv igjen." : answer.status === 429 ? "For mange forsøk. Vent litt, og prøv igjen." : "E-posten eller passordet er feil.";
      return;
    }
    // One who has a second factor is not in yet: the rest of the log-in needs a page of its own.
    if ((await fetch(address, { redirect: "manual", cache: "no-store" }).catch(() => null))?.type !== "opaqueredirect") {
      fault.replaceChildren("Passordet er riktig. Fullfør i et nytt vindu, og kom tilbake hit: ", element("a", { href: dialog.dataset.second, target: "_blank", textContent: "Andre trinn" }));
      return;
    }
    await inside();
  });
  // Logged in in another window meanwhile.
  const back = async () => {
    if (!dialog?.open) return window.removeEventListener("focus", back);
    if ((await fetch(address, { redirect: "manual", cache: "no-store" }).catch(() => null))?.type === "opaqueredirect") await inside();
  };
  window.addEventListener("focus", back);
  async function inside() {
    if (!dialog) return;
    renewTokens();
    dialog.close();
    dialog.remove();
    dialog = null;
    problem = "";
    await flush();
  }
  dialog.showModal();
  (isHere ? email : form.querySelector("a")).focus();
}

// A log-in gives a new token, which the forms of the page were not sent with.
function renewTokens() {
  for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = cookie();
}

// Events

const timers = new Map();
document.addEventListener("input", (event) => {
  const part = partOf(event.target);
  if (!part || !event.target.name) return;
  const isDraft = "savingForm" in part.dataset;
  record(part, { draft: isDraft });
  clearTimeout(timers.get(part));
  if (!isDraft) timers.set(part, setTimeout(flush, ["radio", "checkbox"].includes(event.target.type) || event.target.options ? 0 : PAUSE));
});
document.addEventListener("change", (event) => { if (unitOf(event.target)) flush(); });
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.action.endsWith(document.body.dataset.logOut)) return logOut(event);
  if (formOf(form)) {
    event.preventDefault();
    await record(form, { submitter: event.submitter });
    await flush();
  } else if (unitOf(form)) {
    event.preventDefault();
    const { name, value } = event.submitter ?? {};
    await flush();
    if (!merges(form)) return;
    const left = (await all()).some((change) => change.url === urlOf(form) && isOwn(change));
    if (left) return form.querySelector(":scope > .not-saved")?.scrollIntoView();
    if (name) form.append(element("input", { type: "hidden", name, value }));
    form.submit(); // all of it is stored: the page is shown anew, with how it will be printed
  }
});

// Nothing of this person stays in the browser after log-out.
async function logOut(event) {
  event.preventDefault();
  const form = event.target;
  await Promise.race([flush(), new Promise((done) => setTimeout(done, 3000))]);
  const sheets = keptOfSheets();
  const left = (await all()).length + sheets.reduce((sum, [, kept]) => sum + kept, 0);
  if (left && !confirm(`${left === 1 ? "1 endring" : `${left} endringer`} er ikke lagret. Vil du logge ut og miste ${left === 1 ? "den" : "dem"}?`)) return;
  await forgetAll();
  for (const [key] of sheets) localStorage.removeItem(key);
  // What else of this person lies here is forgotten by who has put it there.
  const leaving = new CustomEvent("rorikt:leaving", { detail: [] });
  document.dispatchEvent(leaving);
  await Promise.allSettled(leaving.detail);
  form.submit();
}

// What sheets of this person keep in this browser because it could not be stored: the key of each, and how many boxes.
function keptOfSheets() {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(`rorikt-sheet:${person}:`));
    return keys.map((key) => [key, JSON.parse(localStorage.getItem(key)).faults?.length ?? 0]);
  } catch {
    return [];
  }
}

document.addEventListener("rorikt:send", ({ detail }) => {
  detail.number = newNumber();
  const { url, label, fields, shown, made, number } = detail;
  recording = recording.then(() => store(null, { number, person, url, page: location.pathname, label, fields, sheet: { shown, made }, tab, at: Date.now(), tried: false }))
    .catch(() => show("Endringen kunne ikke tas vare på i nettleseren. Ikke lukk siden før det står «Lagret»."));
  flush();
});
document.addEventListener("rorikt:drop", ({ detail }) => forget(detail).then(() => show()));

addEventListener("online", flush);
addEventListener("focus", flush);
document.addEventListener("visibilitychange", flush);
addEventListener("beforeunload", (event) => { if (memory.size) event.preventDefault(); });

// What stands is told by the page that follows it.
document.addEventListener("rorikt:stands", async (event) => {
  await recording;
  const part = unitOf(event.target);
  if (part && !("unsent" in part.dataset)) {
    takeIn(part, event.detail);
    settle(part);
  }
});

// What a page that is gone has left of this one: its changes are this page's now, the last of them what is shown.
async function adopt() {
  const isElsewhere = await elsewhere();
  for (const part of parts().filter(merges)) {
    const left = (await all()).filter((change) => change.url === urlOf(part) && !isElsewhere(change));
    const last = left.at(-1);
    for (const one of left.filter((change) => change.tab === last.tab)) await store(one.order, (change) => ({ ...change, tab }));
    if (!last) continue;
    fill(part, last.fields);
    const at = new Date(last.at).toLocaleTimeString("nb-NO", { hour: "2-digit", minute: "2-digit" }).replace(":", ".");
    const told = element("p", { className: "taken-up", textContent: `Det du skrev ${at}, var ikke kommet fram til tjenesten. Det er hentet fram her, og lagres nå.` });
    told.setAttribute("role", "status");
    part.prepend(told);
  }
}

// What was left unsent is put back where it was written, and sent.
async function takeUp() {
  for (const one of document.querySelectorAll("[data-without-script]")) one.hidden = true;
  const isElsewhere = sheet && await elsewhere();
  for (const change of await all()) if (change.sheet && change.url === sheet?.dataset.url && !isElsewhere(change)) await store(change.order, (one) => ({ ...one, tab }));
  // Who makes parts by script makes those again that were left unsent, see notes.js.
  document.dispatchEvent(new CustomEvent("rorikt:left", { detail: await all() }));
  await adopt();
  for (const change of await all()) {
    if (Date.now() - change.at > DAYS_KEPT * 24 * 3600 * 1000) { await forget(change.order); continue; }
    const part = partAt(change.url);
    if (!part || !isOwn(change)) continue;
    part.dataset.unsent = "";
    if (!merges(part)) fill(part, change.fields.filter(([name]) => !name.endsWith("seen")));
    part.closest("details")?.setAttribute("open", "");
    if (change.held) refuse(part, change.held);
  }
  await flush();
}
document.addEventListener("rorikt:replaced", () => {
  for (const one of document.querySelectorAll("[data-without-script]")) one.hidden = true;
});
if (person) takeUp();
