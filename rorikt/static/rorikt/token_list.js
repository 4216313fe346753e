// The list of all figures, tables and charts that a section may hold: opened by its button and by `[[`, searched as one
// writes, and what one of them is, with its parts to choose. How they stand in the text is in chips.js.
import { Extension, Plugin, pm } from "django-prose-editor/editor";

const { TextSelection } = pm.state;
const element = (name, properties = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("aria-") || key === "role" || key === "list") made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...children);
  return made;
};
const button = (text, variant, press) => {
  const made = element("button", { type: "button", className: "ds-button", textContent: text });
  if (variant) made.dataset.variant = variant;
  made.addEventListener("click", press);
  return made;
};
const plain = (text) => text.toLowerCase().replace(/\s+/g, " ").trim();
const areaOf = (editor) => editor.view.dom.closest(".prose-editor").querySelector("textarea");
const insideOf = ({ token }) => token.slice(2, -2);
const chosenChip = (editor) => (editor.state.selection.node?.type.name === "chip" ? editor.state.selection.node : null);

// What there is to choose from: asked for when somebody begins to write, since it takes a second

let listed = null, isOld = false; // as it may be when one has been on another page
document.addEventListener("visibilitychange", () => { isOld ||= document.visibilityState === "hidden"; });
function catalogue(editor) {
  if (isOld) listed = null;
  isOld = false;
  listed ??= fetch(areaOf(editor).dataset.tokensUrl, { redirect: "manual" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)))
    .then(({ groups }) => {
      const entries = groups.flatMap((group) => group.entries.map((one) => ({ ...one, group: group.label })));
      editor.storage.chip.learn(Object.fromEntries(entries.map((one) => [insideOf(one), one])));
      return entries;
    })
    .catch(() => { listed = null; return null; });
  return listed;
}

function found(entries, query) {
  const asked = plain(query), words = asked.split(" ").filter(Boolean);
  const place = (one) => (insideOf(one) === asked ? 0 : insideOf(one).startsWith(asked) || plain(one.label).startsWith(asked) ? 1 : 2);
  const said = (one) => plain([one.label, one.title, one.text, one.unit, one.asOf, one.kind, one.group, one.token].join(" "));
  return entries.filter((one) => words.every((word) => said(one).includes(word))).sort((one, other) => place(one) - place(other));
}

// Into the text

function put(editor, inside, isBlock, opened) {
  const { state, view } = editor, { schema, tr } = state, { selection } = state;
  if (opened && selection.empty && state.doc.textBetween(selection.from - opened.length, selection.from) === opened) tr.delete(selection.from - opened.length, selection.from);
  const chosen = chosenChip(editor), above = tr.selection.$to.node(1);
  const isApart = chosen ? isBlock && !editor.storage.chip.standsAlone(above) : isBlock || isTaken(editor, above) || !tr.selection.$to.parent.inlineContent;
  const chip = schema.nodes.chip.create({ inside });
  if (chosen && isApart) tr.deleteSelection();
  if (isApart) apart(tr, chip, isBlock);
  else {
    const at = tr.selection.from;
    tr.replaceSelectionWith(chip, true).setSelection(TextSelection.create(tr.doc, at + 1));
  }
  view.dispatch(tr.scrollIntoView());
  view.focus();
}

// Whether a paragraph is a table's or a chart's own.
function isTaken(editor, paragraph) {
  const { standsAlone, known } = editor.storage.chip;
  return Boolean(paragraph && standsAlone(paragraph) && paragraph.children.some((one) => one.type.name === "chip" && known.get(one.attrs.inside)?.isBlock));
}

