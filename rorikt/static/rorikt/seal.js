// What is exempt from the public, locked in this browser with a key from a code that only the member knows. The code and the
// key are never stored and never sent. What lies here is ciphertext, bound to its person, its meeting and its last day; it is
// opened on the page «Tatt med», and is on it only as long as it is shown.
//
// A row: { person, meeting, until, iv, data, bytes }. Its plain text is a line of JSON, { address, also, kind, title, type,
// version, at }, and then the body. The seal of a person, in `known`: { salt, rounds, iv, check, tries, notBefore }.

const sealing = (() => {
  const ROUNDS = 600000, LEAST = 8, DAY = 24 * 3600 * 1000, FREE_TRIES = 3, LONGEST = 3600;
  const WORD = "rorikt";
  const bytes = (text) => new TextEncoder().encode(text);
  const random = (length) => crypto.getRandomValues(new Uint8Array(length));
  const sealOf = (person) => kept.known(`seal ${person}`);
  const boundTo = ({ person, meeting, until }) => bytes(JSON.stringify([person, meeting, until]));
  const seconds = (number) => number === 1 ? "1 sekund" : number < 120 ? `${number} sekunder` : `${Math.round(number / 60)} minutter`;

  async function keyFrom(code, { salt, rounds }) {
    const material = await crypto.subtle.importKey("raw", bytes(code), "PBKDF2", false, ["deriveKey"]);
    return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  }

  // The key by a new code, or by the one there is. Raises an Error with what the person is told.
  async function keyBy(person, code, { isNew = false } = {}) {
    if (!globalThis.crypto?.subtle) throw new Error("Denne nettleseren kan ikke låse noe. Det går bare når adressen til siden begynner med https.");
    const seal = await sealOf(person);
    if (!seal || isNew) return newKey(person, code);
    const time = await kept.now();
    if (time < seal.notBefore) throw new Error(`Vent ${seconds(Math.ceil((seal.notBefore - time) / 1000))} før du prøver igjen.`);
    // Counted before it is tried: who closes the page in between has tried.
    const tries = seal.tries + 1, wait = tries > FREE_TRIES ? Math.min(2 ** (tries - FREE_TRIES), LONGEST) : 0;
    await kept.know(`seal ${person}`, { ...seal, tries, notBefore: time + wait * 1000 });
    const key = await keyFrom(code, seal);
    try {
      await crypto.subtle.decrypt({ name: "AES-GCM", iv: seal.iv, additionalData: bytes(person) }, key, seal.check);
    } catch {
      throw new Error(`Koden er feil.${wait ? ` Du kan prøve igjen om ${seconds(wait)}.` : ""}`);
    }
    await kept.know(`seal ${person}`, { ...seal, tries: 0, notBefore: 0 });
    return key;
  }

  async function newKey(person, code) {
    if (code.length < LEAST) throw new Error(`Koden må ha minst ${LEAST} tegn.`);
    const seal = { salt: random(16), rounds: ROUNDS, iv: random(12), tries: 0, notBefore: 0 };
    const key = await keyFrom(code, seal);
    seal.check = await crypto.subtle.encrypt({ name: "AES-GCM", iv: seal.iv, additionalData: bytes(person) }, key, bytes(WORD));
    await kept.forgetSealed(person); // locked with another code
    await kept.know(`seal ${person}`, seal);
    return key;
  }

  async function lock(key, bound, told, body) {
    const iv = random(12), head = bytes(`${JSON.stringify(told)}\n`), plain = new Uint8Array(head.length + body.byteLength);
    plain.set(head);
    plain.set(new Uint8Array(body), head.length);
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: boundTo(bound) }, key, plain);
    await kept.seal({ ...bound, iv, data, bytes: data.byteLength });
  }

  async function unlock(key, row) {
    const plain = new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv, additionalData: boundTo(row) }, key, row.data));
    const end = plain.indexOf(10);
    return { ...JSON.parse(new TextDecoder().decode(plain.subarray(0, end))), body: plain.subarray(end + 1) };
  }

  // A page is locked with its pictures in it.
  async function whole(blob, address) {
    const page = new DOMParser().parseFromString(await blob.text(), "text/html"), main = page.querySelector("main");
    for (const one of main.querySelectorAll("script, form, dialog, [data-take], .history, .messages, noscript")) one.remove();
    for (const picture of main.querySelectorAll("img[src]")) {
      const answer = await fetch(new URL(picture.getAttribute("src"), new URL(address, location.origin)), { cache: "no-store" }).catch(() => null);
      if (answer?.status !== 200 || answer.redirected) { picture.removeAttribute("src"); continue; }
      const reader = new FileReader(), data = await answer.blob();
      await new Promise((done) => { reader.onload = done; reader.readAsDataURL(data); });
      picture.src = reader.result;
    }
    return bytes(main.innerHTML).buffer;
  }

  const pause = () => new Promise((done) => setTimeout(done, 3000));
  async function fetched(entry) {
    for (let time = 0; time < 40; time++) {
      const answer = await fetch(entry.address, { cache: "no-store" });
      if (answer.redirected && new URL(answer.url).pathname.startsWith("/jobber/")) { await pause(); continue; }
      return answer.status === 200 && !answer.redirected ? answer : null;
    }
    return null;
  }

  // What is exempt of a meeting, in place of what was locked of it before. `step` is told how far it has come.
  async function takeAlong(key, meeting, step) {
    const answer = await fetch(`${meeting.parcel}?unntatt=1`, { cache: "no-store" });
    if (answer.status !== 200 || answer.redirected) throw new Error("Listen over det som er unntatt, kunne ikke hentes. Logg inn på nytt, og prøv igjen.");
    const { days, entries } = await answer.json();
    if (!days) throw new Error("Samarbeidet tillater ikke at det som er unntatt offentlighet, tas med.");
    const until = (await kept.now()) + days * DAY, bound = { person: meeting.person, meeting: meeting.address, until };
    const before = await kept.sealedOf(meeting.person, meeting.address);
    let done = 0;
    for (const entry of entries) {
      step(done++, entries.length);
      const file = await fetched(entry);
      if (!file) continue;
      const type = (file.headers.get("Content-Type") ?? "").split(";")[0], blob = await file.blob();
      const { address, also, kind, title, version } = entry;
      await lock(key, bound, { address, also, kind, title, version, type, at: await kept.now() }, type === "text/html" ? await whole(blob, address) : await blob.arrayBuffer());
    }
    await kept.unseal(before);
    const record = await kept.meetingAt(meeting.person, meeting.address);
    if (record) await kept.keep({ ...record, sealed: meeting.exempt });
    return entries.length;
  }

  return { LEAST, sealOf, keyBy, unlock, takeAlong };
})();

