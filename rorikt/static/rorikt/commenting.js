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
