// What a section may hold besides plain paragraphs: tables with a title, notes, pictures, and what is pasted
// from other programs. Loaded by the editor itself; what is stored is told in rorikt/texts/richtext.py.
import { Extension, Heading as BaseHeading, Node, Plugin, Table, mergeAttributes, updateAttrsDialog } from "django-prose-editor/editor";

const areaOf = (editor) => editor.view.dom.closest(".prose-editor")?.querySelector("textarea");
const token = (editor) => areaOf(editor).form.querySelector("[name=csrfmiddlewaretoken]").value;

// Said below the editor, and read aloud.
function say(editor, sentences) {
  const frame = editor.view.dom.closest(".prose-editor");
  let told = frame.parentElement.querySelector(".editor-told");
  if (!told) {
    told = Object.assign(document.createElement("div"), { className: "editor-told" });
    told.setAttribute("role", "status");
    frame.after(told);
  }
  told.replaceChildren(...sentences.map((one) => Object.assign(document.createElement("p"), { textContent: one })));
}

async function send(editor, url, fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  try {
    const answer = await fetch(url, { method: "POST", body, redirect: "manual", headers: { "X-CSRFToken": token(editor) } });
    return answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
  } catch {
    return null;
  }
}

// Never in place of what is marked: below the paragraph, list or table one writes in.
function insertBelow(editor, content) {
  const { $to } = editor.state.selection;
  editor.chain().focus().insertContentAt($to.depth ? $to.after(1) : $to.pos, content).run();
}

// Sub-headings stand right below the heading of the page here, and are stored as they will be below that of the section.

export const Heading = BaseHeading.extend({
  renderHTML({ node, HTMLAttributes }) {
    return [`h${node.attrs.level}`, mergeAttributes(HTMLAttributes, { "aria-level": node.attrs.level - 1 }), 0];
  },
});

// Tables

const titleDialog = updateAttrsDialog({ caption: { title: "Tittel på tabellen" } }, { title: "Tabell", submitText: "Bruk" });
const sizeDialog = updateAttrsDialog(
  {
    caption: { title: "Tittel på tabellen" },
    rows: { title: "Rader", format: "number", min: "2", max: "100" },
    cols: { title: "Kolonner", format: "number", min: "1", max: "20" },
  },
  { title: "Ny tabell", submitText: "Sett inn" },
);
const TABLE = [
  ["row", "Rad under", "table_rows", (chain) => chain.addRowAfter()],
  ["column", "Kolonne til høyre", "view_column", (chain) => chain.addColumnAfter()],
  ["row-off", "Fjern rad", "playlist_remove", (chain) => chain.deleteRow()],
  ["column-off", "Fjern kolonne", "backspace", (chain) => chain.deleteColumn()],
  ["off", "Fjern tabell", "delete", (chain) => chain.deleteTable()],
];

export const CaptionedTable = Table.extend({
  addAttributes() {
    return {
      ...this.parent?.(),
      caption: {
        default: "",
        parseHTML: (element) => element.querySelector(":scope > caption")?.textContent.trim() ?? "",
        renderHTML: ({ caption }) => (caption ? { "data-caption": caption } : {}),
      },
    };
  },
  parseHTML() {
    return [{ tag: "table" }, { tag: "caption", ignore: true }];
  },
  renderHTML({ node, HTMLAttributes }) {
    const { "data-caption": caption, style, ...rest } = HTMLAttributes;
    return node.attrs.caption ? ["table", rest, ["caption", {}, node.attrs.caption], ["tbody", 0]] : ["table", rest, ["tbody", 0]];
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "table",
      groups: "table",
      button: buttons.material("grid_on", "Tabell"),
      active: (editor) => editor.isActive("table"),
      async command(editor) {
        if (editor.isActive("table")) {
          const given = await titleDialog(editor, editor.getAttributes("table"));
          if (given) editor.chain().focus().updateAttributes("table", given).run();
          return;
        }
        const given = await sizeDialog(editor, { rows: "3", cols: "3" });
        if (!given) return;
        editor.chain().focus().setTextSelection(editor.state.selection.to).insertTable({ rows: +given.rows, cols: +given.cols, withHeaderRow: true }).updateAttributes("table", { caption: given.caption }).run();
      },
    });
    for (const [name, title, icon, change] of TABLE) {
      menu.defineItem({
        name: `table:${name}`,
        groups: "table",
        button: buttons.material(icon, title),
        hidden: (editor) => !editor.isActive("table"),
        command: (editor) => change(editor.chain().focus()).run(),
      });
    }
  },
});

// Notes, written where their mark stands

const noteDialog = updateAttrsDialog({ text: { title: "Tekst i noten", format: "textarea" } }, { title: "Note", submitText: "Bruk" });

async function writeNote(editor) {
  const chosen = editor.state.selection.node;
  const given = await noteDialog(editor, chosen?.type.name === "note" ? chosen.attrs : {});
  if (!given?.text.trim()) return;
  const attrs = { text: given.text.trim() };
  const chain = editor.chain().focus();
  (chosen?.type.name === "note" ? chain.updateAttributes("note", attrs) : chain.insertContentAt(editor.state.selection.to, { type: "note", attrs })).run();
}

