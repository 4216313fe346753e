// The ids of blocks of a text, which the editor keeps and gives back: the other half is rorikt/texts/blocks.py, where a
// block gets its id. What comes of a block that is split has none until it is stored.
import { Extension } from "django-prose-editor/editor";

const BLOCKS = ["paragraph", "heading", "bulletList", "orderedList", "blockquote", "table", "figure", "picture", "horizontalRule"];

export const BlockIds = Extension.create({
  name: "blockIds",
  addGlobalAttributes() {
    const id = {
      default: null,
      keepOnSplit: false,
      parseHTML: (element) => element.getAttribute("data-id"),
      renderHTML: ({ blockId }) => (blockId ? { "data-id": blockId } : {}),
    };
    return [{ types: BLOCKS, attributes: { blockId: id } }];
  },
});
