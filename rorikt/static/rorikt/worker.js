// Beside the pages of this site, in the browser: the network first for everything, and only where it fails what was taken along.
// Nothing is kept here but our page for what was not taken along; parcel.js keeps the rest.

const PATIENCE = 4000, AWAY_FOR = 15000;
const AWAY = "/uten-nett/", SHELL = `rorikt-shell-${RELEASE}`;
let awayUntil = 0; // static files are not waited for again while a page from here is opened

addEventListener("install", (event) => event.waitUntil(keepShell().then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("rorikt-shell-") && name !== SHELL) await caches.delete(name);
  await kept.expire();
  await registration.navigationPreload?.enable();
  await clients.claim();
})()));

async function keepShell() {
  const shell = await caches.open(SHELL);
  // As anybody reads it: it names nobody.
  const answer = await fetch(AWAY, { credentials: "omit", cache: "no-store" });
  if (answer.status !== 200 || answer.redirected) throw new Error(`${AWAY} answers ${answer.status}`);
  const text = await answer.text(), wanted = kept.needsOf(text, location.origin);
  await shell.put(AWAY, new Response(text, { headers: plain(answer.headers) }));
  for (let index = 0; index < wanted.length; index++) {
    const file = await fetch(wanted[index], { credentials: "omit" });
    if (file.status !== 200 || file.redirected) continue;
    if (wanted[index].endsWith(".css")) wanted.push(...kept.needsOf(await file.clone().text(), file.url).filter((one) => !wanted.includes(one)));
    await shell.put(wanted[index], file);
  }
}

const plain = (headers) => {
  const policy = headers.get("Content-Security-Policy")?.replace(/ 'nonce-[^']*'/g, "");
  return { "Content-Type": headers.get("Content-Type"), ...(policy ? { "Content-Security-Policy": policy } : {}) };
};

addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || request.cache === "only-if-cached") return;
  event.respondWith(request.mode === "navigate" ? page(event, url) : part(request, url));
});

const isAway = () => Date.now() < awayUntil;
const later = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds, null));

async function page(event, url) {
  const network = (async () => (await event.preloadResponse) ?? fetch(event.request))();
  const answered = network.catch(() => null);
  const first = await Promise.race([answered, later(PATIENCE)]);
  if (first) return first;
  const here = await fromHere(event.request, url).catch(() => null);
  if (here) {
    awayUntil = Date.now() + AWAY_FOR;
    return here;
  }
  const answer = await answered; // slow, and nothing of it is here: it is waited for as without us
  if (answer) return answer;
  awayUntil = Date.now() + AWAY_FOR;
  const shown = await (await caches.open(SHELL)).match(AWAY);
  return shown ?? network;
}

async function part(request, url) {
  const isStatic = url.pathname.startsWith(kept.STATIC_PATH);
  if (isStatic && isAway()) {
    const here = await staticFile(url);
    if (here) return here;
  }
  try {
    return await fetch(request);
  } catch (failure) {
    if (request.signal?.aborted) throw failure;
    const here = await (isStatic ? staticFile(url) : fromHere(request, url)).catch(() => null);
    if (here) return here;
    throw failure;
  }
}

async function staticFile(url) {
  for (const name of [kept.STATIC, SHELL]) {
    const here = await (await caches.open(name)).match(url.pathname, { ignoreVary: true });
    if (here) return here;
  }
  return null;
}

// What the person who was here last took along, if that is what is asked for.
async function fromHere(request, url) {
  const path = url.pathname + url.search, person = await kept.known("person");
  await kept.expire();
  const { meeting, entry, path: own } = await kept.find(person, path);
  if (!meeting) return picture(person, path);
  if (own !== path && meeting.entries[own].also?.includes(path)) return Response.redirect(own);
  const body = await kept.bodyOf(meeting, own);
  if (!body) return null;
  if (body.headers.get("Content-Type")?.startsWith("text/html")) return withBanner(body, meeting, entry, own);
  return request.headers.has("Range") ? piece(body, request.headers.get("Range")) : body;
}

async function picture(person, path) {
  for (const meeting of await kept.meetingsOf(person)) {
    if (Object.values(meeting.entries).some((entry) => entry.needs?.includes(path))) return kept.bodyOf(meeting, path);
  }
  return null;
}

async function withBanner(body, meeting, entry, path) {
  const wanted = meeting.wanted?.find((one) => one.address === path);
  const told = [`Uten nett. Du leser det du tok med ${kept.told(entry.at)}.`];
  if (wanted?.state && wanted.state !== entry.state) told.push(`Saken er ${wanted.state} siden.`);
  else if (wanted && wanted.says !== entry.says) told.push("Det er kommet en nyere utgave, som ikke er hentet ennå.");
  if (meeting.leavesOut) told.push("Det som er unntatt offentlighet, er ikke med her.");
  const banner = `<div class="ds-alert kept-banner" data-color="warning"><p>${told.join(" ")} <a class="ds-link" href="/tatt-med/">Se alt du har tatt med</a>.</p></div>`;
  const text = (await body.text()).replace(/<html /, "<html data-kept ").replace(/<main\b[^>]*>/, (main) => main + banner);
  return new Response(text, { headers: body.headers });
}

async function piece(body, range) {
  const [, first, last] = range.match(/^bytes=(\d+)-(\d*)$/) ?? [], blob = await body.blob();
  if (first === undefined || Number(first) >= blob.size) return new Response(blob, { headers: body.headers });
  const end = Math.min(last ? Number(last) : blob.size - 1, blob.size - 1), headers = new Headers(body.headers);
  headers.set("Content-Range", `bytes ${first}-${end}/${blob.size}`);
  return new Response(blob.slice(Number(first), end + 1), { status: 206, headers });
}
