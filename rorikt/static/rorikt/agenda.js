// The order of an agenda: dragged, or moved by its arrows without leaving the page. Without this file the arrows do it.

const said = document.getElementById("flyttet");
const agenda = () => document.querySelector(".agenda[data-order]");
const cases = () => [...document.querySelectorAll(".agenda > [data-case]")];
const csrf = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
let dragged = null;
let isSending = false;

// The page that answers has the new order, its numbers, and what was refused.
const send = async (url, fields) => {
  isSending = true;
  try {
    const body = new URLSearchParams({ csrfmiddlewaretoken: csrf(), ...fields });
    const answer = await fetch(url, { method: "POST", body, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const list = page.getElementById("saksliste");
    if (!list) throw new Error("no agenda");
    document.getElementById("saksliste").replaceWith(list);
    document.querySelector("main > .messages")?.remove();
    const refused = page.querySelector("main > .messages");
    if (refused) document.querySelector("main").prepend(refused);
    makeDraggable();
    return !refused;
  } catch {
    said.textContent = "Rekkefølgen ble ikke lagret. Last siden på nytt, og prøv igjen.";
    location.reload();
    return false;
  } finally {
    isSending = false;
  }
};

const tell = (key) => {
  const moved = document.querySelector(`[data-case="${key}"]`);
  const number = moved?.querySelector(".section-number")?.textContent ?? "";
  said.textContent = moved ? `${moved.querySelector("h3 a").textContent} er nå sak ${number}.` : "";
  return moved;
};

// The arrows, in place. The focus stays on the same arrow of the same case, or goes to the other where it cannot go on.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest(".agenda[data-order] .move");
  if (!form) return;
  event.preventDefault();
  if (isSending) return;
  const key = form.closest("[data-case]").dataset.case;
  const direction = event.submitter.value;
  await send(form.action, { direction });
  const moved = tell(key);
  const same = moved?.querySelector(`.move button[value="${direction}"]`);
  (same && !same.disabled ? same : moved?.querySelector(".move button:not(:disabled)"))?.focus();
});

const makeDraggable = () => {
  for (const one of cases()) one.draggable = true;
};

document.addEventListener("dragstart", (event) => {
  const one = event.target.closest?.("[data-case]");
  // A link that is dragged is a link, and no case.
  if (!one || event.target !== one) return;
  dragged = one;
  one.classList.add("is-dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", one.querySelector("h3 a").textContent);
});

document.addEventListener("dragover", (event) => {
  const over = event.target.closest?.("[data-case]");
  if (!dragged || !agenda()?.contains(event.target)) return;
  event.preventDefault();
  if (!over || over === dragged) return;
  const box = over.getBoundingClientRect();
  over[event.clientY > box.top + box.height / 2 ? "after" : "before"](dragged);
});

document.addEventListener("drop", (event) => {
  if (dragged) event.preventDefault();
});

document.addEventListener("dragend", async () => {
  if (!dragged) return;
  const key = dragged.dataset.case;
  dragged.classList.remove("is-dragged");
  dragged = null;
  await send(agenda().dataset.order, { order: cases().map((one) => one.dataset.case).join(",") });
  tell(key);
});

makeDraggable();
