// Takes a meeting along: asks the site what there is, fetches what is not here as it now is, and tells what is new. It can be
// broken off anywhere, and goes on where it was. What is fetched is what everybody with a log-in may read (`X-Only-Open`).

const person = document.body.dataset.person;
const AT_ONCE = 3, EVERY = 10 * 60 * 1000, AGAIN = 20000, RESTS = 8000, PRINT_AGAIN = 3000, PRINT_TIMES = 40, PATIENCE = 30000;
const isAble = kept.isThere && "serviceWorker" in navigator;
const section = document.querySelector("[data-take]");
const WITHOUT = !globalThis.isSecureContext
  ? "Møter kan bare tas med når adressen til siden begynner med https. Si fra til den som drifter løsningen."
  : "Denne nettleseren kan ikke ta med møter. Det kan være fordi vinduet er privat, eller fordi nettleseren er gammel. Last ned møtepakken i stedet.";
const FULL = "Det er ikke plass til mer i nettleseren. Det som er hentet, kan leses. Rydd på siden «Tatt med», og prøv igjen.";
const NO_NETWORK = "Nettet er borte. Det hentes videre når det er tilbake.";
const LOGGED_OUT = "Du er logget ut. Logg inn, så hentes resten.";
const BUSY = "Tjenesten svarer ikke akkurat nå. Det hentes videre om litt.";

class Stopped extends Error {}
const dispatch = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

// One answer of ours. What leads elsewhere is a log-in; to who asks for what is open alone, where else is told (202).
async function ask(path, { signal, isOpen = true, headers = {} } = {}) {
  const stop = AbortSignal.any ? AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)].filter(Boolean)) : signal;
  let answer;
  try {
    answer = await fetch(path, { headers: { ...(isOpen ? { "X-Only-Open": "1" } : {}), ...headers }, cache: "no-store", credentials: "same-origin", signal: stop });
  } catch {
    throw new Stopped(signal?.aborted ? "" : NO_NETWORK);
  }
  const url = new URL(answer.url);
  if (url.origin !== location.origin || (answer.redirected && url.pathname.startsWith(document.body.dataset.logIn))) throw new Stopped(LOGGED_OUT);
  if ([429, 502, 503, 504].includes(answer.status)) throw new Stopped(BUSY);
  const isPrinting = answer.status === 202 && answer.headers.get("Location")?.startsWith("/jobber/");
  return { answer, isPrinting, isThere: answer.status === 200 && !answer.redirected };
}

async function bodyOf(answer) {
  try {
    return await answer.blob();
  } catch {
    throw new Stopped(NO_NETWORK);
  }
}

// A page is kept without what was for that one time: its nonces.
async function toKeep(answer) {
  const type = answer.headers.get("Content-Type") ?? "", policy = answer.headers.get("Content-Security-Policy")?.replace(/ 'nonce-[^']*'/g, "");
  const headers = { "Content-Type": type, ...(policy ? { "Content-Security-Policy": policy } : {}) };
  const name = answer.headers.get("Content-Disposition");
  if (name) headers["Content-Disposition"] = name;
  const blob = await bodyOf(answer);
  if (!type.startsWith("text/html")) return { body: blob, headers, text: "" };
  const text = (await blob.text()).replace(/ nonce="[^"]*"/g, "");
  return { body: new Blob([text], { type }), headers, text };
}

async function put(cache, path, body, headers) {
  try {
    await cache.put(path, new Response(body, { headers }));
  } catch (error) {
    throw new Stopped(error.name === "QuotaExceededError" || error.name === "UnknownError" ? FULL : String(error.message));
  }
}

