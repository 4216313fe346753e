// Before a session is over for want of anything done, the person is asked, and goes on by one touch. What is written
// stays on the page whatever is answered: saving.js keeps it, and asks for a log-in where it is.

const { session: address, idle } = document.body.dataset;
const BEFORE = 2 * 60; // seconds in which to answer
const LOOK = 60; // and how often it is looked whether another window has done something meanwhile

let box = null, ends = 0;

async function look(method = "GET") {
  const answer = await fetch(address, { method, cache: "no-store", redirect: "manual", headers: { "X-CSRFToken": token() } }).catch(() => null);
  if (answer?.type === "opaqueredirect") return over();
  const left = answer?.ok ? await answer.json() : null;
  const seconds = left ? Math.min(left.idle, left.whole) : LOOK + BEFORE;
  if (seconds > BEFORE) {
    box?.remove();
    box = null;
    setTimeout(look, (seconds - BEFORE) * 1000);
  } else {
    ends = Date.now() + seconds * 1000;
    ask(left.whole > left.idle);
    setTimeout(look, Math.min(LOOK, seconds + 1) * 1000);
  }
}

function ask(goesOn) {
  const minutes = Math.max(1, Math.round((ends - Date.now()) / 60000));
  const when = minutes === 1 ? "om et minutt" : `om ${minutes} minutter`;
  tell(goesOn ? `Du blir logget ut ${when}, fordi det ikke har skjedd noe på en stund.` : `Du blir logget ut ${when}. Lagre det du holder på med, og logg inn igjen.`);
  if (!goesOn || box.querySelector("button")) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "ds-button";
  button.textContent = "Fortsett å være logget inn";
  button.addEventListener("click", () => { button.remove(); look("POST"); });
  box.append(button);
}

function over() {
  tell("Du er logget ut. Det du har skrevet på denne siden, er her fortsatt.");
  box.querySelector("button")?.remove();
  if (box.querySelector("a")) return;
  const link = document.createElement("a");
  link.href = document.body.dataset.logIn;
  link.target = "_blank";
  link.textContent = "Logg inn i et nytt vindu";
  box.append(link);
}

function tell(text) {
  if (!box) {
    box = document.createElement("div");
    box.className = "session-warning ds-alert";
    box.dataset.color = "warning";
    box.setAttribute("role", "alert");
    box.append(document.createElement("p"));
    document.body.append(box);
  }
  const line = box.querySelector("p");
  if (line.textContent !== text) line.textContent = text;
}

const token = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]*)/)?.[1] ?? "";

if (address) setTimeout(look, Math.max(LOOK, idle - BEFORE) * 1000);
