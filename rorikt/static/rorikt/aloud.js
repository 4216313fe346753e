// A text read aloud by a voice of the device, paragraph by paragraph, tables row by row with their heads. Nothing is sent
// anywhere: only voices that the device has itself are used. What is said of a figure stands in spoken.js.

(() => {
  const opener = document.querySelector("[data-aloud-open]");
  const voices = globalThis.speechSynthesis;
  if (!opener || !voices || !globalThis.SpeechSynthesisUtterance) return;
  opener.hidden = false;

  const TEXTS = "[data-aloud], article.document";
  const BLOCKS = "h1, h2, h3, h4, h5, h6, p, li, dt, dd, figcaption, caption, tr";
  const NOT_READ = "nav, form, dialog, template, noscript, [data-not-aloud], [hidden], .actions, .table-note.source, .aloud-bar, .ease-tools, details:not([open]):not(.page-text)";
  const NOT_SAID = "button:not(.term), sup.note, svg, img, .explanation, [popover], [aria-hidden=true], [data-not-aloud], input, select, textarea, script, style, .visually-hidden";
  const SPEEDS = [["0.8", "Langsom"], ["1", "Vanlig"], ["1.25", "Rask"], ["1.5", "Raskere"]];
  const NO_VOICE = "Denne enheten har ingen norsk stemme. Last ned en i innstillingene for tilgjengelighet og opplest innhold, og prøv igjen.";
  const ONLY_REMOTE = "Nettleseren har bare norske stemmer som sender teksten til en tjener, og de brukes ikke her. Last ned en norsk stemme på enheten, og prøv igjen.";
  const HOW = "Trykk på et avsnitt for å høre derfra, eller gå til det med Tab og trykk Enter.";

  let bar = null;
  let blocks = [];
  let at = -1;
  let part = 0;
  let voice = null;
  let current = null;
  let isPlaying = false;

  // What is read

  const plain = (element, without = NOT_SAID) => {
    const copy = element.cloneNode(true);
    for (const one of copy.querySelectorAll(without)) one.remove();
    return copy.textContent.replace(/\s+/g, " ").trim();
  };

  // The heads over each column of a table, those of its group first.
  const headsOf = (table) => {
    const grid = [];
    [...(table.tHead?.rows ?? [])].forEach((row, index) => {
      grid[index] ??= [];
      let column = 0;
      for (const cell of row.cells) {
        while (grid[index][column] !== undefined) column += 1;
        for (let down = 0; down < cell.rowSpan; down += 1) {
          for (let right = 0; right < cell.colSpan; right += 1) (grid[index + down] ??= [])[column + right] = down ? "" : plain(cell);
        }
      }
    });
    return (column) => grid.map((row) => row[column]).filter(Boolean).join(", ");
  };

  const saidOfRow = (row) => {
    const head = headsOf(row.closest("table"));
    const said = [];
    let column = 0;
    for (const cell of row.cells) {
      const text = plain(cell);
      const name = column === 0 ? "" : head(column);
      if (text) said.push(name ? `${name}: ${text === "–" ? "ingen verdi" : text}` : text);
      column += cell.colSpan;
    }
    return said.join(". ");
  };

  const saidOf = (element) => (element.matches("tr") ? saidOfRow(element) : plain(element, `${NOT_SAID}, ul, ol, p, table`));

  const isShown = (element) => element.getClientRects().length > 0 || element.closest("details.page-text");

  const gather = () => {
    const texts = [...document.querySelectorAll(TEXTS)];
    return (texts.length ? texts : [document.querySelector("main")])
      .flatMap((text) => [...text.querySelectorAll(BLOCKS)])
      .filter((one) => !one.closest(NOT_READ) && !one.closest("thead") && isShown(one) && !(one.matches("p, li") && one.closest("td, th")))
      .map((element) => ({ element, text: saidOf(element) }))
      .filter((block) => block.text);
  };

  // The voice

  const isNorwegian = (one) => /^(nb|no|nn)\b/i.test(one.lang);
  const known = () =>
    new Promise((found) => {
      if (voices.getVoices().length) return found(voices.getVoices());
      const give = () => found(voices.getVoices());
      voices.addEventListener("voiceschanged", give, { once: true });
      setTimeout(give, 1500);
    });
  const findVoice = async () => {
    const norwegian = (await known()).filter(isNorwegian);
    const own = norwegian.filter((one) => one.localService);
    const order = (one) => ["nb", "no", "nn"].indexOf(one.lang.slice(0, 2).toLowerCase());
    voice = own.sort((one, other) => order(one) - order(other))[0] ?? null;
    return voice ? "" : norwegian.length ? ONLY_REMOTE : NO_VOICE;
  };

  // Reading

  const tell = (text) => {
    bar.querySelector("p").textContent = text;
  };

  const hush = () => {
    current = null;
    voices.cancel();
  };

  const mark = () => {
    document.querySelector(".is-aloud")?.classList.remove("is-aloud");
    const block = blocks[at]?.element;
    if (!block) return;
    block.classList.add("is-aloud");
    const fold = block.closest("details");
    if (fold) fold.open = true;
    const { top, bottom } = block.getBoundingClientRect();
    if (top < 16 || bottom > innerHeight - 150) {
      const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      block.scrollIntoView({ block: bottom - top > innerHeight / 2 ? "start" : "center", behavior: isCalm ? "auto" : "smooth" });
    }
  };

  const showState = () => {
    const play = bar.querySelector("[data-act=play]");
    play.textContent = isPlaying ? "Pause" : "Les";
  };

  const say = () => {
    const block = blocks[at];
    if (!block) return finish("Teksten er lest.");
    block.parts ??= Spoken.sentences(block.text);
    if (part >= block.parts.length) return go(at + 1);
    const words = new SpeechSynthesisUtterance(block.parts[part]);
    Object.assign(words, { lang: "nb-NO", voice, rate: Number(document.documentElement.dataset.aloudSpeed) || 1 });
    words.onend = () => {
      if (current !== words) return;
      part += 1;
      say();
    };
    words.onerror = (event) => {
      if (current !== words || ["interrupted", "canceled"].includes(event.error)) return;
      finish("Stemmen svarte ikke. Prøv igjen, eller velg en annen stemme i innstillingene på enheten.");
    };
    current = words;
    voices.speak(words);
  };

  const go = (to) => {
    hush();
    if (to >= blocks.length) return finish("Teksten er lest.");
    at = Math.max(to, 0);
    part = 0;
    mark();
    if (isPlaying) setTimeout(say, 50); // some browsers lose what is said right after a halt
  };

  const play = async () => {
    isPlaying = true;
    showState();
    const lacks = voice ? "" : await findVoice();
    if (lacks) return finish(lacks);
    if (!isPlaying) return;
    tell(HOW);
    if (at < 0) at = first();
    mark();
    hush();
    setTimeout(say, 50);
  };

  const pause = () => {
    isPlaying = false;
    hush();
    showState();
  };

  const finish = (text) => {
    pause();
    if (at >= blocks.length - 1) [at, part] = [-1, 0];
    tell(text);
  };

  const close = () => {
    pause();
    document.querySelector(".is-aloud")?.classList.remove("is-aloud");
    for (const { element, hadStop } of blocks) {
      element.classList.remove("aloud-block");
      if (!hadStop) element.removeAttribute("tabindex");
    }
    bar.hidden = true;
    document.body.classList.remove("has-aloud");
    at = -1;
    opener.focus();
  };

  // Where one is: at what is selected, has the focus or was linked to, or else what is seen first.
  const indexOf = (node) => {
    const element = node?.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    return blocks.findIndex((block) => block.element.contains(element));
  };
  const first = () => {
    const selection = getSelection();
    const asked = [selection?.isCollapsed ? null : selection?.anchorNode, document.activeElement, document.querySelector(":target")];
    const found = asked.filter((one) => one && one !== document.body).map(indexOf).find((index) => index >= 0);
    const seen = blocks.findIndex((block) => block.element.getBoundingClientRect().bottom > 8);
    return found ?? Math.max(seen, 0);
  };

  const button = (act, text, acted) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "ds-button", textContent: text });
    made.dataset.act = act;
    made.dataset.size = "sm";
    if (act !== "play") made.dataset.variant = act === "close" ? "tertiary" : "secondary";
    made.addEventListener("click", acted);
    return made;
  };

  const build = () => {
    const made = document.createElement("div");
    made.className = "aloud-bar";
    made.setAttribute("role", "region");
    made.setAttribute("aria-label", "Opplesing");
    const said = document.createElement("p");
    said.setAttribute("role", "status");
    const label = Object.assign(document.createElement("label"), { textContent: "Fart " });
    const speed = document.createElement("select");
    speed.append(...SPEEDS.map(([value, text]) => new Option(text, value)));
    speed.value = document.documentElement.dataset.aloudSpeed;
    speed.addEventListener("change", () => {
      document.documentElement.dataset.aloudSpeed = speed.value;
      if (isPlaying) play();
    });
    addEventListener("looks-chosen", () => (speed.value = document.documentElement.dataset.aloudSpeed));
    label.append(speed);
    made.append(
      said,
      button("back", "Forrige avsnitt", () => go(at < 0 ? first() : at - 1)),
      button("play", "Les", () => (isPlaying ? pause() : play())),
      button("on", "Neste avsnitt", () => go(at < 0 ? first() : at + 1)),
      label,
      button("close", "Avslutt", close),
    );
    made.addEventListener("keydown", (event) => event.key === "Escape" && close());
    document.body.append(made);
    return made;
  };

  const readFrom = (event) => {
    if (!bar || bar.hidden || event.defaultPrevented) return;
    const isKey = event.type === "keydown";
    if (isKey && (event.key !== "Enter" || !event.target.matches(".aloud-block"))) return;
    if (!isKey && (event.target.closest("a, button, input, select, textarea, summary, label, dialog, .aloud-bar") || !getSelection().isCollapsed)) return;
    const index = indexOf(event.target);
    if (index < 0) return;
    if (isKey) event.preventDefault();
    [at, part, isPlaying] = [index, 0, true];
    play();
  };
  document.addEventListener("click", readFrom);
  document.addEventListener("keydown", readFrom);

  opener.addEventListener("click", () => {
    const asked = document.activeElement;
    bar ??= build();
    bar.hidden = false;
    document.body.classList.add("has-aloud");
    blocks = gather();
    at = first();
    if (asked) bar.querySelector("[data-act=play]").focus();
    for (const block of blocks) {
      block.hadStop = block.element.hasAttribute("tabindex");
      block.element.classList.add("aloud-block");
      if (!block.hadStop) block.element.tabIndex = 0;
    }
    play();
  });
  addEventListener("pagehide", hush);
})();