// The files of a page, those of its style sheets too. Static ones are shared, and never change under their name.
async function keepNeeds(meeting, text, base, signal) {
  const files = await caches.open(kept.STATIC), own = await caches.open(kept.cacheOf(meeting)), wanted = kept.needsOf(text, base);
  for (let index = 0; index < wanted.length; index++) {
    const path = wanted[index], isStatic = path.startsWith(kept.STATIC_PATH), cache = isStatic ? files : own;
    let here = isStatic ? await cache.match(path) : null;
    if (!here) {
      const { answer, isThere } = await ask(path, { signal });
      if (!isThere) continue;
      const { body, headers } = await toKeep(answer);
      await put(cache, path, body, headers);
      here = new Response(body, { headers });
    }
    if (path.endsWith(".css")) wanted.push(...kept.needsOf(await here.text(), new URL(path, location.origin)).filter((one) => !wanted.includes(one)));
  }
  return wanted;
}

// One entry, when all of it is here.
async function fetchEntry(meeting, entry, signal) {
  const { answer, isThere, isPrinting } = await ask(entry.address, { signal });
  // One page that fails holds back no other.
  if (isPrinting || !isThere) return { isPrinting, isGone: [403, 404, 410].includes(answer.status) };
  const { body, headers, text } = await toKeep(answer), at = await kept.now();
  const needs = text ? await keepNeeds(meeting, text, new URL(entry.address, location.origin), signal) : [];
  await put(await caches.open(kept.cacheOf(meeting)), entry.address, body, headers);
  return { needs, bytes: body.size, at };
}

const isOld = (meeting, entry) => {
  const here = meeting.entries[entry.address];
  return !here || here.version !== entry.version;
};
const wantedOf = (meeting) => meeting.wanted.filter((entry) => isOld(meeting, entry) && !(entry.address in meeting.failed && meeting.failed[entry.address] === entry.version));

// What the person is told: what is new, changed, withdrawn or gone since they were told last.
function tellNews(meeting, entries) {
  const before = meeting.told, now = Object.fromEntries(entries.filter((entry) => entry.says).map((entry) => [entry.address, { says: entry.says, state: entry.state ?? "", title: entry.title, kind: entry.kind }]));
  if (before && meeting.takenAt) {
    for (const [address, entry] of Object.entries(now)) {
      const old = before[address];
      if (!old) meeting.news.push({ address, text: `${entry.title} er nytt`, isDocument: !["case", "meeting"].includes(entry.kind) });
      else if (old.state !== entry.state && entry.state) meeting.news.push({ address, text: `${entry.title} er ${entry.state}` });
      else if (old.says !== entry.says) meeting.news.push({ address, text: `${entry.title} er endret`, isDocument: true });
    }
    for (const [address, old] of Object.entries(before)) if (!now[address]) meeting.news.push({ text: `${old.title} er tatt bort, og er slettet fra det du har tatt med` });
    // Of one thing the newest is told.
    meeting.news = meeting.news.filter((one, index) => !one.address || meeting.news.findLastIndex((other) => other.address === one.address) === index);
  }
  meeting.told = now;
}

const newsTitle = (meeting) => {
  const documents = meeting.news.filter((one) => one.isDocument).length, others = meeting.news.length - documents;
  if (!documents) return others === 1 ? "1 endring siden du tok med møtet" : `${others} endringer siden du tok med møtet`;
  return documents === 1 ? "1 dokument er nytt siden du tok med møtet" : `${documents} dokumenter er nye siden du tok med møtet`;
};

// The list, as the site has it now. What is gone is removed at once; the rest is marked until it is fetched.
async function askList(meeting, signal) {
  const { answer } = await ask(meeting.parcel, { signal, isOpen: false }); // what it lists is open all the same
  if ([403, 404, 410].includes(answer.status)) {
    meeting.gone = true;
    await kept.keep(meeting);
    throw new Stopped("Møtet finnes ikke lenger, eller du har ikke tilgang til det. Det du tok med, er utdatert.");
  }
  if (answer.status !== 200) throw new Stopped(BUSY);
  const list = JSON.parse(await (await bodyOf(answer)).text());
  if (list.person !== meeting.person) throw new Stopped(LOGGED_OUT);
  const { title, day, receipt, release, leavesOut, exemptDays, exempt } = list;
  const isNewRelease = meeting.release !== release;
  Object.assign(meeting, { title, day, receipt, release, leavesOut, exemptDays, exempt, wanted: list.entries, fileBytes: list.bytes, gone: false, failed: {}, checkedAt: await kept.now() });
  tellNews(meeting, list.entries);
  const cache = await caches.open(kept.cacheOf(meeting)), listed = new Set(list.entries.map((entry) => entry.address));
  for (const [address, entry] of Object.entries(meeting.entries)) {
    if (!listed.has(address)) {
      await cache.delete(address);
      delete meeting.entries[address];
    } else if (isNewRelease && entry.needs?.length) entry.version = ""; // another release looks in another way
  }
  await kept.keep(meeting);
}

