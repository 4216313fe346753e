// A register that is written in like a spreadsheet. What is written is sent by saving.js, one change at a time, and
// answered as meetings/grid/changing.py tells; the texts of what could not be stored lie in localStorage until the
// person has settled them.
//
// Each box (a td) has: { row, column, part, index, stored, sent, waiting, typed, why, now, note }. `stored` is what the person has seen
// stored; `typed` what they have written that is not (null where nothing is); `sent` the texts that wait for an answer,
// `waiting` how many; `why` it was not stored, and `now` what another has written there. `note` is told at the box.

(() => {
  const root = document.querySelector("[data-sheet]");
  if (!root) return;
  const table = root.querySelector("table"), body = table.tBodies[0];
  const { url, suggestions, rowUrl, label: title } = root.dataset;
  const isLastPage = "last" in root.dataset;
  const KEPT = `rorikt-sheet:${document.body.dataset.person}:${url}`;
  const MOST_BOXES = 400, MOST_TEXT = 200000; // in one change
  const heads = [...table.tHead.querySelectorAll("th[data-place]")].sort((one, other) => one.dataset.place - other.dataset.place);
  const columns = heads.map((head) => ({ pk: Number(head.dataset.column), part: head.dataset.part, kind: head.dataset.kind, label: head.dataset.label, isNumber: head.classList.contains("number"), choices: root.querySelector(`[data-choices="${head.dataset.column}"]`)?.content.firstElementChild }));
  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const button = (text, does, label) => {
    const made = element("button", { type: "button", className: "ds-button", textContent: text });
    made.dataset.variant = "secondary";
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", does);
    return made;
  };
  // crypto.randomUUID is only there over https.
  const newUuid = () => "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) => (+digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+digit / 4)))).toString(16));
  const said = root.querySelector("[data-said]");
  const say = (text) => { said.textContent = ""; setTimeout(() => { said.textContent = text; }, 50); };
  const boxes = new WeakMap();
  const its = (td) => boxes.get(td);

  // Rows

  const rows = () => [...body.rows].filter((row) => !row.hidden);
  const numberOf = (row) => row.cells[0].textContent.trim();
  const headOf = (row) => (row.isBlank ? "ny rad" : `rad ${numberOf(row)}`);
  const rowOf = (uuid) => [...body.rows].find((row) => row.dataset.row === uuid);
  const boxAt = (uuid, column, part) => rowOf(uuid)?.cells[columns.findIndex((one) => one.pk === column && one.part === part) + 1];

  function takeRow(row) {
    columns.forEach((column, index) => {
      const td = row.cells[index + 1];
      boxes.set(td, { row: row.dataset.row, column: column.pk, part: column.part, index, stored: td.firstElementChild.textContent, sent: [], waiting: 0, typed: null, why: null, now: null, note: null });
      td.tabIndex = -1;
    });
    const link = row.cells[0].querySelector("a");
    if (link) link.tabIndex = -1;
    else row.cells[0].tabIndex = -1;
  }

  function addBlank(uuid = newUuid()) {
    const row = element("tr", { className: "is-new" }, element("th", { scope: "row", textContent: "Ny" }));
    row.dataset.row = uuid;
    row.isBlank = true;
    for (const column of columns) row.append(element("td", { className: column.isNumber ? "number" : "" }, element("div", { className: "box" })));
    body.append(row);
    takeRow(row);
    count();
    return row;
  }
  const blankRow = () => rows().findLast((row) => row.isBlank && !row.isBegun);

  // A blank row that something is written in is a row, and leaves room for the next.
  function begin(row) {
    if (!row.isBlank || row.isBegun) return;
    row.isBegun = true;
    if (isLastPage && !blankRow()) addBlank();
  }

  function isThere(row, changed) {
    row.dataset.changed = changed;
    if (!row.isBlank) return;
    row.isBlank = false;
    row.classList.remove("is-new");
    const numbers = [...body.rows].filter((one) => !one.isBlank && one !== row).map((one) => Number(numberOf(one)) || 0);
    const number = Math.max(0, ...numbers) + 1;
    const link = element("a", { href: rowUrl.replace("00000000-0000-0000-0000-000000000000", row.dataset.row), textContent: number, tabIndex: -1 });
    link.setAttribute("aria-label", `Rad ${number}`);
    row.cells[0].removeAttribute("tabindex");
    row.cells[0].replaceChildren(link);
  }

  const counted = document.querySelector("[data-count]"), elsewhere = Number(counted.dataset.count) - body.rows.length;
  function count() {
    const lines = table.tHead.rows.length;
    table.setAttribute("aria-rowcount", lines + rows().length);
    const total = elsewhere + rows().filter((row) => !row.isBlank).length;
    counted.textContent = `${total} ${total === 1 ? "rad" : "rader"}`;
    rows().forEach((row, index) => {
      row.setAttribute("aria-rowindex", lines + index + 1);
      [...row.cells].forEach((cell, place) => cell.setAttribute("aria-colindex", place + 1));
    });
  }

  // Boxes

  const shownIn = (it) => it.typed ?? it.stored;
  const labelOf = (td) => `${columns[its(td).index].label}, ${headOf(td.parentElement)}`;

  function show(td) {
    const it = its(td), text = shownIn(it), box = td.firstElementChild;
    const option = [...(columns[it.index].choices?.options ?? [])].find((one) => one.value === text && text);
    box.textContent = option ? "" : text;
    if (option) {
      const tag = element("span", { className: "ds-tag", textContent: text });
      tag.dataset.color = option.dataset.tone;
      box.append(tag);
    }
    td.classList.toggle("is-unsent", it.waiting > 0);
    td.querySelector(":scope > .at-cell")?.remove();
    td.removeAttribute("aria-invalid");
    td.removeAttribute("aria-describedby");
    if (!it.why && !it.note) return;
    const id = `ved-${it.row}-${it.column}-${it.part}`;
    const told = element("div", { className: "at-cell", id }, element("p", { textContent: it.why ?? it.note }));
    if (it.why) td.setAttribute("aria-invalid", "true");
    td.setAttribute("aria-describedby", id);
    const of = labelOf(td);
    if (it.why && it.now !== null) told.append(
      element("p", {}, element("strong", { textContent: "Ditt" })), element("blockquote", { textContent: text || "(tomt)" }),
      element("p", {}, element("strong", { textContent: "Lagret" })), element("blockquote", { textContent: it.now || "(tomt)" }),
      element("div", { className: "actions" },
        button("Bruk mitt", () => choose(td, true), `Bruk mitt i ${of}`), button("Bruk det som er lagret", () => choose(td, false), `Bruk det som er lagret i ${of}`)));
    else if (it.why) told.append(element("div", { className: "actions" }, button("Forkast", () => choose(td, false), `Forkast det jeg skrev i ${of}`)));
    td.append(told);
  }

  function choose(td, isMine) {
    const it = its(td), mine = it.typed;
    if (it.now !== null) it.stored = it.now;
    Object.assign(it, { typed: null, why: null, now: null });
    show(td);
    keep();
    place(td);
    if (isMine) write([[td, mine]]);
    else say(`${labelOf(td)}: ${it.stored || "tomt"}`);
  }

  // Sending. An entry of what can be undone: { boxes: [{ row, column, part, before, after }], made: [], removed: [] }.

  const undone = [], done = [];
  const sent = new Map(); // by the number of the change

  const isSame = (one, other) => one.row === other.row && one.column === other.column && one.part === other.part;

  function write(typed, { isNew = true } = {}) {
    const changed = typed.filter(([td, text]) => text !== shownIn(its(td)) || its(td).why);
    if (!changed.length) return;
    const entry = { boxes: [], made: [], removed: [] };
    const told = changed.map(([td, text]) => {
      const it = its(td), row = td.parentElement;
      const before = it.why ? it.stored : shownIn(it);
      if (row.isBlank && !row.isBegun) entry.made.push(it.row);
      begin(row);
      entry.boxes.push({ row: it.row, column: it.column, part: it.part, before, after: text });
      return [it.row, it.column, it.part, text, it.stored, [...it.sent], td];
    });
    send(told, entry);
    if (isNew) remember(entry);
  }

  function send(told, entry, more = {}) {
    for (const [, , , text, , , td] of told) {
      if (!td) continue;
      const it = its(td);
      Object.assign(it, { typed: text, why: null, now: null, waiting: it.waiting + 1, sent: [...it.sent, text] });
      show(td);
    }
    let part = [], size = 0;
    const parts = [];
    for (const one of told) {
      if (part.length && (part.length >= MOST_BOXES || size + one[3].length > MOST_TEXT)) { parts.push(part); part = []; size = 0; }
      part.push(one);
      size += one[3].length;
    }
    parts.push(part);
    parts.forEach((some, index) => {
      const change = { cells: some.map((one) => one.slice(0, 6)), ...(index === 0 ? more : {}) };
      const made = [...new Set(some.map(([uuid]) => uuid).filter((uuid) => rowOf(uuid)?.isBlank))];
      const detail = { url, label: title, fields: [["change", JSON.stringify(change)]], shown: some.map((one) => one[3]).join("\n"), made };
      document.dispatchEvent(new CustomEvent("rorikt:send", { detail }));
      sent.set(detail.number, { cells: change.cells, remove: (change.remove ?? []).map(([uuid]) => uuid), restore: change.restore ?? [], entry });
    });
    keep();
  }

  function remember(entry) {
    done.push(entry);
    undone.length = 0;
    buttons();
  }

  // By another's later change nothing is undone: what is written back says what it was written after.
  function go(entry, isBack) {
    const away = isBack ? entry.made : entry.removed, back = isBack ? entry.removed : entry.made;
    const made = new Set(entry.made);
    // A row of which nothing could be stored is only here: it is written anew.
    const isOnlyHere = (uuid) => rowOf(uuid)?.isBlank && !columns.some((one) => its(boxAt(uuid, one.pk, one.part)).waiting);
    const told = entry.boxes.filter((one) => !made.has(one.row) || (!isBack && isOnlyHere(one.row))).map((one) => {
      const [text, seen] = isBack ? [one.before, one.after] : [one.after, one.before];
      return [one.row, one.column, one.part, text, seen, [seen], boxAt(one.row, one.column, one.part)];
    });
    const [gone, restored] = [away, back].map((some) => some.filter((uuid) => !isOnlyHere(uuid)));
    for (const uuid of away) if (rowOf(uuid)) rowOf(uuid).hidden = true;
    for (const uuid of back) if (rowOf(uuid)) rowOf(uuid).hidden = false;
    send(told, entry, { remove: gone.map((uuid) => [uuid, rowOf(uuid)?.dataset.changed ?? null]), restore: restored });
    const first = told.find(([, , , , , , td]) => td)?.[6] ?? rowOf(back[0])?.cells[1];
    if (first) place(first);
    else if (current.row !== "head" && current.row.hidden) place(near(current.row).cells[1]);
    count();
  }
  const near = (row) => {
    const all = [...body.rows], from = all.indexOf(row);
    return all.slice(from).find((one) => !one.hidden) ?? rows().at(-1) ?? body.rows[0];
  };

  function undo() {
    const entry = done.pop();
    if (!entry) return;
    undone.push(entry);
    go(entry, true);
    buttons();
    say("Angret.");
  }
  function redo() {
    const entry = undone.pop();
    if (!entry) return;
    done.push(entry);
    go(entry, false);
    buttons();
    say("Gjort om igjen.");
  }

  function removeRows() {
    const some = selectedRows().filter((row) => !row.isBlank);
    if (!some.length) return;
    for (const row of some) row.hidden = true;
    count();
    place((near(some[0]) ?? some[0]).cells[Math.max(1, current.index + 1)]);
    const entry = { boxes: [], made: [], removed: some.map((row) => row.dataset.row) };
    send([], entry, { remove: some.map((row) => [row.dataset.row, row.dataset.changed]) });
    remember(entry);
    say(some.length === 1 ? "Raden er tatt bort. Angre med Ctrl + Z." : `${some.length} rader er tatt bort. Angre med Ctrl + Z.`);
  }

  // What became of a change

  function take(change, answer) {
    const faults = new Map(answer.faults.map((one) => [one.slice(0, 3).join(), one]));
    const stored = new Map(answer.stored.map((one) => [one.slice(0, 3).join(), one[3]]));
    for (const [row, column, part, text] of change.cells) {
      const key = [row, column, part].join(), fault = faults.get(key);
      for (const one of change.entry?.boxes ?? []) if (isSame(one, { row, column, part }) && !fault && one.after === text) one.after = stored.get(key) ?? "";
      for (const one of change.entry?.boxes ?? []) if (isSame(one, { row, column, part }) && !fault && one.before === text) one.before = stored.get(key) ?? "";
      const td = boxAt(row, column, part);
      if (!td) { if (fault) astray.push([row, column, part, text, fault[3], fault[4], ""]); continue; }
      const it = its(td);
      it.waiting = Math.max(0, it.waiting - 1);
      if (!fault) it.stored = stored.get(key) ?? "";
      if (it.waiting) continue;
      it.sent = [];
      if (fault) Object.assign(it, { typed: text, why: fault[3], now: fault[4] });
      else Object.assign(it, { typed: null, why: null, now: null });
      show(td);
    }
    for (const [uuid, [was, now]] of Object.entries(answer.rows)) {
      const row = rowOf(uuid);
      if (row && (row.isBlank || row.dataset.changed === was)) isThere(row, now);
    }
    for (const [uuid, why] of Object.entries(answer.refused)) {
      const row = rowOf(uuid);
      if (!row) continue;
      row.hidden = !change.remove.includes(uuid) || why.includes("allerede");
      if (row.hidden) continue;
      its(row.cells[1]).note = why;
      show(row.cells[1]);
    }
    count();
    keep();
    if (faults.size) tellFault(answer);
    else if (answer.told) say(answer.told);
  }

  function tellFault(answer) {
    const [row, column, part, why] = answer.faults[0], td = boxAt(row, column, part);
    say(`${answer.told} ${td ? `${labelOf(td)}: ` : ""}${why}`);
  }

  function refuse(change, reason) {
    take(change, { stored: [], faults: change.cells.map(([row, column, part]) => [row, column, part, reason, null]), rows: {}, refused: {}, told: reason });
    for (const uuid of change.remove) if (rowOf(uuid)) rowOf(uuid).hidden = false;
    if (!change.cells.length) say(reason);
    count();
  }

  document.addEventListener("rorikt:stored", (event) => {
    if (event.detail.url !== url) return;
    event.preventDefault();
    const change = sent.get(event.detail.number);
    sent.delete(event.detail.number);
    if (change) take(change, event.detail.answer);
  });
  document.addEventListener("rorikt:refused", (event) => {
    if (event.detail.url !== url) return;
    event.preventDefault();
    const change = sent.get(event.detail.number);
    sent.delete(event.detail.number);
    if (change) refuse(change, event.detail.reason);
  });

  // What an earlier page has sent, or tried to.
  document.addEventListener("rorikt:left", ({ detail }) => {
    for (const change of detail.filter((one) => one.sheet && one.url === url)) {
      const told = JSON.parse(change.fields[0][1]);
      for (const uuid of change.sheet.made ?? []) if (!rowOf(uuid)) comeBack(uuid);
      const before = { cells: told.cells, remove: (told.remove ?? []).map(([uuid]) => uuid), restore: told.restore ?? [] };
      for (const [row, column, part, text] of told.cells) {
        const td = boxAt(row, column, part);
        if (!td) continue;
        const it = its(td);
        Object.assign(it, { typed: text, waiting: it.waiting + 1, sent: [...it.sent, text] });
        show(td);
      }
      if (change.held) {
        document.dispatchEvent(new CustomEvent("rorikt:drop", { detail: change.order }));
        if (change.held.answer) take(before, change.held.answer);
        else refuse(before, change.held.reason);
      } else {
        for (const uuid of before.remove) if (rowOf(uuid)) rowOf(uuid).hidden = true;
        sent.set(change.number, before);
      }
    }
    count();
  });

  // A row that was begun and is not stored stands above the blank one.
  function comeBack(uuid) {
    if (!isLastPage) return null;
    const row = addBlank(uuid), blank = rows().find((one) => one.isBlank && !one.isBegun && one !== row);
    row.isBegun = true;
    if (blank) body.append(blank);
    count();
    return row;
  }

  // What is kept until it is settled: [row, column, part, typed, why, now, stored, whether the row is new]

  let astray = [], rest = [], draft = null;
  function keep() {
    const faults = [...body.querySelectorAll("tr:not([hidden]) > td[aria-invalid]")].map((td) => {
      const it = its(td);
      return [it.row, it.column, it.part, it.typed, it.why, it.now, it.stored, Boolean(td.parentElement.isBlank)];
    });
    const all = { faults: [...faults, ...astray], rest, draft };
    try {
      if (all.faults.length || rest.length || draft) localStorage.setItem(KEPT, JSON.stringify(all));
      else localStorage.removeItem(KEPT);
    } catch { /* a browser that keeps nothing: it lives as long as the page */ }
    showRest();
  }

  function bringBack() {
    let kept = {};
    try {
      kept = JSON.parse(localStorage.getItem(KEPT)) ?? {};
    } catch { /* nothing can be read */ }
    rest = kept.rest ?? [];
    for (const one of kept.faults ?? []) {
      const [row, column, part, typed, why, now, stored, isNew] = one;
      if (isNew && !rowOf(row)) comeBack(row);
      const td = boxAt(row, column, part);
      if (!td) { astray.push(one); continue; }
      const it = its(td);
      if (it.stored === typed) continue; // it was written after all
      // What another has written since the page was left is what there is to choose between.
      Object.assign(it, { typed, why, now: now === null && it.stored === stored ? null : it.stored });
      show(td);
    }
    draft = kept.draft ?? null;
    if (draft?.isNew && !rowOf(draft.row)) comeBack(draft.row);
    const td = draft && boxAt(draft.row, draft.column, draft.part);
    if (td) { place(td); edit(td, draft.text); }
    showRest();
  }

  // Above the table: what was wider or longer than it, and what stands on another page of it.
  function showRest() {
    const at = root.querySelector("[data-rest]");
    const told = [...rest.map((one, index) => [one.why, cellBlocks.toTabs(one.block), () => { rest.splice(index, 1); forgetNotes(); }]),
      ...astray.map((one, index) => [`Ikke lagret, i en rute som ikke er på denne siden: ${one[4]}`, one[3], () => astray.splice(index, 1)])];
    if (at.dataset.shown === JSON.stringify(told)) return;
    at.dataset.shown = JSON.stringify(told);
    at.hidden = !told.length;
    at.replaceChildren(...told.map(([why, text, drop]) => {
      const area = element("textarea", { className: "ds-input", readOnly: true, value: text });
      area.setAttribute("aria-label", "Det som ikke fikk plass");
      const box = element("div", { className: "ds-alert" }, element("p", { textContent: why }), area, element("div", { className: "actions" },
        button("Kopier", async () => {
          area.select();
          await (navigator.clipboard?.writeText(text) ?? Promise.resolve(document.execCommand("copy")));
          say("Kopiert.");
        }), button("Forkast", () => { drop(); keep(); })));
      box.dataset.color = "warning";
      return box;
    }));
  }
  function forgetNotes() {
    for (const td of body.querySelectorAll("td")) if (its(td)?.note) { its(td).note = null; show(td); }
  }

  // Where one is, and what is marked

  let current = { row: null, index: -1 }, corner = null, isEntering = null;
  const targetIn = (cell) => cell.querySelector(":scope > a") ?? cell;
  const cellOf = (row, index) => (row === "head" ? heads[index] : row.cells[index + 1]);

  function mark() {
    for (const td of body.querySelectorAll("[aria-selected]")) td.removeAttribute("aria-selected");
    const area = marked();
    if (area.length > 1 || area[0]?.length > 1) for (const td of area.flat()) td.setAttribute("aria-selected", "true");
    buttons();
  }
  function marked() {
    if (!current.row || current.row === "head") return [];
    const all = rows(), from = corner ?? current;
    const [top, bottom] = [all.indexOf(from.row), all.indexOf(current.row)].sort((one, other) => one - other);
    const [left, right] = [Math.max(0, from.index), Math.max(0, current.index)].sort((one, other) => one - other);
    return all.slice(Math.max(0, top), bottom + 1).map((row) => [...row.cells].slice(left + 1, right + 2));
  }
  const selectedRows = () => marked().map(([td]) => td.parentElement);

  // `index` is -1 in the head of a row.
  function goTo(row, index, { isFar = false, hasFocus = true } = {}) {
    const was = current.row && targetIn(cellOf(current.row, current.index));
    if (was) was.tabIndex = -1;
    corner = isFar && row !== "head" ? corner ?? current : null;
    current = { row, index };
    const target = targetIn(cellOf(row, index));
    target.tabIndex = 0;
    if (hasFocus) target.focus();
    mark();
  }
  const place = (td) => goTo(td.parentElement, its(td).index);

  function step(down, right, isFar) {
    const all = ["head", ...rows()], at = all.indexOf(current.row);
    const row = all[Math.min(all.length - 1, Math.max(isFar ? 1 : 0, at + down))];
    const index = Math.min(columns.length - 1, Math.max(row === "head" ? 0 : -1, current.index + right));
    goTo(row, index, { isFar });
  }

  // Writing in a box

  let edited = null;

  function edit(td, text = null) {
    if (edited) finish(true);
    const it = its(td), column = columns[it.index];
    const control = column.choices ? column.choices.cloneNode(true) : element(column.kind === "notes" ? "textarea" : "input", { className: "ds-input" });
    if (!column.choices) Object.assign(control, { value: text ?? shownIn(it), autocomplete: "off" });
    else control.value = shownIn(it);
    control.setAttribute("aria-label", labelOf(td));
    if (td.hasAttribute("aria-describedby")) control.setAttribute("aria-describedby", td.getAttribute("aria-describedby"));
    if (column.kind === "municipality") control.setAttribute("list", "kommuner");
    if (["municipalities", "person", "row"].includes(column.kind)) control.setAttribute("list", "forslag");
    td.classList.add("is-edited");
    td.firstElementChild.after(control);
    edited = { td, control, isKeyed: false };
    control.addEventListener("input", () => typing(td, control));
    control.addEventListener("keydown", (event) => { edited.isKeyed = !["Enter", " "].includes(event.key); });
    control.addEventListener("change", () => { if (column.choices && edited?.control === control && !edited.isKeyed) finish(true); });
    control.focus();
    if (column.choices) return say(`Redigerer ${labelOf(td)}. Velg med piltastene. Enter lagrer, Escape avbryter.`);
    control.setSelectionRange(control.value.length, control.value.length);
    if (control.getAttribute("list") === "forslag") suggest(column, control);
    say(`Redigerer ${labelOf(td)}. Enter lagrer, Escape avbryter.`);
  }

  function typing(td, control) {
    const { row, column, part } = its(td);
    draft = { row, column, part, text: control.value, isNew: Boolean(td.parentElement.isBlank) };
    keep();
    if (control.getAttribute("list") === "forslag") suggest(columns[its(td).index], control);
  }

  function finish(isKept) {
    const { td, control } = edited, text = control.value, hadFocus = td.contains(document.activeElement);
    edited = null;
    draft = null;
    control.remove();
    td.classList.remove("is-edited");
    if (hadFocus) td.focus();
    if (isKept) write([[td, text]]);
    keep();
    if (!isKept) say("Avbrutt.");
  }

  const list = element("datalist", { id: "forslag" });
  root.append(list);
  let asking = 0;
  function suggest(column, control) {
    if (column.kind === "municipalities") {
      const told = control.value.split(/[,;]/), begun = told.slice(0, -1).map((one) => one.trim()).filter(Boolean);
      const names = [...root.querySelectorAll("#kommuner option")].map((one) => one.value).filter((name) => !begun.includes(name));
      return offer([...(begun.length ? [] : ["Alle"]), ...names].map((name) => [...begun, name].join(", ")));
    }
    clearTimeout(asking);
    asking = setTimeout(async () => {
      const answer = await fetch(`${suggestions}?${new URLSearchParams({ kolonne: column.pk, q: control.value.slice(0, 100) })}`, { redirect: "manual" }).catch(() => null);
      if (answer?.ok && control.isConnected) offer((await answer.json()).found);
    }, 150);
  }
  const offer = (names) => list.replaceChildren(...names.map((name) => element("option", { value: name })));

  // Keys

  const isShortcut = (event, key) => (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === key;

  function inEditor(event) {
    const { td, control } = edited;
    if (event.isComposing) return;
    if (event.key === "Escape") { isEntering = null; finish(false); place(td); }
    else if (event.key === "Enter" && event.altKey && control.localName === "textarea") {
      control.setRangeText("\n", control.selectionStart, control.selectionEnd, "end");
      control.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (event.key === "Enter") {
      finish(true);
      const back = isEntering ?? its(td).index;
      goTo(td.parentElement, its(td).index, { hasFocus: false });
      step(event.shiftKey ? -1 : 1, back - its(td).index, false);
      isEntering = null;
    } else if (event.key === "Tab") {
      finish(true);
      place(td);
      isEntering ??= its(td).index;
      across(event.shiftKey);
    } else return;
    event.preventDefault();
  }

  // To the next box, and from the last of a row to the first of the next; false at the end of the table.
  function across(isBack) {
    const all = rows(), at = all.indexOf(current.row), index = current.index + (isBack ? -1 : 1);
    const row = index < 0 ? all[at - 1] : index >= columns.length ? all[at + 1] : current.row;
    if (!row || at < 0) return false;
    goTo(row, index < 0 ? columns.length - 1 : index >= columns.length ? 0 : index);
    return true;
  }

  const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0] };

  table.addEventListener("keydown", (event) => {
    if (edited?.td.contains(event.target)) return inEditor(event);
    const cell = event.target.closest("td, th");
    if (!cell || event.target.closest("button")) return;
    const isBox = cell.localName === "td";
    const isFar = event.shiftKey;
    if (MOVES[event.key] && !event.altKey) {
      isEntering = null;
      const [down, right] = MOVES[event.key];
      if (event.ctrlKey || event.metaKey) step(down * 100000, right * 100000, isFar);
      else step(down, right, isFar);
    } else if (event.key === "Home" || event.key === "End") {
      const isWhole = event.ctrlKey || event.metaKey, isEnd = event.key === "End", all = rows();
      goTo(isWhole ? all[isEnd ? all.length - 1 : 0] ?? "head" : current.row, isEnd ? columns.length - 1 : 0, { isFar });
    } else if (event.key === "Tab" && isEntering !== null && isBox) {
      if (!across(event.shiftKey)) { isEntering = null; return; }
    } else if (event.key === "Escape") {
      isEntering = null;
      corner = null;
      mark();
    } else if (isShortcut(event, "a")) {
      const all = rows();
      corner = { row: all[0], index: 0 };
      goTo(all.at(-1), columns.length - 1, { isFar: true });
    } else if (isShortcut(event, "-")) removeRows();
    else if (!isBox || event.ctrlKey || event.metaKey || (event.altKey && event.key !== "ArrowDown")) return;
    else if (event.key === "Enter" || event.key === "F2" || event.key === "ArrowDown") edit(cell);
    else if (event.key === "Delete" || event.key === "Backspace") write(marked().flat().map((td) => [td, ""]));
    else if (event.key.length === 1 && event.key !== " ") {
      // The key itself is written by the browser in the control that now has the focus.
      edit(cell, "");
      edited.isKeyed = true;
      return;
    } else if (event.key === " ") { /* does not scroll */ } else return;
    event.preventDefault();
  });

  root.addEventListener("keydown", (event) => {
    if (edited || event.target.matches("textarea")) return;
    if (isShortcut(event, "z") && !event.shiftKey) undo();
    else if (isShortcut(event, "y") || (isShortcut(event, "z") && event.shiftKey)) redo();
    else return;
    event.preventDefault();
  });

  // The pointer

  let isDragging = false;
  table.addEventListener("mousedown", (event) => {
    const td = event.target.closest("tbody td");
    if (!td || event.target.closest("button, input, select, textarea, .at-cell")) return;
    isEntering = null;
    const wasHere = current.row === td.parentElement && current.index === its(td).index && document.activeElement === td;
    goTo(td.parentElement, its(td).index, { isFar: event.shiftKey });
    td.wasHere = wasHere;
    isDragging = true;
    event.preventDefault();
  });
  document.addEventListener("mouseup", () => { isDragging = false; });
  table.addEventListener("mouseover", (event) => {
    const td = event.target.closest("tbody td");
    if (event.buttons === 1 && td && !edited && isDragging) goTo(td.parentElement, its(td).index, { isFar: true });
  });
  table.addEventListener("dblclick", (event) => {
    const td = event.target.closest("tbody td");
    if (td && !event.target.closest("button, input, select, textarea, .at-cell")) edit(td);
  });
  table.addEventListener("click", (event) => {
    const td = event.target.closest("tbody td");
    if (td && event.pointerType === "touch" && td.wasHere && !edited && !event.target.closest("button, .at-cell")) edit(td);
  });
  table.addEventListener("focusin", (event) => {
    const cell = event.target.closest("td, th");
    if (!cell || edited || event.target !== targetIn(cell)) return;
    const row = cell.closest("thead") ? "head" : cell.parentElement;
    const index = row === "head" ? heads.indexOf(cell) : cell.cellIndex - 1;
    if (current.row !== row || current.index !== index) goTo(row, index, { hasFocus: false });
  });
  table.addEventListener("focusout", (event) => {
    if (edited?.control === event.target && !edited.td.contains(event.relatedTarget) && document.hasFocus()) finish(true);
  });

  // The clipboard

  const isHere = (event) => !edited && current.row && table.contains(document.activeElement) && !event.target.closest?.("input, textarea, select");

  function copy(event) {
    if (!isHere(event)) return false;
    const texts = marked().map((row) => row.map((td) => shownIn(its(td))));
    if (!texts.length) return false;
    event.clipboardData.setData("text/plain", cellBlocks.toTabs(texts));
    event.clipboardData.setData("text/html", cellBlocks.toHtml(texts));
    event.preventDefault();
    say(`${texts.length * texts[0].length} ruter er kopiert.`);
    return true;
  }
  document.addEventListener("copy", copy);
  document.addEventListener("cut", (event) => { if (copy(event)) write(marked().flat().map((td) => [td, ""])); });
  document.addEventListener("paste", (event) => {
    if (!isHere(event) || current.row === "head") return;
    const block = cellBlocks.read(event.clipboardData);
    if (!block?.length) return;
    event.preventDefault();
    paste(block);
  });

  function paste(block) {
    const area = marked();
    if (block.length === 1 && block[0].length === 1 && area.flat().length > 1) return write(area.flat().map((td) => [td, block[0][0]]));
    const top = area[0][0], left = its(top).index, from = rows().indexOf(top.parentElement);
    const typed = [], wide = [], long = [];
    block.forEach((texts, down) => {
      let row = rows()[from + down];
      if (!row && isLastPage) row = addBlank();
      if (!row) { long.push(texts); return; }
      const fits = texts.slice(0, columns.length - left);
      if (texts.slice(fits.length).some((text) => text.trim())) wide.push([down, texts.slice(fits.length)]);
      fits.forEach((text, right) => typed.push([row.cells[left + right + 1], text]));
    });
    const last = rows()[Math.min(from + block.length, rows().length) - 1];
    const width = Math.max(...block.map((texts) => texts.length));
    if (wide.length) {
      const all = block.map((_, down) => wide.find(([at]) => at === down)?.[1] ?? []);
      leave(rows()[from].cells[columns.length], all, `Blokken du limte inn, er ${width - (columns.length - left)} kolonner bredere enn tabellen. Det som ikke fikk plass, er tatt vare på over tabellen.`);
    }
    if (long.length) leave(last.cells[left + 1], long, `Blokken du limte inn, er ${long.length} rader lengre enn siden. Det som ikke fikk plass, er tatt vare på over tabellen. Lim det inn på neste side.`);
    write(typed);
    corner = { row: rows()[from], index: left };
    goTo(last, Math.min(columns.length, left + width) - 1, { isFar: true });
    if (isLastPage && !blankRow()) addBlank();
    say(`${typed.length} ruter er limt inn.${wide.length || long.length ? " Noe fikk ikke plass." : ""}`);
  }

  function leave(td, block, why) {
    rest.push({ block, why });
    its(td).note = why;
    show(td);
  }

  // Buttons

  const tools = root.querySelector(".sheet-tools");
  const does = { undo, redo, "remove-rows": removeRows, "new-row": newRow };
  function newRow() {
    if (isLastPage) return place((blankRow() ?? addBlank()).cells[1]);
    const query = new URLSearchParams(location.search);
    query.set("page", root.dataset.pages);
    location.search = query;
  }
  tools.addEventListener("click", (event) => does[event.target.closest("[data-do]")?.dataset.do]?.());
  function buttons() {
    tools.querySelector("[data-do=undo]").disabled = !done.length;
    tools.querySelector("[data-do=redo]").disabled = !undone.length;
    const some = selectedRows().filter((row) => !row.isBlank), remove = tools.querySelector("[data-do=remove-rows]");
    remove.disabled = !some.length;
    remove.textContent = some.length > 1 ? `Ta bort ${some.length} rader` : "Ta bort raden";
  }

  tools.hidden = false;
  table.setAttribute("role", "grid");
  table.setAttribute("aria-multiselectable", "true");
  table.setAttribute("aria-colcount", columns.length + 1);
  table.closest(".table-scroll").removeAttribute("tabindex");
  for (const link of table.querySelectorAll("thead a")) link.tabIndex = -1;
  for (const row of body.rows) takeRow(row);
  if (isLastPage) addBlank();
  count();
  goTo(rows()[0] ?? "head", 0, { hasFocus: false });
  bringBack();
})();
