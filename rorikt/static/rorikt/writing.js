// The page where a section is written: takes what others have written into the text editor without moving who writes,
// and tells who else is there. What is saved, and when, is in saving.js.
import { createDocument } from "django-prose-editor/editor";

const editorOf = (area) => area.closest(".prose-editor")?.querySelector(".ProseMirror")?.editor;

document.addEventListener("rorikt:put", (event) => {
  const editor = editorOf(event.target);
  if (!editor) return; // it begins with what stands in the text area
  event.preventDefault();
  if (editor.view.composing) event.detail.isRefused = true;
  else {
    takeIn(editor, event.detail.value);
    const html = editor.getHTML();
    event.target.value = /^<(\w+)(\s[^>]*)?><\/\1>$/i.test(html) ? "" : html;
  }
});

// Only blocks that differ are replaced, from the last to the first, so that the places before them stay.
function takeIn(editor, html) {
  const { doc, tr } = editor.state, parsed = createDocument(html, editor.schema, { preserveWhitespace: true }); // the space one pauses after
  const wanted = editor.storage.chip?.chipped(parsed) ?? parsed;
  const before = children(doc), after = children(wanted);
  let [row, column] = [before.length, after.length];
  for (const [keptRow, keptColumn] of [...common(before, after)].reverse().concat([[-1, -1]])) {
    replace(tr, before.slice(keptRow + 1, row), after.slice(keptColumn + 1, column), before[row]?.at ?? doc.content.size);
    if (keptRow < 0) break;
    const kept = before[keptRow], blockId = after[keptColumn].node.attrs.blockId;
    if (kept.node.attrs.blockId !== blockId) tr.setNodeAttribute(kept.at, "blockId", blockId);
    [row, column] = [keptRow, keptColumn];
  }
  editor.view.dispatch(tr.setMeta("addToHistory", false).setMeta("preventUpdate", true));
}

function children(doc) {
  const found = [];
  doc.forEach((node, at) => found.push({ node, at, key: JSON.stringify(node.toJSON(), (name, value) => (name === "blockId" ? undefined : value)) }));
  return found;
}

// The pairs of blocks that say the same, as many as there are in order.
function common(before, after) {
  const best = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) best[row][column] = before[row].key === after[column].key ? best[row + 1][column + 1] + 1 : Math.max(best[row + 1][column], best[row][column + 1]);
  }
  const pairs = [];
  for (let row = 0, column = 0; row < before.length && column < after.length;) {
    if (before[row].key === after[column].key) pairs.push([row++, column++]);
    else if (best[row + 1][column] >= best[row][column + 1]) row++;
    else column++;
  }
  return pairs;
}

// One block for another is changed within, where only its text differs, so that who writes in it stays there.
function replace(tr, old, wanted, end) {
  if (!old.length && !wanted.length) return;
  const [one, other] = [old[0]?.node, wanted[0]?.node];
  if (old.length === 1 && wanted.length === 1 && one.isTextblock && one.type === other.type && one.attrs.blockId === other.attrs.blockId) {
    const start = one.content.findDiffStart(other.content);
    if (start === null) return;
    let { a, b } = one.content.findDiffEnd(other.content);
    const overlap = Math.max(start - Math.min(a, b), 0);
    tr.replace(old[0].at + 1 + start, old[0].at + 1 + a + overlap, other.slice(start, b + overlap));
    return;
  }
  tr.replaceWith(old[0]?.at ?? end, old.length ? old.at(-1).at + old.at(-1).node.nodeSize : end, wanted.map(({ node }) => node));
}

// Who else is here, and what stands by now

const here = document.querySelector("[data-here]"), EVERY = 15000;
const seen = () => document.querySelector("[name$=text_seen]");
const cookie = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]*)/)?.[1] ?? "";

async function tellWhere() {
  if (document.visibilityState === "hidden") return;
  const body = new URLSearchParams({ seen: seen()?.value ?? "" });
  const answer = await fetch(here.dataset.here, { method: "POST", body, redirect: "manual", headers: { "X-CSRFToken": cookie() } }).catch(() => null);
  if (!answer?.ok) return;
  const { told, now } = await answer.json();
  if (here.textContent !== told) here.textContent = told;
  if (now && body.get("seen") === seen()?.value) seen().dispatchEvent(new CustomEvent("rorikt:stands", { detail: now, bubbles: true }));
}
if (here) {
  tellWhere();
  setInterval(tellWhere, EVERY);
  document.addEventListener("visibilitychange", tellWhere);
  addEventListener("pagehide", () => navigator.sendBeacon(`${here.dataset.here}?borte`, new URLSearchParams({ csrfmiddlewaretoken: cookie() })));
}

// How the section will be printed takes longer than the page

const unseen = document.querySelector("[data-shown]");
if (unseen) {
  const answer = await fetch(unseen.dataset.shown, { redirect: "manual" }).catch(() => null);
  if (answer?.ok) {
    // Without its head, whose style element has a nonce that is not this page's.
    const [main] = (await answer.text()).match(/<main[\s\S]*<\/main>/), whole = new DOMParser().parseFromString(main, "text/html");
    unseen.replaceWith(document.adoptNode(whole.querySelector(".how-it-looks")));
  }
}

// What is shown of it is of before the text was saved.
document.addEventListener("rorikt:stored", ({ detail }) => {
  const heading = document.getElementById("forhandsvisning");
  if (detail.form && heading) heading.textContent = "Slik var avsnittet da siden ble åpnet";
});