// Fetches what is not here as it now is. Returns what stopped it, empty when all is here.
async function fetchAll(meeting, signal) {
  await askList(meeting, signal);
  const todo = wantedOf(meeting), total = meeting.wanted.length;
  const printed = {};
  let stopped = null;
  const step = () => dispatch("rorikt:taking", { meeting, done: total - todo.length - under.size, total });
  const under = new Set();
  step();
  const work = async () => {
    while (todo.length && !stopped) {
      const entry = todo.shift();
      under.add(entry);
      try {
        const { isGone, isPrinting, ...found } = await fetchEntry(meeting, entry, signal);
        if (isPrinting && (printed[entry.address] = (printed[entry.address] ?? 0) + 1) < PRINT_TIMES) {
          await new Promise((done) => setTimeout(done, PRINT_AGAIN));
          todo.push(entry); // it is printed meanwhile
          if (signal.aborted) throw new Stopped("");
        } else if (!found.at) {
          meeting.failed[entry.address] = entry.version;
          if (isGone) await drop(meeting, entry);
        } else {
          const { kind, title, version, says, state, also } = entry;
          meeting.entries[entry.address] = { kind, title, version, says, state, also, ...found };
        }
        await kept.keep(meeting);
      } catch (error) {
        stopped ??= error;
      } finally {
        under.delete(entry);
      }
      step();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (stopped) throw stopped;
  meeting.takenAt ??= await kept.now();
  meeting.changedAt = await kept.now();
  await kept.keep(meeting);
  await kept.tidy();
}

// Gone between the list and its turn: what was here of it is no longer what stands.
async function drop(meeting, entry) {
  if (!meeting.entries[entry.address]) return;
  await (await caches.open(kept.cacheOf(meeting))).delete(entry.address);
  delete meeting.entries[entry.address];
  if (entry.says) meeting.news.push({ text: `${entry.title} er tatt bort, og er slettet fra det du har tatt med` });
}

// One page of this browser takes along at a time.
let stopper = null;
async function take(meeting) {
  const run = async (lock) => {
    if (lock === null) return stopper ? "" : "Møtet hentes i et annet vindu.";
    const fresh = (await kept.meetingAt(meeting.person, meeting.address)) ?? meeting;
    fresh.paused = false;
    stopper = new AbortController();
    try {
      await fetchAll(fresh, stopper.signal);
      return "";
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      return error.message;
    } finally {
      stopper = null;
      dispatch("rorikt:taken", { address: meeting.address });
    }
  };
  return navigator.locks ? navigator.locks.request("rorikt-parcel", { ifAvailable: true }, run) : run();
}

const newMeeting = ({ address, parcel, title }) => ({
  key: kept.keyOf(person, address), person, address, parcel, title, day: "", entries: {}, wanted: [], news: [], failed: {}, told: null, takenAt: null, paused: false,
});

// At each contact: who may still hold what, and what is new.
let isContacting = false;
async function contact({ isAsked = false } = {}) {
  if (isContacting || !isAble || navigator.onLine === false) return;
  isContacting = true;
  try {
    await kept.expire();
    const owner = await kept.known("person"), last = (await kept.known("contact")) ?? 0, time = await kept.now();
    const meetings = owner ? await kept.meetingsOf(owner) : [];
    if (!meetings.length || (!isAsked && time - last < EVERY && meetings.every((meeting) => meeting.takenAt))) return;
    if (!(await holds(owner, meetings[0]))) return;
    if (!person) return;
    for (const meeting of meetings) if (!meeting.paused) problems.set(meeting.address, await take(meeting));
    const isDone = meetings.every((meeting) => !problems.get(meeting.address));
    if (isDone) await kept.know("contact", time);
    else if (document.visibilityState === "visible") setTimeout(() => contact({ isAsked: true }), AGAIN);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  } finally {
    isContacting = false;
    await show();
  }
}

async function holds(owner, meeting) {
  const { answer, isThere } = await ask("/tatt-med/kvittering/", { headers: { "X-Receipt": meeting.receipt ?? "" }, isOpen: false });
  if (!isThere) return true;
  const { mayHold, exemptDays } = await answer.json();
  if (!mayHold) {
    await kept.empty();
    say("Det som var tatt med på denne enheten, er slettet, fordi tilgangen er avsluttet.");
    return false;
  }
  if (!exemptDays && (await kept.sealedOf(owner)).length) {
    await kept.forgetSealed(owner);
    say("Det som er unntatt offentlighet og var låst på denne enheten, er slettet.");
  }
  return true;
}

function say(text) {
  const told = Object.assign(document.createElement("p"), { textContent: text, className: "kept-told" });
  told.setAttribute("role", "status");
  document.querySelector("main")?.prepend(told);
}

// On the page of the meeting

const problems = new Map();
let progress = null;
async function show() {
  dispatch("rorikt:shelf");
  if (!section) return showNews();
  section.hidden = false;
  const told = section.querySelector("[data-take-told]"), bar = section.querySelector("progress");
  const start = section.querySelector("[data-take-start]"), stop = section.querySelector("[data-take-stop]");
  if (!isAble) {
    told.textContent = WITHOUT;
    start.hidden = true;
    return;
  }
  const meeting = await kept.meetingAt(person, section.dataset.take), isTaking = progress?.meeting.address === section.dataset.take;
  bar.hidden = stop.hidden = !isTaking;
  start.hidden = isTaking || Boolean(meeting?.takenAt && !wantedOf(meeting).length && !meeting.gone);
  start.textContent = meeting ? "Hent resten" : "Ta med møtet";
  if (isTaking) {
    bar.max = progress.total;
    bar.value = progress.done;
    told.textContent = `${progress.done} av ${progress.total} hentet (${kept.size(kept.bytesOf(progress.meeting))}).`;
    if (!document.querySelector(".kept-news")) showNews(); // at once: a PDF may have to be printed first
    return;
  }
  const problem = problems.get(section.dataset.take);
  if (!meeting) told.textContent = problem || "Da kan du lese det uten nett: sakene, papirene og vedleggene hentes til denne nettleseren.";
  else if (problem) told.textContent = `${Object.keys(meeting.entries).length} av ${meeting.wanted.length || "…"} er hentet. ${problem}`;
  else if (meeting.paused || !meeting.takenAt) told.textContent = `${Object.keys(meeting.entries).length} av ${meeting.wanted.length} er hentet.`;
  else told.textContent = `Tatt med ${kept.told(meeting.changedAt)}, ${kept.size(kept.bytesOf(meeting))}. Det kan leses uten nett${meeting.leavesOut ? ", uten det som er unntatt offentlighet" : ""}.`;
  const late = meeting?.takenAt ? Object.keys(meeting.failed).length : 0;
  if (late && !problem) told.textContent += ` ${late === 1 ? "1 fil var ikke klar" : `${late} filer var ikke klare`}, og hentes neste gang.`;
  dispatch("rorikt:take-shown", { meeting, section });
  showNews();
}

async function showNews() {
  if (!isAble || !person) return;
  const meeting = (await kept.meetingsOf(person)).find((one) => one.news.length && (!section || one.address === section.dataset.take));
  document.querySelector(".kept-news")?.remove();
  if (!meeting) return;
  const box = Object.assign(document.createElement("div"), { className: "kept-news ds-alert" });
  box.dataset.color = "info";
  const list = document.createElement("ul");
  for (const { address, text } of meeting.news) {
    const item = document.createElement("li");
    item.append(address ? Object.assign(document.createElement("a"), { href: address, textContent: text }) : text);
    list.append(item);
  }
  const heading = Object.assign(document.createElement("p"), { textContent: `${meeting.title}: ${newsTitle(meeting)}` });
  heading.setAttribute("role", "status");
  const seen = Object.assign(document.createElement("button"), { type: "button", className: "ds-button", textContent: "Greit" });
  seen.dataset.variant = "secondary";
  seen.addEventListener("click", async () => {
    if (progress?.meeting.key === meeting.key) progress.meeting.news = [];
    await kept.keep({ ...(await kept.meetingAt(person, meeting.address)), news: [] });
    box.remove();
    document.querySelector("main").focus();
  });
  box.append(heading, list, seen);
  document.querySelector("main").prepend(box);
}

document.addEventListener("rorikt:taking", ({ detail }) => {
  progress = detail;
  show();
});
document.addEventListener("rorikt:taken", () => { progress = null; });

section?.querySelector("[data-take-start]").addEventListener("click", async () => {
  navigator.storage?.persist?.();
  const { take: address, parcel, title } = section.dataset;
  try {
    const meeting = (await kept.meetingAt(person, address)) ?? newMeeting({ address, parcel, title });
    await kept.keep(meeting);
    problems.set(address, await take(meeting));
  } catch (error) {
    problems.set(address, error.name === "QuotaExceededError" ? FULL : `Det gikk ikke å ta med møtet i denne nettleseren (${error.message}).`);
  }
  await show();
});
section?.querySelector("[data-take-stop]").addEventListener("click", async () => {
  const address = section.dataset.take;
  stopper?.abort();
  await navigator.locks?.request("rorikt-parcel", () => {});
  await kept.keep({ ...(await kept.meetingAt(person, address)), paused: true });
  problems.set(address, "");
  await show();
});

// A page from here was made for another time: what it sends goes with the token of now, and it says when there is a network.
function mendKeptPage() {
  if (!("kept" in document.documentElement.dataset)) return;
  const renew = () => {
    const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]*)/)?.[1];
    if (!token) return;
    for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token;
    for (const one of document.querySelectorAll("[data-csrf]")) one.dataset.csrf = token;
  };
  renew();
  document.addEventListener("submit", renew, true);
  addEventListener("online", () => {
    const banner = document.querySelector(".kept-banner p");
    if (!banner || banner.querySelector("[data-again]")) return;
    const again = Object.assign(document.createElement("a"), { href: location.href, textContent: "Nettet er tilbake: last siden på nytt" });
    again.dataset.again = "";
    again.addEventListener("click", (event) => { event.preventDefault(); location.reload(); });
    banner.append(" ", again);
  });
}

async function begin() {
  mendKeptPage();
  if (!isAble) return show();
  try {
    // What somebody else took along here is theirs, and is gone when another person is here.
    if (person && (await kept.known("person")) !== person) {
      await kept.empty(person);
      await kept.know("person", person);
    }
    if (person) await navigator.serviceWorker.register("/tjeneste.js", { scope: "/", updateViaCache: "none" }).catch(() => null);
    await show();
    await contact({ isAsked: Boolean(section) });
  } catch (error) {
    if (section) {
      section.hidden = false;
      section.querySelector("[data-take-told]").textContent = WITHOUT;
      section.querySelector("[data-take-start]").hidden = true;
    } else console.warn(error);
  }
}

document.addEventListener("rorikt:leaving", (event) => event.detail.push(isAble ? (stopper?.abort(), kept.empty()) : null));
// What was noted is part of the pages that are here: they are fetched anew when the writing rests.
let stored = 0;
document.addEventListener("rorikt:stored", () => {
  clearTimeout(stored);
  stored = setTimeout(() => contact({ isAsked: true }), RESTS);
});
addEventListener("online", () => contact({ isAsked: true }));
addEventListener("focus", () => contact());
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") contact(); });
begin();
