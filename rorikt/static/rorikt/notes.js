// Notes at the paragraphs of a paper, and of a case, an attachment or a meeting. They are saved as they are written, by
// saving.js, which keeps them in the browser first: a new note gets its number here, so that it works without a network.
// What was left unsent by a page that is gone is put back where it was written.
(() => {
  const template = document.getElementById("note-template");
  const article = document.querySelector("article.document");
  const NOBODY = "00000000-0000-0000-0000-000000000000";
  const NOTE = /\/notater\/([0-9a-f-]{36})\/lagre\/$/;
  // crypto.randomUUID is only there over https.
  const newNumber = () => "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) => (+digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+digit / 4)))).toString(16));
  const inOneLine = (text) => text.replace(/\s+/g, " ").trim();
  const short = (text, most = 50) => (text.length > most ? `${text.slice(0, most)} …` : text);
  const formOf = (url) => [...document.querySelectorAll(".note-form")].find((form) => new URL(form.action).pathname === url);
  const field = (form, name) => form.elements.namedItem(name);
  const tellSaving = (control) => control.dispatchEvent(new Event("input", { bubbles: true }));
  const make = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  // A card of a new note, or of one that was not sent. `fields` are those of its form.

  function card(number, fields) {
    const made = template.content.firstElementChild.cloneNode(true);
    for (const one of [made, ...made.querySelectorAll("*")]) for (const { name, value } of [...one.attributes]) {
      if (value.includes(NOBODY)) one.setAttribute(name, value.replaceAll(NOBODY, number));
    }
    made.id = `notat-${number}`;
    const form = made.querySelector("form");
    for (const [name, value] of Object.entries(fields)) {
      const control = field(form, name);
      if (control?.type === "checkbox") control.checked = value === true || value === "on";
      else if (control && value) control.value = value;
    }
    field(form, "csrfmiddlewaretoken").value = document.querySelector("main [name=csrfmiddlewaretoken]")?.value ?? "";
    field(form, "back").value = location.pathname;
    if (fields.quote) {
      made.querySelector(".note-quote").hidden = false;
      made.querySelector(".note-quote mark").textContent = fields.quote;
    }
    for (const one of made.querySelectorAll("[data-note-stored]")) one.hidden = !fields.seen;
    for (const one of made.querySelectorAll("[data-without-script]")) one.hidden = true;
    return made;
  }

  function put(made, fields) {
    const block = fields.block && document.getElementById(`b-${fields.block}`);
    const section = fields.section && article?.querySelector(`[data-section="${CSS.escape(fields.section)}"], section#${CSS.escape(fields.section)}`);
    if (block) {
      block.before(made);
      offerParts(made, block, fields);
    } else if (section) section.querySelector("h2, h3, h4, h5, h6").after(made);
    else {
      const loose = document.querySelector("[data-loose-notes]");
      loose.append(made);
      loose.closest("section").hidden = false;
    }
  }

  function begin(fields, { isUnderlining = false } = {}) {
    const made = card(newNumber(), fields);
    put(made, fields);
    const form = made.querySelector("form");
    if (fields.quote) {
      underline(document.getElementById(`b-${fields.block}`), fields.quote);
      tellSaving(field(form, "quote"));
    }
    if (isUnderlining) {
      made.querySelector("details").open = false;
      made.querySelector("summary").textContent = `Understreket: ${short(fields.quote)}`;
    } else field(form, "text").focus();
  }

  // What of a table or a paragraph the note is of: a cell, or a figure. It is settled when the note is stored.

  function offerParts(made, block, fields) {
    const options = [["", "Hele avsnittet"]];
    const table = block.querySelector("table");
    if (table) {
      options[0][1] = "Hele tabellen";
      for (const [row, column, value] of cellsOf(table)) options.push([JSON.stringify({ row, column }), `${row}, ${column}: ${value}`]);
    } else for (const one of block.querySelectorAll("[data-figure]")) options.push([JSON.stringify({ figure: one.dataset.figure }), `Tallet ${one.textContent}`]);
    if (options.length === 1 || fields.quote || fields.seen) return;
    const select = made.querySelector(".note-about select"), form = made.querySelector("form");
    select.append(...options.map(([value, text]) => new Option(text, value)));
    const chosen = JSON.stringify(fields.figure ? { figure: fields.figure } : { row: fields.row, column: fields.column });
    if (options.some(([value]) => value === chosen)) select.value = chosen;
    select.addEventListener("change", () => {
      const of = { row: "", column: "", figure: "", ...JSON.parse(select.value || "{}") };
      for (const [name, value] of Object.entries(of)) field(form, name).value = value;
      if (field(form, "text").value) tellSaving(field(form, "text"));
    });
    made.querySelector(".note-about").hidden = false;
  }

  function columnsOf(table) {
    const [first, second] = table.tHead?.rows ?? [];
    const below = [...(second?.cells ?? [])].map((one) => inOneLine(one.textContent));
    return [...(first?.cells ?? [])].flatMap((one) => (one.scope === "colgroup" ? below.splice(0, one.colSpan).map((label) => `${inOneLine(one.textContent)}: ${label}`) : [inOneLine(one.textContent)]));
  }

  function cellsOf(table) {
    const columns = columnsOf(table);
    return [...table.querySelectorAll("tbody tr, tfoot tr")].flatMap((row) => [...row.cells].slice(1).map((cell, place) => [inOneLine(row.cells[0].textContent), columns[place + 1] ?? "", inOneLine(cell.textContent)]));
  }

  // The words in the text, wherever they stand in its bold text and its links: as meetings/paragraphs/underlining.py.

  function underline(block, quote) {
    if (!block) return;
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT), places = [];
    let said = "";
    for (let node = walker.nextNode(); node; node = walker.nextNode()) [...node.data].forEach((sign, offset) => {
      const isSpace = /\s/.test(sign);
      if (isSpace && (!said || said.endsWith(" "))) return;
      said += isSpace ? " " : sign;
      places.push([node, offset]);
    });
    const start = said.indexOf(quote);
    if (start < 0) return;
    const byNode = Map.groupBy ? Map.groupBy(places.slice(start, start + quote.length), ([node]) => node) : places.slice(start, start + quote.length).reduce((all, one) => all.set(one[0], [...(all.get(one[0]) ?? []), one]), new Map());
    for (const [node, found] of byNode) {
      const words = node.splitText(found[0][1]);
      words.splitText(found.at(-1)[1] + 1 - found[0][1]);
      const mark = make("mark", { className: "underlined" });
      words.replaceWith(mark);
      mark.append(words);
    }
  }

  // The button at a paragraph: where the pointer is, where somebody taps, at what is marked, or at all of them.

  const blockOf = (node) => (node?.nodeType === 1 ? node : node?.parentElement)?.closest("article.document [data-id]");
  const placeOf = (block) => ({ block: block.dataset.id, section: block.closest("[data-section]")?.dataset.section ?? block.closest("section")?.id ?? "" });
  const cellAt = (target) => {
    const cell = target.closest?.("td"), table = cell?.closest("table");
    return table ? { row: inOneLine(cell.parentElement.cells[0].textContent), column: columnsOf(table)[cell.cellIndex] ?? "" } : {};
  };
  let current = null, marked = "", isAtAll = false;
  const menu = make("div", { className: "note-menu", hidden: true });
  const noteButton = make("button", { type: "button", textContent: "Notat" });
  const underlineButton = make("button", { type: "button", textContent: "Understrek" });
  menu.setAttribute("role", "group");
  menu.setAttribute("aria-label", "Noter ved avsnittet");
  menu.append(noteButton, underlineButton);

  function show(block, { below = null, quote = "", cell = {} } = {}) {
    current = { ...placeOf(block), ...cell, quote };
    marked = quote;
    underlineButton.hidden = !quote;
    const frame = article.getBoundingClientRect(), of = (below ?? block).getBoundingClientRect();
    menu.hidden = false;
    const top = below ? of.bottom + 6 : of.top - menu.offsetHeight;
    menu.style.top = `${Math.max(0, top - frame.top)}px`;
    menu.style.insetInlineEnd = "0";
  }
  const hide = () => { menu.hidden = true; };

  function selection() {
    const chosen = document.getSelection();
    if (!chosen || chosen.isCollapsed || !chosen.rangeCount) return null;
    const block = blockOf(chosen.anchorNode), quote = inOneLine(chosen.toString());
    if (!block || block !== blockOf(chosen.focusNode) || !quote || quote.length > 1000) return null;
    return inOneLine(block.textContent).includes(quote) ? { block, quote, range: chosen.getRangeAt(0) } : null;
  }

  function buttonsAtAll(on) {
    isAtAll = on;
    for (const one of document.querySelectorAll(".note-here")) one.remove();
    if (on) for (const block of article.querySelectorAll("[data-id]")) {
      const named = `Nytt notat: ${short(inOneLine(block.getAttribute("aria-label") ?? block.textContent), 40)}`;
      const button = make("button", { type: "button", className: "note-here", textContent: "Notat" });
      button.setAttribute("aria-label", named);
      button.addEventListener("click", () => begin(placeOf(block)));
      block.before(button);
    }
    if (on) hide();
  }

  function followPointer() {
    article.append(menu);
    let waiting = 0;
    article.addEventListener("mouseover", (event) => {
      const block = blockOf(event.target);
      if (block && !isAtAll && !selection() && !event.target.closest(".note, .note-menu")) show(block, { cell: cellAt(event.target) });
    });
    article.addEventListener("click", (event) => {
      const block = blockOf(event.target);
      if (block && !isAtAll && !selection() && !event.target.closest("a, button, input, select, textarea, summary, .note, .note-menu")) show(block, { cell: cellAt(event.target) });
    });
    document.addEventListener("selectionchange", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        const found = selection();
        if (found) show(found.block, { below: found.range, quote: found.quote });
      }, 200);
    });
    menu.addEventListener("pointerdown", (event) => event.preventDefault()); // what is marked stays marked
    noteButton.addEventListener("click", () => { hide(); begin({ ...current, quote: marked }); });
    underlineButton.addEventListener("click", () => { hide(); document.getSelection().removeAllRanges(); begin({ ...current, quote: marked }, { isUnderlining: true }); });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });

    const toggle = document.querySelector("[data-note-buttons]");
    if (!toggle) return;
    const KEPT = "rorikt-note-buttons";
    const set = (on) => { toggle.setAttribute("aria-pressed", on); buttonsAtAll(on); };
    toggle.hidden = false;
    let kept = null;
    try { kept = localStorage.getItem(KEPT); } catch { /* a browser that keeps nothing */ }
    if (kept) set(true);
    toggle.addEventListener("click", () => {
      const on = toggle.getAttribute("aria-pressed") !== "true";
      set(on);
      try { on ? localStorage.setItem(KEPT, "on") : localStorage.removeItem(KEPT); } catch { /* as above */ }
    });
  }

  // Deleting, which can be taken back as long as the page is open

  function remove(form) {
    const note = form.closest(".note"), rest = note.querySelector("details") ?? form;
    const isEmpty = !field(form, "seen").value && !field(form, "text").value && !field(form, "quote").value;
    if (isEmpty) return note.remove();
    const back = make("button", { type: "button", className: "ds-button", textContent: "Angre" });
    const told = make("p", {}, "Notatet er slettet. ", back);
    told.setAttribute("role", "status");
    back.dataset.variant = "tertiary";
    field(form, "is_deleted").value = "on";
    tellSaving(field(form, "is_deleted"));
    rest.hidden = true;
    note.append(told);
    back.focus();
    back.addEventListener("click", () => {
      field(form, "is_deleted").value = "";
      tellSaving(field(form, "is_deleted"));
      told.remove();
      rest.hidden = false;
      field(form, "text").focus();
    });
  }

  // With saving.js

  document.addEventListener("rorikt:left", ({ detail }) => {
    if (!template) return;
    for (const change of detail) {
      const number = change.url.match(NOTE)?.[1], fields = Object.fromEntries(change.fields);
      if (!number || formOf(change.url) || change.page !== location.pathname || fields.is_deleted) continue;
      put(card(number, fields), fields);
      if (fields.quote) underline(document.getElementById(`b-${fields.block}`), fields.quote);
    }
  });
  document.addEventListener("rorikt:stored", ({ detail }) => {
    const form = NOTE.test(detail.url ?? "") && formOf(detail.url);
    if (!form) return;
    form.querySelector(".note-said").textContent = detail.answer.told ?? (field(form, "is_deleted").value ? "" : `Lagret ${detail.answer.at}`);
    const note = form.closest(".note");
    for (const one of note.querySelectorAll("[data-note-stored]")) one.hidden = false;
    const about = note.querySelector(".note-about select");
    if (about) about.disabled = true;
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-note-delete]")) {
      event.preventDefault();
      remove(event.target.closest("form"));
    } else if (event.target.closest?.("[data-new-note]") && template && document.querySelector("[data-loose-notes]")) {
      event.preventDefault();
      begin({});
    }
  });
  if (article && template) followPointer();
})();