// A paragraph of its own below the one that is written in, and below a table or a chart a line to write on.
function apart(tr, chip, isBlock) {
  const { $to } = tr.selection, { paragraph } = chip.type.schema.nodes, block = $to.node(1);
  const isEmpty = block?.type.name === "paragraph" && !block.content.size;
  const start = !block ? $to.pos : isEmpty ? $to.before(1) : $to.after(1), end = isEmpty ? $to.after(1) : start;
  const next = tr.doc.resolve(end).nodeAfter, hasLine = next?.type.name === "paragraph" && !next.content.size;
  const made = [paragraph.create(isEmpty ? block.attrs : null, chip)];
  if (isBlock && !hasLine) made.push(paragraph.create());
  tr.replaceWith(start, end, made);
  tr.setSelection(TextSelection.create(tr.doc, start + (isBlock ? 4 : 2)));
}

// The dialog, near where one writes

// `whenLeft` is called when it is left with nothing chosen. A key that leaves it does so at once: the browser tells that a
// dialog is closed a little later, when the next key may have been pressed, and another dialog opened.
let dialog = null;
function show(editor, name, parts, whenLeft = () => {}) {
  dialog?.remove();
  const heading = element("h2", { id: "token-heading", textContent: name });
  const made = element("dialog", { className: "token-dialog", "aria-labelledby": heading.id }, heading, ...parts);
  const leave = () => {
    if (made !== dialog) return;
    closed(editor);
    whenLeft();
  };
  made.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    leave();
  });
  made.addEventListener("close", leave);
  made.addEventListener("pointerdown", (event) => { if (event.target === made && isBeside(event)) made.close(); });
  dialog = made;
  document.body.append(made);
  made.showModal();
  place(editor);
}
const isBeside = ({ clientX, clientY }) => {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
};
function place(editor) {
  const { left, bottom } = editor.view.coordsAtPos(editor.state.selection.from), box = dialog.getBoundingClientRect();
  dialog.style.left = `${Math.max(8, Math.min(left, innerWidth - box.width - 8))}px`;
  dialog.style.top = `${Math.max(8, Math.min(bottom + 8, innerHeight - box.height - 8))}px`;
}
// The caret is put in its place at once. ProseMirror, where it does not know of the focus, would do so a little later, and
// take back where a key had led meanwhile.
const closed = (editor) => {
  const made = dialog, { view } = editor;
  dialog = null;
  view.domObserver.stop();
  view.dom.classList.add("ProseMirror-focused");
  view.focused = true;
  view.domObserver.start();
  made?.close();
  made?.remove();
  view.focus();
};

