// The text editor of a section: its words in Norwegian, its accessible name, and the list of tokens.
// Without this file, or without JavaScript, the text is written in the text area and the tokens are copied.

const words = {
  "Bullets": "Punktliste", "Cancel": "Avbryt", "Decimal numbers": "Tall", "Edit Link": "Lenke",
  "Insert": "Sett inn", "List properties": "Egenskaper for listen", "List type": "Type liste",
  "Lowercase letters": "Små bokstaver", "Lowercase Roman numerals": "Små romertall", "Start at": "Begynn på",
  "Title": "Tittel", "URL": "Adresse", "Update": "Bruk", "Uppercase letters": "Store bokstaver",
  "Uppercase Roman numerals": "Store romertall",
};
// The editor asks for its words through this when it is loaded.
window.gettext ??= (text) => words[text] ?? text;

const buttons = {
  "bold": "Fet", "italic": "Kursiv", "subscript": "Senket", "superscript": "Hevet", "unordered list": "Punktliste",
  "ordered list": "Nummerert liste", "blockquote": "Sitat", "insert link": "Lenke", "remove link": "Fjern lenke",
  "undo": "Angre", "redo": "Gjør om", "heading 3": "Overskrift", "heading 4": "Overskrift under den", "paragraph": "Vanlig tekst",
};
// These do something once; the others are on or off.
const actions = new Set(["Lenke", "Fjern lenke", "Angre", "Gjør om", "Note", "Rad under", "Kolonne til høyre", "Fjern rad", "Fjern kolonne", "Fjern tabell"]);

let insert = null;

document.addEventListener("prose-editor:ready", (event) => {
  const { editor, textarea } = event.detail;
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  const writing = editor.view.dom;
  writing.setAttribute("role", "textbox");
  writing.setAttribute("aria-multiline", "true");
  writing.setAttribute("aria-label", label?.firstChild?.textContent.trim() || "Tekst");
  if (textarea.getAttribute("aria-invalid")) writing.setAttribute("aria-invalid", "true");
  if (textarea.getAttribute("aria-describedby")) writing.setAttribute("aria-describedby", textarea.getAttribute("aria-describedby"));
  label?.addEventListener("click", () => editor.commands.focus());
  // The error summary leads to the text area, which the editor has hidden.
  for (const link of document.querySelectorAll(`a[href="#${textarea.id}"]`)) {
    link.addEventListener("click", (click) => { click.preventDefault(); editor.commands.focus(); });
  }
  nameButtons(writing.closest(".prose-editor"));
  insert = (token, isBlock) => isBlock || standsAlone(editor) ? insertApart(editor, token, isBlock) : insertHere(editor, token);
});

function insertHere(editor, token) {
  editor.chain().focus().insertContent({ type: "text", text: token }).run();
}

// A table or chart gets a paragraph of its own below the one that is written in, and a line to write on below itself.
function insertApart(editor, token, isBlock) {
  const { $to } = editor.state.selection;
  const block = $to.node(1);
  const isEmpty = block?.type.name === "paragraph" && block.content.size === 0;
  const paragraphs = [{ type: "paragraph", content: [{ type: "text", text: token }] }];
  if (isBlock) paragraphs.push({ type: "paragraph" });
  const start = block ? (isEmpty ? $to.before(1) : $to.after(1)) : $to.pos;
  const end = start + token.length + (isBlock ? 3 : 1);
  editor.chain().insertContentAt({ from: start, to: isEmpty ? $to.after(1) : start }, paragraphs)
    .setTextSelection(end).focus().run();
}

// Whether the paragraph that is written in is a table's or a chart's own.
function standsAlone(editor) {
  const text = editor.state.selection.$to.node(1)?.textContent.trim();
  return Boolean(text) && [...document.querySelectorAll("[data-token][data-block]")].some((one) => one.dataset.token === text);
}

// The menu is drawn after the editor says that it is ready, and its words are not asked for through gettext.
// What is on where one writes is shown by a class alone, so it is also said.
function nameButtons(frame) {
  const rename = () => {
    for (const button of frame.querySelectorAll(".prose-menubar button[title]")) {
      const name = buttons[button.title];
      if (name) {
        button.title = name;
        button.setAttribute("aria-label", name);
      }
      if (!actions.has(button.title)) button.setAttribute("aria-pressed", button.classList.contains("active"));
    }
  };
  rename();
  new MutationObserver(rename).observe(frame, { childList: true, subtree: true, attributeFilter: ["class"] });
}

const showTokens = () => {
  for (const button of document.querySelectorAll("[data-token]")) {
    button.hidden = false;
    button.addEventListener("click", () => (insert ?? intoTextArea)(button.dataset.token, "block" in button.dataset));
  }
  searchTokens(document.querySelector(".token-search"));
};
document.addEventListener("DOMContentLoaded", showTokens);
document.addEventListener("rorikt:tokens", showTokens); // the list comes after the page, see writing.js

function intoTextArea(token, isBlock) {
  const area = document.querySelector("textarea[name='body']");
  area.setRangeText(isBlock ? `\n\n${token}\n\n` : token, area.selectionStart, area.selectionEnd, "end");
  area.focus();
}

// One search through all groups: by name, code and present value.
function searchTokens(search) {
  if (!search) return;
  search.hidden = false;
  const field = search.querySelector("input");
  const groups = [...document.querySelectorAll(".token-group")];
  field.addEventListener("input", () => {
    const words = plain(field.value).split(" ").filter(Boolean);
    let count = 0;
    for (const group of groups) {
      const entries = [...group.querySelectorAll("li")];
      for (const entry of entries) entry.hidden = !words.every((word) => plain(`${group.querySelector("summary").textContent} ${entry.textContent}`).includes(word));
      const found = entries.filter((entry) => !entry.hidden).length;
      group.hidden = !found;
      group.open = words.length > 0 && found > 0;
      count += found;
    }
    search.querySelector("[role=status]").textContent = words.length ? (count ? `${count} treff` : "Ingen treff") : "";
  });
}

function plain(text) {
  return text.toLowerCase().replace(/\s+/g, " ").trim();
}