// The box on the page of a meeting, where it may be taken along.
document.addEventListener("rorikt:take-shown", async ({ detail: { meeting, section } }) => {
  const box = section.querySelector("[data-seal]");
  const isOffered = Boolean(meeting?.takenAt && meeting.exemptDays && meeting.leavesOut && navigator.onLine !== false);
  box.hidden = !isOffered;
  if (!isOffered || box.dataset.ready) return;
  box.dataset.ready = "";
  const person = document.body.dataset.person, form = box.querySelector("form"), told = box.querySelector("[role=status]");
  const hasSeal = Boolean(await sealing.sealOf(person)), again = form.elements.again;
  again.closest(".ds-field").hidden = hasSeal;
  again.required = !hasSeal;
  box.querySelector("[data-days]").textContent = meeting.exemptDays === 1 ? "1 dag" : `${meeting.exemptDays} dager`;
  const rows = await kept.sealedOf(person, meeting.address);
  if (rows.length) told.textContent = `${rows.length} sider og filer er låst her til ${kept.told(rows[0].until)}.`;
  if (rows.length && meeting.sealed !== meeting.exempt) {
    told.textContent += " Det er kommet noe nytt siden. Ta det med en gang til.";
    box.open = true;
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const code = form.elements.code.value, isNew = !(await sealing.sealOf(person));
    if (isNew && code !== again.value) { told.textContent = "De to kodene er ikke like."; return; }
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const key = await sealing.keyBy(person, code, { isNew });
      const count = await sealing.takeAlong(key, meeting, (done, total) => { told.textContent = `${done} av ${total} låst.`; });
      told.textContent = count ? `${count} sider og filer er tatt med, låst. Åpne dem fra siden «Tatt med» med koden din.` : "Det er ikke noe som er unntatt i dette møtet.";
      form.reset();
      again.closest(".ds-field").hidden = true;
      again.required = false;
    } catch (error) {
      told.textContent = error.name === "QuotaExceededError" ? "Det er ikke plass til mer i nettleseren." : error instanceof TypeError ? "Nettet er borte. Prøv igjen når det er tilbake." : error.message;
    } finally {
      button.disabled = false;
    }
  });
});
