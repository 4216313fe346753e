// What was taken along, as it lies in this browser: read by pages, and by the worker that answers without a network.
//
// A meeting: { key, person, address, title, day, parcel, receipt, release, leavesOut, exemptDays, exempt, sealed, takenAt, checkedAt, paused,
// gone, told, news, entries, wanted }. `entries` are what is here, by address: { kind, title, version, says, state, bytes, at, also,
// needs }, `wanted` what the site said last that there is. `takenAt` is when all of it was here the first time. `told` is
// what the person has been told of, `news` what they have not said yes to.
//
// The bodies lie in a cache for each meeting of each person, and in one for static files, whose names change with what is in
// them. What is exempt lies in `sealed`, as ciphertext alone: see seal.js.

const kept = (() => {
  const STATIC = "rorikt-kept-static", STATIC_PATH = "/static/";
  const isThere = Boolean(globalThis.isSecureContext && globalThis.caches && globalThis.indexedDB);
  const asked = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  let opening = null;
  const opened = () => (opening ??= (async () => {
    const request = indexedDB.open("rorikt-kept", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("meetings", { keyPath: "key" });
      request.result.createObjectStore("sealed", { keyPath: "id", autoIncrement: true });
      request.result.createObjectStore("known", { keyPath: "name" });
    };
    const database = await asked(request);
    database.onversionchange = () => { database.close(); opening = null; };
    return database;
  })().catch((error) => { opening = null; throw error; }));
  const store = async (name, mode = "readonly") => (await opened()).transaction(name, mode).objectStore(name);

  const known = async (name) => (await asked((await store("known")).get(name)))?.value;
  const know = async (name, value) => asked((await store("known", "readwrite")).put({ name, value }));
  const forget = async (name) => asked((await store("known", "readwrite")).delete(name));

  // A clock that is set back makes nothing younger.
  async function now() {
    const seen = (await known("seen")) ?? 0, time = Math.max(Date.now(), seen);
    if (time - seen > 60000) await know("seen", time);
    return time;
  }

  const keyOf = (person, address) => `${person} ${address}`;
  const cacheOf = (meeting) => `rorikt-kept-of ${meeting.key}`;
  const allMeetings = async () => asked((await store("meetings")).getAll());
  const meetingsOf = async (person) => (await allMeetings()).filter((one) => one.person === person).sort((one, other) => other.checkedAt - one.checkedAt);
  const meetingAt = async (person, address) => asked((await store("meetings")).get(keyOf(person, address)));
  const keep = async (meeting) => asked((await store("meetings", "readwrite")).put(meeting));
  const bytesOf = (meeting) => Object.values(meeting.entries).reduce((sum, entry) => sum + (entry.bytes ?? 0), 0);

  const sealedOf = async (person, meeting) => (await asked((await store("sealed")).getAll())).filter((one) => one.person === person && (!meeting || one.meeting === meeting));
  const seal = async (row) => asked((await store("sealed", "readwrite")).add(row));
  const unseal = async (rows) => { for (const row of rows) await asked((await store("sealed", "readwrite")).delete(row.id)); };
  const forgetSealed = async (person, meeting) => unseal(await sealedOf(person, meeting));
  // Without a network too: what has lain here for its days is gone.
  async function expire() {
    const time = await now(), rows = await asked((await store("sealed")).getAll());
    await unseal(rows.filter((row) => row.until <= time));
  }

  async function forgetMeeting(meeting) {
    await asked((await store("meetings", "readwrite")).delete(meeting.key));
    await caches.delete(cacheOf(meeting));
    await forgetSealed(meeting.person, meeting.address);
  }
  // All that lies here, of everybody or of all but one person.
  async function empty(but = null) {
    for (const meeting of await allMeetings()) if (meeting.person !== but) await forgetMeeting(meeting);
    for (const row of await asked((await store("sealed")).getAll())) if (row.person !== but) await unseal([row]);
    const left = new Set((await allMeetings()).map(cacheOf));
    for (const name of await caches.keys()) if (name.startsWith("rorikt-kept-of ") && !left.has(name)) await caches.delete(name);
    for (const { name } of await asked((await store("known")).getAll())) if (name.startsWith("seal ") && name !== `seal ${but}`) await forget(name);
    if (but === null) await forget("person");
    await tidy();
  }

  // Static files that no page here needs any more, such as those of the release before.
  async function tidy() {
    const needed = new Set((await allMeetings()).flatMap((meeting) => Object.values(meeting.entries).flatMap((entry) => entry.needs ?? [])));
    const files = await caches.open(STATIC);
    for (const request of await files.keys()) if (!needed.has(new URL(request.url).pathname)) await files.delete(request);
  }

  // What a page or a style sheet needs to look as it does, as paths of this site: static files, and the pictures of a page.
  function needsOf(text, base) {
    const pathsOf = (pattern) => [...text.matchAll(pattern)].map((match) => match[1].replaceAll("&amp;", "&")).filter((one) => !/^(data|blob):/.test(one))
      .map((one) => new URL(one, base)).filter((url) => url.origin === location.origin).map((url) => url.pathname + url.search);
    const files = [...pathsOf(/<(?:link|script)\b[^>]*?\s(?:href|src)="([^"]+)"/g), ...pathsOf(/url\(\s*["']?([^"')]+)["']?\s*\)/g)];
    return [...new Set([...files.filter((path) => path.startsWith(STATIC_PATH)), ...pathsOf(/<img\b[^>]*?\ssrc="([^"]+)"/g)])];
  }

  // The entry for an address among what this person has taken along, with its meeting.
  async function find(person, asked) {
    const missing = { meeting: null, entry: null };
    if (!person) return missing;
    const path = withoutWay(asked);
    for (const meeting of await meetingsOf(person)) {
      if (meeting.entries[path]) return { meeting, entry: meeting.entries[path], path };
      const other = Object.entries(meeting.entries).find(([, entry]) => entry.also?.includes(path));
      if (other) return { meeting, entry: other[1], path: other[0] };
    }
    return missing;
  }
  // Where somebody came from is no other page.
  function withoutWay(path) {
    const url = new URL(path, location.origin);
    for (const name of ["fra", "tilbake"]) url.searchParams.delete(name);
    return url.pathname + url.search;
  }
  const bodyOf = async (meeting, path) => (await caches.open(cacheOf(meeting))).match(path, { ignoreVary: true });

  const told = (time) => {
    const moment = new Date(time), isThisYear = moment.getFullYear() === new Date().getFullYear();
    const day = moment.toLocaleDateString("nb-NO", { day: "numeric", month: "long", ...(isThisYear ? {} : { year: "numeric" }) });
    return `${day} kl. ${String(moment.getHours()).padStart(2, "0")}.${String(moment.getMinutes()).padStart(2, "0")}`;
  };
  const size = (bytes) => bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : bytes < 1e9 ? `${(bytes / 1e6).toFixed(1).replace(".", ",")} MB` : `${(bytes / 1e9).toFixed(1).replace(".", ",")} GB`;

  return {
    STATIC, STATIC_PATH, isThere, known, know, forget, now, keyOf, cacheOf, meetingsOf, meetingAt, keep, bytesOf, sealedOf, seal, unseal, forgetSealed, expire,
    forgetMeeting, empty, tidy, needsOf, find, bodyOf, told, size,
  };
})();
