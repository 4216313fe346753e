// Figures in the text of a section. A token `[[name]]` is shown as one piece, a chip, with what it stands for now; it is
// stored as it is written. What it stands for is told by meetings/inserting/token_views.py, and the list that tokens are
// picked from is in token_list.js. Loaded by the editor itself.
import { Node, Plugin, createDocument, pm } from "django-prose-editor/editor";

const { DOMSerializer, Fragment } = pm.model, { TextSelection } = pm.state, { Decoration, DecorationSet } = pm.view;
const TOKEN = /\[\[((?:(?!\[\[).)*?)\]\]/gs; // as in meetings/tokens/tokens.py
const MOST = 200; // asked for at once
const areaOf = (editor) => editor.view.dom.closest(".prose-editor")?.querySelector("textarea");

// From text to chips

function chipped(node) {
  const made = [];
  node.forEach((child) => made.push(...(child.isText ? cut(child) : [chipped(child)])));
  return node.copy(Fragment.from(made));
}

function cut(text) {
  const pieces = [];
  let end = 0;
  for (const match of text.text.matchAll(TOKEN)) {
    if (match.index > end) pieces.push(text.cut(end, match.index));
    pieces.push(text.type.schema.nodes.chip.create({ inside: match[1] }, null, text.marks));
    end = match.index + match[0].length;
  }
  if (end < text.text.length) pieces.push(text.cut(end));
  return pieces;
}

// And back: what is stored and copied has the tokens as they are written.
class Serializer extends DOMSerializer {
  serializeFragment(fragment, ...rest) {
    const written = [];
    fragment.forEach((node) => written.push(node.type.name === "chip" ? node.type.schema.text(`[[${node.attrs.inside}]]`, node.marks) : node));
    return super.serializeFragment(Fragment.from(written), ...rest);
  }
}

// What was typed or pasted. Not in the middle of a word that is being composed, as on a phone.
function chipWritten(editor) {
  return (transactions, before, { doc, tr, schema }) => {
    if (editor.view.composing || !transactions.some((one) => one.docChanged)) return null;
    const found = [];
    doc.descendants((node, at) => {
      if (node.isText) for (const match of node.text.matchAll(TOKEN)) found.push([at + match.index, match, node.marks]);
    });
    for (const [at, match, marks] of found.reverse()) tr.replaceWith(at, at + match[0].length, schema.nodes.chip.create({ inside: match[1] }, null, marks));
    return found.length ? tr : null;
  };
}

// A table or a chart is printed where its token stands alone in a paragraph, see meetings/papers/compose.py.
const isSpace = (node) => node.type.name === "hardBreak" || (node.isText && !node.text.trim());
const standsAlone = (paragraph) => paragraph.type.name === "paragraph" && paragraph.children.every((one) => one.type.name === "chip" || isSpace(one)) && paragraph.children.filter((one) => one.type.name === "chip").length === 1;

function within(doc) {
  const found = [];
  doc.descendants((node, at, parent) => {
    if (node.type.name === "chip" && !(standsAlone(parent) && doc.resolve(at).depth === 1)) found.push(Decoration.node(at, at + 1, {}, { isWithin: true }));
  });
  return DecorationSet.create(doc, found);
}

// What each token stands for

const known = new Map(), wanted = new Set(), views = new Set();
let asking = null;

function learn(told) {
  for (const [inside, one] of Object.entries(told)) known.set(inside, one);
  for (const view of views) view.draw();
}

// It is asked again when the network is there again, see below.
const ask = (editor, inside) => {
  if (!known.has(inside)) wanted.add(inside);
  return asking ??= Promise.resolve().then(() => askAll(editor)).finally(() => { asking = null; });
};

async function askAll(editor) {
  while (wanted.size) {
    const area = areaOf(editor), asked = [...wanted].slice(0, MOST), body = new FormData();
    if (!area?.dataset.valuesUrl) return;
    for (const inside of asked) body.append("token", inside);
    const headers = { "X-CSRFToken": area.form.querySelector("[name=csrfmiddlewaretoken]").value };
    const answer = await fetch(area.dataset.valuesUrl, { method: "POST", body, redirect: "manual", headers }).catch(() => null);
    if (!answer?.ok) return;
    for (const inside of asked) wanted.delete(inside);
    learn((await answer.json()).values);
  }
}

function askAgain(editor) {
  for (const [inside, one] of known) if (one.fault) wanted.add(inside); // it may have been mended elsewhere
  if (wanted.size) ask(editor, [...wanted][0]);
}

// In words

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const withUnit = ({ text, unit }) => (unit && !text.includes(unit) ? `${text} ${unit}` : text);
const valueOf = (told) => (told.kind === "tall" ? withUnit(told) : capital(told.kind));
const faultOf = (inside, told, isWithin) => told?.fault ?? (told?.isBlock && isWithin ? `[[${inside}]] må stå alene i et avsnitt. Den er en tabell, et diagram eller en liste.` : "");

function shown(inside, told, isWithin) {
  const fault = faultOf(inside, told, isWithin);
  if (fault) return fault.split(/\.(?= |$)/)[0];
  if (!told) return `[[${inside}]]`;
  if (told.kind === "tall") return told.text;
  return told.kind === "liste" ? told.label : `${capital(told.kind)}: ${told.label}`;
}

function described(inside, told, isWithin) {
  const fault = faultOf(inside, told, isWithin);
  if (fault) return fault;
  if (!told) return `[[${inside}]]: verdien er ikke hentet ennå.`;
  return `${told.label}: ${valueOf(told)}${told.asOf ? ` per ${told.asOf}` : ""}. Kode: ${inside}.`;
}

// What the chosen chip is, beside it, for eye and ear.
function cardOf(editor) {
  const frame = editor.view.dom.closest(".prose-editor");
  let card = frame.querySelector(".chip-told");
  if (!card) {
    const status = document.createElement("p"), change = Object.assign(document.createElement("button"), { type: "button", className: "ds-button", textContent: "Endre" });
    card = Object.assign(document.createElement("div"), { className: "chip-told" });
    status.setAttribute("role", "status");
    change.dataset.variant = "tertiary";
    change.addEventListener("click", () => editor.storage.tokenList.change(editor));
    card.append(status, change);
    frame.append(card);
  }
  return card;
}

class ChipView {
  constructor({ node, decorations, editor }) {
    this.editor = editor;
    this.dom = Object.assign(document.createElement("span"), { className: "chip" });
    this.update(node, decorations);
    views.add(this);
    queueMicrotask(() => ask(editor, this.inside)); // the editor is not on the page before
  }

  update(node, decorations) {
    if (node.type.name !== "chip") return false;
    const isOther = this.inside !== undefined && this.inside !== node.attrs.inside;
    this.inside = node.attrs.inside;
    this.isWithin = decorations.some((one) => one.spec.isWithin);
    this.draw();
    if (isOther) ask(this.editor, this.inside);
    return true;
  }

  draw() {
    const told = known.get(this.inside), text = shown(this.inside, told, this.isWithin);
    if (this.dom.textContent !== text) this.dom.textContent = text;
    this.dom.dataset.chip = this.inside;
    this.dom.title = described(this.inside, told, this.isWithin);
    this.dom.classList.toggle("is-broken", Boolean(faultOf(this.inside, told, this.isWithin)));
    this.dom.classList.toggle("is-unknown", !told);
    if (this.isChosen) this.tell();
  }

  tell() {
    const card = cardOf(this.editor), frame = card.parentElement.getBoundingClientRect(), own = this.dom.getBoundingClientRect();
    card.firstChild.textContent = `${this.dom.title} Trykk Enter for å endre.`;
    card.style.top = `${own.bottom - frame.top + 4}px`;
    card.style.left = `${Math.max(0, Math.min(own.left - frame.left, frame.width - card.offsetWidth))}px`;
  }

  selectNode() {
    this.isChosen = true;
    this.dom.classList.add("is-chosen");
    this.tell();
  }

  deselectNode() {
    this.isChosen = false;
    this.dom.classList.remove("is-chosen");
    cardOf(this.editor).firstChild.textContent = "";
  }

  ignoreMutation() {
    return true;
  }

  destroy() {
    views.delete(this);
    if (this.isChosen) cardOf(this.editor).firstChild.textContent = "";
  }
}

export const Chip = Node.create({
  name: "chip",
  group: "inline",
  inline: true,
  atom: true,
  addAttributes() {
    return { inside: { default: "", rendered: false } };
  },
  renderHTML: ({ node }) => ["span", `[[${node.attrs.inside}]]`],
  renderText: ({ node }) => `[[${node.attrs.inside}]]`,
  addStorage: () => ({ chipped, known, learn, ask, standsAlone, described, valueOf }),
  onBeforeCreate() {
    const { options, schema } = this.editor;
    schema.cached.domSerializer = new Serializer(DOMSerializer.nodesFromSchema(schema), DOMSerializer.marksFromSchema(schema));
    options.content = chipped(createDocument(options.content ?? "", schema, options.parseOptions));
  },
  onCreate() {
    const { editor } = this;
    addEventListener("online", () => askAgain(editor));
    document.addEventListener("rorikt:stored", () => { if (wanted.size) ask(editor, [...wanted][0]); });
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") askAgain(editor); });
  },
  addNodeView: () => (given) => new ChipView(given),
  addProseMirrorPlugins() {
    const { editor } = this;
    return [
      new Plugin({
        appendTransaction: chipWritten(editor),
        props: {
          decorations: ({ doc }) => within(doc),
          // Who has come to a chip by the arrow keys and types, writes after it.
          handleTextInput(view, from, to, text) {
            const { selection, tr } = view.state;
            if (selection.node?.type.name !== "chip") return false;
            tr.insertText(text, selection.to);
            view.dispatch(tr.setSelection(TextSelection.create(tr.doc, selection.to + text.length)));
            return true;
          },
          handleDOMEvents: {
            compositionend(view) {
              setTimeout(() => { const tr = chipWritten(editor)([{ docChanged: true }], null, view.state); if (tr) view.dispatch(tr); });
              return false;
            },
          },
        },
      }),
    ];
  },
});
