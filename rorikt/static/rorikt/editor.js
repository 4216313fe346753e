// The text editor: its words in Norwegian, and its accessible name.
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
const actions = new Set(["Lenke", "Fjern lenke", "Angre", "Gjør om", "Tall og tabeller", "Note", "Rad under", "Kolonne til høyre", "Fjern rad", "Fjern kolonne", "Fjern tabell"]);

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
});

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
