// A picture in the text (插图): it is uploaded first, the text names its file.

// Kinds the page can print.
const KINDS = "image/png,image/jpeg";

// Asks for a file and puts it below the block where the caret stands. `upload`: {address, headers, sending, failed}: the
// address takes a name at its end, and `failed` is said where the server gives no words of its own. `say` shows how it
// goes, with true what was refused.
export function insertPicture(kit, view, place, upload, say) {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = KINDS;
  input.hidden = true;
  input.addEventListener("change", async () => {
    input.remove();
    const [file] = input.files;
    if (!file) return;
    say(upload.sending);
    try {
      const stored = await send(file, upload);
      if (view.isDestroyed) return;
      kit.insertBlock(view, kit.schema.nodes.picture.create({ file: stored.id }));
      say("");
    } catch (refusal) {
      say(refusal.words ?? upload.failed, true);
    }
  });
  // In the page: some browsers forget one that is not.
  place.querySelector("input[type=file]")?.remove();
  place.append(input);
  input.click();
}

async function send(file, { address, headers }) {
  const response = await fetch(address + encodeURIComponent(file.name), { method: "POST", headers, body: file });
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error("refused"), { words: answer.title });
  return answer;
}

// The picture with its caption (a ProseMirror node view). `words`: {picture, caption, remove}, `files` the address of files.
export class PictureView {
  constructor(node, view, getPos, words, files, kit) {
    Object.assign(this, { node, view, getPos, words });
    this.dom = document.createElement("figure");
    this.dom.className = "editor-picture";
    this.dom.contentEditable = "false";
    this.image = document.createElement("img");
    this.image.src = files + node.attrs.file;
    this.caption = document.createElement("input");
    this.caption.placeholder = words.caption;
    this.caption.setAttribute("aria-label", words.caption);
    this.caption.maxLength = 200;
    this.caption.addEventListener("input", (event) => { if (!event.isComposing) this.write(); });
    this.caption.addEventListener("compositionend", () => this.write());
    this.caption.addEventListener("keydown", (event) => {
      if (event.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
      event.preventDefault();
      event.stopPropagation();
      kit.leaveBlock(view, getPos());
    });
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = words.remove;
    remove.addEventListener("click", () => kit.removeBlock(view, getPos()));
    this.dom.append(this.image, this.caption, remove);
    this.show();
  }

  show() {
    const { text } = this.node.attrs;
    if (this.caption.value !== text) this.caption.value = text;
    this.image.alt = text || this.words.picture;
  }

  write() {
    const attributes = { ...this.node.attrs, text: this.caption.value };
    this.view.dispatch(this.view.state.tr.setNodeMarkup(this.getPos(), null, attributes));
  }

  update(node) {
    if (node.type !== this.node.type || node.attrs.file !== this.node.attrs.file) return false;
    this.node = node;
    this.show();
    return true;
  }

  selectNode() {
    this.dom.classList.add("chosen");
  }

  deselectNode() {
    this.dom.classList.remove("chosen");
  }

  stopEvent() {
    return true;
  }

  ignoreMutation() {
    return true;
  }
}