export const Note = Node.create({
  name: "note",
  group: "inline",
  inline: true,
  atom: true,
  addAttributes() {
    return { text: { default: "", parseHTML: (element) => element.textContent.trim(), renderHTML: () => ({}) } };
  },
  parseHTML() {
    return [{ tag: "small" }];
  },
  renderHTML({ node }) {
    return ["small", { title: node.attrs.text }, node.attrs.text];
  },
  renderText({ node }) {
    return ` ${node.attrs.text}`;
  },
  addKeyboardShortcuts() {
    return { "Mod-Alt-f": ({ editor }) => (writeNote(editor), true) };
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({ name: "note", groups: "insert", button: buttons.material("notes", "Note"), command: writeNote });
  },
});

// Pictures: chosen, sent, and described

const describeDialog = (told) => updateAttrsDialog(
  {
    alt: { title: "Hva bildet viser, for den som ikke ser det", description: told },
    decorative: { type: "boolean", title: "Bare til pynt" },
    caption: { title: "Tekst under bildet" },
  },
  { title: "Bilde", submitText: "Bruk" },
);

async function described(editor, attributes) {
  let given = { ...attributes, decorative: attributes.alt === "" }, told = "";
  for (;;) {
    given = await describeDialog(told)(editor, given);
    if (!given) return null;
    if (given.decorative || given.alt.trim()) return { ...attributes, alt: given.decorative ? "" : given.alt.trim(), caption: given.caption.trim() };
    told = "Skriv hva bildet viser, eller kryss av for at det bare er til pynt.";
  }
}

async function choosePicture(editor) {
  const chosen = editor.state.selection.node;
  if (chosen?.type.name === "picture") {
    const attrs = await described(editor, chosen.attrs);
    if (attrs) editor.chain().focus().updateAttributes("picture", attrs).run();
    return;
  }
  const input = Object.assign(document.createElement("input"), { type: "file", accept: "image/*", className: "picture-input", hidden: true });
  editor.view.dom.after(input);
  input.addEventListener("cancel", () => input.remove());
  input.addEventListener("change", async () => {
    const answer = await send(editor, areaOf(editor).dataset.uploadUrl, { picture: input.files[0] });
    input.remove();
    if (!answer?.picture) return say(editor, [answer?.error ?? "Bildet ble ikke lastet opp. Sjekk nettet, og prøv igjen."]);
    const attrs = await described(editor, { picture: answer.picture, alt: null, caption: "" });
    if (attrs) insertBelow(editor, { type: "picture", attrs });
  });
  input.click();
}

export const Picture = Node.create({
  name: "picture",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes() {
    const image = (element) => element.querySelector("img");
    return {
      picture: { default: "", parseHTML: (element) => image(element)?.dataset.picture ?? "" },
      alt: { default: null, parseHTML: (element) => image(element)?.getAttribute("alt") ?? null },
      caption: { default: "", parseHTML: (element) => element.querySelector("figcaption")?.textContent.trim() ?? "" },
    };
  },
  parseHTML() {
    return [{ tag: "figure" }];
  },
  renderHTML({ node, HTMLAttributes }) {
    const { picture, alt, caption } = node.attrs;
    const frame = HTMLAttributes["data-id"] ? { "data-id": HTMLAttributes["data-id"] } : {};
    const image = ["img", { "data-picture": picture, ...(alt === null ? {} : { alt }) }];
    return caption ? ["figure", frame, image, ["figcaption", {}, caption]] : ["figure", frame, image];
  },
  addNodeView() {
    return ({ node, editor }) => {
      const dom = document.createElement("figure");
      const image = Object.assign(document.createElement("img"), { alt: node.attrs.alt ?? "Ikke beskrevet ennå", className: node.attrs.alt === null ? "undescribed" : "" });
      // The text area is put beside the editor before its content is drawn.
      queueMicrotask(() => { image.src = areaOf(editor).dataset.picturesUrl + node.attrs.picture + "/"; });
      dom.append(image);
      const told = node.attrs.alt === null ? "Beskriv bildet med knappen «Bilde»" : node.attrs.caption;
      if (told) dom.append(Object.assign(document.createElement("figcaption"), { textContent: told }));
      return { dom };
    };
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({ name: "picture", groups: "insert", button: buttons.material("image", "Bilde"), command: choosePicture, active: (editor) => editor.isActive("picture") });
  },
});

// What is pasted is read by the server, which knows how each program writes it

const paragraphs = (text) => text.split(/\n\s*\n|\r\n\r\n/).filter((one) => one.trim()).map((one) => ({ type: "paragraph", content: [{ type: "text", text: one.trim().replace(/\s+/g, " ") }] }));

async function paste(editor, html, text) {
  const answer = await send(editor, areaOf(editor).dataset.pasteUrl, { html });
  if (answer?.html !== undefined) {
    editor.chain().focus().insertContent(answer.html).run();
    say(editor, answer.left_out);
    return;
  }
  editor.chain().focus().insertContent(paragraphs(text)).run();
  say(editor, [answer?.error ?? "Serveren svarte ikke, så teksten er limt inn uten lister, tabeller og bilder. Angre, og lim inn på nytt når nettet er tilbake."]);
}

export const Pasting = Extension.create({
  name: "pasting",
  addProseMirrorPlugins() {
    const { editor } = this;
    return [
      new Plugin({
        props: {
          // Before the editor reads it: what a stranger wrote is read by the server alone.
          handleDOMEvents: {
            paste(view, event) {
              const html = event.clipboardData?.getData("text/html");
              if (!html || html.includes("data-pm-slice") || !areaOf(editor)?.dataset.pasteUrl) return false;
              event.preventDefault();
              paste(editor, html, event.clipboardData.getData("text/plain"));
              return true;
            },
          },
        },
      }),
    ];
  },
});
