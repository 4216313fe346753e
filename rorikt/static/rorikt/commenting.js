// A comment on the words that are marked in the text, and who it mentions. The form works without this file.

const TEXT = "[data-commented], .document, .ProseMirror";
let marked = "";

document.addEventListener("selectionchange", () => {
  const selection = getSelection();
  const within = selection.anchorNode?.parentElement?.closest(TEXT);
  if (within && within.contains(selection.focusNode) && !selection.isCollapsed) marked = stored(selection);
});

// A figure in the editor is stored as its token.
function stored(selection) {
  const part = selection.getRangeAt(0).cloneContents(), chips = part.querySelectorAll("[data-chip]");
  for (const chip of chips) chip.textContent = `[[${chip.dataset.chip}]]`;
  return chips.length ? part.textContent : selection.toString();
}

for (const form of document.querySelectorAll("form[data-comment]")) {
  const take = form.querySelector("[data-take-marked]");
  take.hidden = false;
  take.addEventListener("click", () => {
    if (marked) form.elements.quote.value = marked.replace(/\s+/g, " ").trim();
    (marked ? form.elements.text : form.elements.quote).focus();
  });
  const text = form.elements.text;
  for (const button of form.querySelectorAll("[data-mention]")) {
    button.addEventListener("click", () => {
      const before = text.value.slice(0, text.selectionStart);
      text.setRangeText(`${!before || /\s$/.test(before) ? "" : " "}@${button.dataset.mention} `, text.selectionStart, text.selectionEnd, "end");
      text.focus();
    });
  }
}

// An @ offers those who can be mentioned: by their beginnings, chosen with the arrows and Enter, or by touch. What is
// written by hand counts the same, see meetings/comments/mentioning.py.

const AT = /(?<![\p{L}\p{N}_.@])@([\p{L}\p{N}][^@\n]{0,60})?$/u, MOST = 8;
const fold = (text) => text.toLocaleLowerCase("nb");
const fits = (told, query) => fold(told).startsWith(query) || fold(told).split(/[\s(@.]+/).some((word) => word.startsWith(query));

for (const field of document.querySelectorAll("textarea[data-mentions]")) offerMentions(field, JSON.parse(field.dataset.mentions));

function offerMentions(field, people) {
  const list = Object.assign(document.createElement("ul"), { id: `${field.id}_hvem`, className: "mention-list", hidden: true });
  const told = Object.assign(document.createElement("p"), { className: "visually-hidden" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Hvem vil du nevne?");
  told.setAttribute("role", "status");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.after(list, told);
  let chosen = 0;

  const before = () => field.value.slice(0, field.selectionStart);
  const close = () => {
    list.hidden = true;
    told.textContent = "";
    field.removeAttribute("aria-activedescendant");
  };
  const mark = (place) => {
    chosen = (place + list.children.length) % list.children.length;
    [...list.children].forEach((one, row) => one.setAttribute("aria-selected", row === chosen));
    field.setAttribute("aria-activedescendant", list.children[chosen].id);
  };
  const take = (written) => {
    const start = before().match(AT).index;
    field.setRangeText(`@${written} `, start, field.selectionEnd, "end");
    close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  };
  const offer = () => {
    const at = field.selectionStart === field.selectionEnd && before().match(AT);
    const found = at ? people.filter(([written, name]) => fits(name, fold(at[1] ?? "")) || fits(written, fold(at[1] ?? ""))).slice(0, MOST) : [];
    if (!found.length) return close();
    list.replaceChildren(...found.map(([written, name], row) => {
      const option = Object.assign(document.createElement("li"), { id: `${list.id}_${row}`, textContent: name });
      option.setAttribute("role", "option");
      option.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
      option.addEventListener("click", () => take(written));
      option.written = written;
      return option;
    }));
    list.hidden = false;
    told.textContent = `${found.length === 1 ? "1 navn" : `${found.length} navn`}. Velg med piltastene og Enter.`;
    mark(0);
  };

  field.addEventListener("input", offer);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const act = {
      ArrowDown: () => mark(chosen + 1),
      ArrowUp: () => mark(chosen - 1),
      Enter: () => take(list.children[chosen].written),
      Tab: () => take(list.children[chosen].written),
      Escape: close,
    }[event.key];
    if (!act || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
}
