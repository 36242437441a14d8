// What stands among the paragraphs of a text (表格, 插图), in a file of its own: few texts have any. It imports nothing of
// the editor, which would come in a third file then: `kit` brings it.

import { among } from "./editor/among.js";
import { linesOf } from "./editor/clipboard.js";
import { PictureView, insertPicture } from "./editor/picture.js";
import { TableView, insertTable } from "./editor/table.js";

// Makes the view of an editor know such blocks. `options` as of the editor, `say` as in picture.js.
export function join(view, editorsKit, { words, files, upload }, say) {
  const kit = { ...editorsKit, ...among(editorsKit) };
  kit.join(view, {
    table: (node, view, getPos) => new TableView(node, view, getPos, words.table, kit),
    picture: (node, view, getPos) => new PictureView(node, view, getPos, words.picture, files, kit),
  });
  return {
    insertTable: () => insertTable(kit, view),
    insertPicture: (place) => insertPicture(kit, view, place, upload, say),
    linesOf: (html, text) => linesOf(kit, html, text),
    below: kit.below,
  };
}
