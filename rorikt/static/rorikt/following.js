// A page that shows what others do while they do it: `data-follow` marks one. It asks whether something has happened, and
// then takes the parts that are new (`data-part`, each with an id) and leaves alone those the person is changing.

const EVERY = 1200, AGAIN = 5000;
let etag = document.querySelector("[data-follow]").dataset.follow, asking = null, clock = 0;

const isTouched = (part) => part.querySelector("[data-unsent], .not-saved") || part.matches("[data-unsent]") || part.closest("[data-unsent]") ||
  [part, ...part.querySelectorAll("input, select, textarea")].some((one) => {
    if (one.type === "radio" || one.type === "checkbox") return one.checked !== one.defaultChecked;
    if (one.options) return [...one.options].some((option) => option.selected !== option.defaultSelected) && one.selectedIndex > 0;
    return one.defaultValue !== undefined && one.type !== "hidden" && one.value !== one.defaultValue;
  });

// One question at a time; whoever asks meanwhile waits for its answer. Whether the page shows all there is.
const ask = () => asking ??= askNow().finally(() => { asking = null; });

async function askNow() {
  clearTimeout(clock);
  let pause = EVERY, isWhole = true;
  try {
    const response = await fetch(location.href, { cache: "no-store", redirect: "manual", headers: etag ? { "If-None-Match": etag } : {} });
    if (response.ok) {
      isWhole = take(new DOMParser().parseFromString(await response.text(), "text/html"));
      etag = isWhole ? response.headers.get("ETag") : null;
    } else if (response.status >= 400) pause = AGAIN;
    say(response.type === "opaqueredirect" ? "Du er logget ut, og siden oppdateres ikke. Logg inn på nytt." : "");
  } catch {
    pause = AGAIN;
    say("Nettet er borte, og siden oppdateres ikke.");
  }
  if (!document.hidden) clock = setTimeout(ask, pause);
  return isWhole;
}

// Whether all parts could be taken.
function take(fresh) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  for (const input of fresh.querySelectorAll("[name=csrfmiddlewaretoken]")) input.setAttribute("value", token);
  for (const one of fresh.querySelectorAll("[data-without-script]")) one.hidden = true;
  if (fresh.querySelectorAll("[data-part]").length !== document.querySelectorAll("[data-part]").length) return replaceAll(fresh);
  let isWhole = true;
  for (const part of document.querySelectorAll("[data-part]")) {
    const next = fresh.getElementById(part.id);
    if (!next) return replaceAll(fresh);
    if (part.isEqualNode(next)) continue;
    if (isTouched(part)) isWhole = false;
    else swap(part, next);
  }
  return isWhole;
}

// The page has other parts than before: a case is taken up, or settled. What is being written is put back by saving.js.
function replaceAll(fresh) {
  const page = document.querySelector("[data-follow]");
  if (isTouched(page)) return false;
  const heading = fresh.getElementById("tilstand");
  if (heading) document.getElementById("tilstand")?.replaceWith(heading);
  swap(page, fresh.querySelector("[data-follow]"));
  return true;
}

// The focus stays where it was, or where that is gone, at the heading above it.
function swap(part, next) {
  const active = document.activeElement, isIn = part.contains(active);
  const place = isIn && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : [];
  const heading = active.closest("section")?.getAttribute("aria-labelledby");
  for (const one of part.querySelectorAll("details[id]")) next.querySelector(`#${CSS.escape(one.id)}`)?.toggleAttribute("open", one.open);
  part.replaceWith(next);
  if (isIn) {
    const again = (active.id && document.getElementById(active.id)) || document.getElementById(heading) || next.querySelector("h2") || next;
    if (!again.matches("a, button, input, select, textarea, [tabindex]")) again.tabIndex = -1;
    again.focus({ preventScroll: again.id === active.id });
    // A field of numbers or a choice has no place in its text.
    if (place[0] != null && again.setSelectionRange && again.type !== "radio") again.setSelectionRange(...place);
  }
  document.dispatchEvent(new Event("rorikt:replaced"));
}

function say(text) {
  let note = document.getElementById("following-state");
  if (!text && !note) return;
  if (!note) {
    note = Object.assign(document.createElement("p"), { id: "following-state", className: "saving-state is-unsent" });
    note.setAttribute("role", "status");
    document.querySelector("main").prepend(note);
  }
  note.hidden = !text;
  if (note.textContent !== text) note.textContent = text;
}

// What a button did, is shown; where something half written is in the way, the page is loaded again, and it is put back.
document.addEventListener("rorikt:stored", async (event) => {
  await asking;
  if (!(await ask()) && event.detail.form) location.reload();
});
addEventListener("online", ask);
document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
clock = setTimeout(ask, EVERY);
