// What happened, newest first. Texts are set as texts; names of organisations are buttons.
export default {
  template: `<ol class="feed" tabindex="0" aria-label="Events, newest first"></ol>`,
  methods: {
    // Show these lines; those already there stay as they are, so that focus is not lost.
    tell(lines) {
      const there = new Map([...this.$el.children].map((item) => [item.dataset.line, item]));
      const items = lines.map((line) => there.get(line.id) ?? this.item(line));
      const wanted = new Set(items);
      for (const item of [...this.$el.children]) if (!wanted.has(item)) item.remove();
      let next = this.$el.firstChild;
      for (const item of items) {
        if (item === next) next = next.nextSibling;
        else this.$el.insertBefore(item, next);
      }
    },
    item(line) {
      const item = document.createElement("li");
      item.dataset.line = line.id;
      item.className = line.group;
      const date = document.createElement("span");
      date.className = "date";
      date.textContent = line.side ? `${line.side} · ${line.date}` : line.date;
      const text = document.createElement("span");
      for (const piece of line.pieces) text.append(typeof piece === "string" ? piece : this.name(piece, line));
      item.append(date, text);
      return item;
    },
    name(piece, line) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "name";
      button.textContent = piece.name;
      button.addEventListener("click", () => this.$emit("organisation", [line.number ?? 0, piece.label]));
      return button;
    },
  },
};