// `opened` is what was typed to open it, which the chosen one stands in place of.
async function openList(editor, opened = "") {
  const hits = element("div", { role: "listbox", id: "token-hits", className: "token-hits", "aria-label": "Tall, tabeller og diagrammer" });
  const input = element("input", { className: "ds-input", type: "text", id: "token-search", autocomplete: "off", spellcheck: false, role: "combobox", "aria-expanded": "false", "aria-controls": hits.id, "aria-autocomplete": "list", "aria-describedby": "token-count" });
  const count = element("p", { id: "token-count", className: "muted small", role: "status" });
  const label = element("label", { className: "ds-label", htmlFor: input.id, textContent: "Søk etter navn, verdi eller kode" });
  let options = [], active = 0, isDone = false;

  const mark = (next) => {
    active = next;
    options.forEach((one, index) => one.setAttribute("aria-selected", index === active));
    if (options[active]) input.setAttribute("aria-activedescendant", options[active].id);
    else input.removeAttribute("aria-activedescendant");
    options[active]?.scrollIntoView({ block: "nearest" });
  };
  const finish = (act) => {
    isDone = true;
    closed(editor);
    act();
  };
  const choose = (one) => finish(() => put(editor, insideOf(one), one.isBlock, opened));
  const list = (entries) => {
    const asked = input.value.trim(), hit = found(entries, asked);
    offer(hit);
    if (!hit.length && asked.includes(":")) offerCode(asked);
  };
  // A code with parts that the list does not show, as how an amount is printed: what it gives is asked for.
  const offerCode = async (asked) => {
    await editor.storage.chip.ask(editor, asked);
    const told = editor.storage.chip.known.get(asked);
    if (!isDone && input.value.trim() === asked && told && !told.fault) offer([told]);
  };
  const offer = (hit) => {
    options = hit.map((one, index) => {
      const made = option(editor, one, index);
      made.addEventListener("click", () => choose(one));
      made.addEventListener("mousemove", () => { if (active !== index) mark(index); });
      made.chosen = one;
      return made;
    });
    hits.replaceChildren(...options);
    input.setAttribute("aria-expanded", options.length > 0);
    count.textContent = options.length ? `${options.length} treff` : "Ingen treff";
    mark(0);
  };

  let entries = null;
  input.addEventListener("input", () => {
    // Written to its end by hand.
    if (input.value.endsWith("]]")) finish(() => put(editor, input.value.slice(0, -2).trim(), false, opened));
    else if (entries) list(entries);
  });
  input.addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (steps && options.length) mark(Math.abs(steps) === 1 ? (active + steps + options.length) % options.length : Math.max(0, Math.min(active + steps, options.length - 1)));
    else if (event.key === "Enter") { if (options[active] && !event.isComposing) choose(options[active].chosen); }
    else return;
    event.preventDefault();
  });

  const actions = element("div", { className: "actions" }, button("Avbryt", "tertiary", () => finish(() => takeBack(editor, opened))));
  show(editor, "Tall og tabeller", [element("div", { className: "ds-field" }, label, input), count, hits, actions], () => {
    isDone = true;
    if (opened && input.value) editor.view.dispatch(editor.state.tr.insertText(input.value)); // what was typed stays in the text
  });
  input.focus();
  count.textContent = "Henter tallene …";
  entries = await catalogue(editor);
  if (isDone || !input.isConnected) return;
  if (entries) {
    list(entries);
    place(editor);
  } else count.textContent = "Listen kunne ikke hentes. Sjekk nettet, og prøv igjen. En kode du kjenner, kan skrives med ]] etter.";
}

// What was typed to open the list, taken back.
function takeBack(editor, opened) {
  const { state, view } = editor, { from } = state.selection;
  if (opened && state.doc.textBetween(from - opened.length, from) === opened) view.dispatch(state.tr.delete(from - opened.length, from));
}

function option(editor, one, index) {
  const facts = [insideOf(one), one.asOf && `per ${one.asOf}`, one.title !== one.label && one.title, one.group].filter(Boolean).join(" · ");
  return element("div", { role: "option", id: `token-hit-${index}`, className: "token-hit" },
    element("span", { textContent: one.label }), " ", element("strong", { textContent: editor.storage.chip.valueOf(one) }), " ", element("span", { className: "muted small", textContent: facts }));
}

// What the chosen chip is, with its parts to choose

async function openChip(editor) {
  const { chip } = editor.storage, { inside } = chosenChip(editor).attrs, told = chip.known.get(inside);
  const status = element("p", { role: "status" });
  const facts = told && !told.fault ? [["Verdi", chip.valueOf(told)], ["Per", told.asOf], ["Enhet", told.unit], ["Slag", told.title], ["Kode", inside]] : [["Kode", inside]];
  const list = element("dl", { className: "token-facts" }, ...facts.filter(([, value]) => value).flatMap(([name, value]) => [element("dt", { textContent: name }), element("dd", { textContent: value })]));
  const fields = told?.fault || !told ? [codeField(inside)] : told.parameters.map((one, place) => parameterField(one, told.arguments[place] ?? "", place));
  const written = () => {
    const values = fields.map((field) => field.control.value.trim());
    if (told?.fault || !told) return values[0].replace(/^\[\[|\]\]$/g, "").trim();
    while (values.length && !values.at(-1)) values.pop();
    return [told.name, ...values].join(":");
  };
  const look = async () => {
    const asked = written();
    await chip.ask(editor, asked);
    const now = chip.known.get(asked);
    status.textContent = now ? now.fault ?? `${now.label}: ${chip.valueOf(now)}` : "Verdien kunne ikke hentes. Sjekk nettet, og prøv igjen.";
    return now && !now.fault ? now : null;
  };
  for (const field of fields) field.control.addEventListener("change", look);
  const use = element("button", { type: "submit", className: "ds-button", textContent: "Bruk" });
  const other = button("Velg en annen", "secondary", () => { closed(editor); openList(editor); });
  const actions = element("div", { className: "actions" }, ...(fields.length ? [use] : []), other, button("Lukk", "tertiary", () => closed(editor)));
  if (told?.source) actions.append(element("a", { className: "ds-link", href: told.source, target: "_blank", textContent: "Se radene bak (ny fane)" }));
  const form = element("form", { className: "form", noValidate: true }, list, ...fields, status, actions);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const now = await look();
    if (!now || !form.isConnected) return;
    closed(editor);
    put(editor, insideOf(now), now.isBlock);
  });
  show(editor, told?.label ?? `[[${inside}]]`, [form]);
  if (told?.fault) status.textContent = told.fault;
  (fields[0]?.control ?? other).focus();
  for (const [place, field] of fields.entries()) if (field.fill) field.fill(await catalogue(editor), told.name, place);
}

function fieldOf(label, control, place) {
  control.id = `token-part-${place}`;
  return Object.assign(element("div", { className: "ds-field" }, element("label", { className: "ds-label", htmlFor: control.id, textContent: label }), control), { control });
}

const codeField = (inside) => fieldOf("Rett koden", element("input", { className: "ds-input", type: "text", value: inside, spellcheck: false, autocomplete: "off" }), 0);

function parameterField({ label, isRequired, words }, value, place) {
  if (words.length) {
    const choices = [...(isRequired ? [] : [["Som vanlig", ""]]), ...words.map((word) => [word, word])];
    return fieldOf(label, element("select", { className: "ds-input" }, ...choices.map(([text, word]) => new Option(text, word, false, word === value))), place);
  }
  if (label === "Dato") return fieldOf(label, element("input", { className: "ds-input", type: "date", value }), place);
  const known = element("datalist", { id: `token-known-${place}` });
  const field = fieldOf(isRequired ? label : `${label} (kan være tom)`, element("input", { className: "ds-input", type: "text", value, autocomplete: "off", list: known.id }), place);
  field.append(known);
  field.fill = (entries, name, at) => known.append(...[...new Set((entries ?? []).filter((one) => one.name === name).map((one) => one.arguments[at]).filter(Boolean))].map((word) => new Option(word)));
  return field;
}

export const TokenList = Extension.create({
  name: "tokenList",
  priority: 1000, // Enter on a chip is not a new paragraph
  addStorage: () => ({ change: (editor) => (chosenChip(editor) ? openChip(editor) : openList(editor)) }),
  onFocus() {
    if (!listed) catalogue(this.editor);
  },
  addKeyboardShortcuts() {
    return { Enter: ({ editor }) => Boolean(chosenChip(editor)) && (openChip(editor), true) };
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({ name: "tokens", groups: "insert", priority: 200, button: buttons.material("functions", "Tall og tabeller"), command: (editor) => this.storage.change(editor) });
  },
  addProseMirrorPlugins() {
    const { editor } = this;
    return [
      new Plugin({
        props: {
          handleTextInput(view, from, to, text) {
            const { state } = view, { $from } = state.selection;
            if (text !== "[" || from !== to || $from.parent.textBetween(Math.max($from.parentOffset - 1, 0), $from.parentOffset) !== "[") return false;
            view.dispatch(state.tr.insertText(text));
            openList(editor, "[[");
            return true;
          },
          // ProseMirror takes a caret that comes to the start soon after the focus for the browser's doing, and puts it
          // back. Once a key is pressed it is the writer's: as Home, just after the dialog.
          handleDOMEvents: { keydown: (view) => { view.input.lastFocus = 0; return false; } },
          handleDoubleClickOn: (view, at, node) => node.type.name === "chip" && Boolean(chosenChip(editor)) && (openChip(editor), true),
        },
      }),
    ];
  },
});
