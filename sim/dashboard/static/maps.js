// The maps of one world, or of two side by side, and what is known of the council chosen.
import { make, ownId, svgPart } from "/static/parts.js";

const KINDS = ["in_house", "mutual", "small", "group"];

export class Maps {
  constructor({ sides, places, kinds }, emit) {
    Object.assign(this, { sides, places, kinds, emit });
    this.cell = null;
    this.painted = sides.map(() => "");
    this.mapDrawings = [];
    this.paths = [];
    this.counts = [];
    const sheets = make("div", { class: "sheets" });
    sides.forEach((title, side) => {
      const sheet = make("figure", { class: "sheet" });
      if (title) sheet.append(make("figcaption", {}, title));
      sheet.append(this.mapDrawing(side), this.kindsList());
      sheets.append(sheet);
    });
    this.facts = make("div", { class: "facts", "aria-live": "polite" });
    this.facts.append(make("p", { class: "soft small" }, "Point at a council, or find it by name."));
    this.element = make("section", { class: "card maps", "aria-label": "Map" });
    this.element.append(sheets, this.councilChoice(), this.facts);
  }

  draw(frame) {
    frame.maps.forEach((codes, side) => this.paint(side, codes, frame.differs));
    frame.words.forEach((words, side) => this.mapDrawings[side].setAttribute("aria-label", words));
    this.drawFacts(frame);
  }

  mapDrawing(side) {
    const drawing = svgPart("svg", { viewBox: this.places.box, class: "map", role: "group" });
    this.paths[side] = this.places.outlines.map((outline, council) => {
      const path = svgPart("path", {
        d: outline, "data-council": council, role: "button", tabindex: council ? -1 : 0,
      });
      drawing.append(path);
      return path;
    });
    const choose = (event) => {
      const council = event.target.dataset?.council;
      if (council !== undefined) this.choose(Number(council));
    };
    drawing.addEventListener("pointerover", choose);
    drawing.addEventListener("click", choose);
    drawing.addEventListener("focusin", choose);
    drawing.addEventListener("keydown", (event) => this.walk(event, side));
    this.mapDrawings[side] = drawing;
    return drawing;
  }

  kindsList() {
    const list = make("ul", { class: "legend" });
    const counts = this.kinds.map((words, code) => {
      const count = make("span", { class: "value" });
      const swatch = make("span", { class: "swatch" });
      swatch.style.background = `var(--${KINDS[code]})`;
      list.append(make("li", {}, swatch, make("span", {}, words), count));
      return count;
    });
    this.counts.push(counts);
    return list;
  }

  councilChoice() {
    const choice = make("select", { id: ownId() });
    choice.append(make("option", { value: "" }, "–"));
    const order = [...this.places.names.keys()].sort((a, b) =>
      this.places.names[a].localeCompare(this.places.names[b]),
    );
    for (const row of order) choice.append(make("option", { value: row }, this.places.names[row]));
    choice.addEventListener("change", () => {
      if (choice.value !== "") this.choose(Number(choice.value));
    });
    this.choice = choice;
    return make("div", { class: "field" }, make("label", { for: choice.id }, "Council"), choice);
  }

  choose(council) {
    if (council === this.cell) return;
    for (const paths of this.paths) {
      if (this.cell !== null) {
        paths[this.cell].classList.remove("chosen");
        paths[this.cell].setAttribute("tabindex", -1);
      } else {
        paths[0].setAttribute("tabindex", -1);
      }
      paths[council].classList.add("chosen");
      paths[council].setAttribute("tabindex", 0);
    }
    this.cell = council;
    this.choice.value = council;
    this.emit("council", council);
  }

  // Arrow keys go to the nearest hexagon that lies most in their direction.
  walk(event, side) {
    const way = {
      ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
    }[event.key];
    const from = event.target.dataset?.council;
    if (!way || from === undefined) return;
    event.preventDefault();
    const middles = this.middles();
    const here = middles[Number(from)];
    let best = null;
    let least = Infinity;
    middles.forEach(([x, y], council) => {
      const along = (x - here[0]) * way[0] + (y - here[1]) * way[1];
      const aside = Math.abs((x - here[0]) * way[1]) + Math.abs((y - here[1]) * way[0]);
      const cost = along + 2 * aside;
      if (along > 1 && cost < least) [best, least] = [council, cost];
    });
    if (best !== null) this.paths[side][best].focus();
  }

  middles() {
    this.middle ??= this.paths[0].map((path) => {
      const box = path.getBBox();
      return [box.x + box.width / 2, box.y + box.height / 2];
    });
    return this.middle;
  }

  paint(side, codes, differs) {
    const before = this.painted[side];
    const key = codes + (differs ?? "");
    if (key === before) return;
    const counts = [0, 0, 0, 0];
    for (let council = 0; council < codes.length; council++) {
      const code = codes[council];
      if (code !== "-") counts[code] += 1;
      const path = this.paths[side][council];
      if (code !== before[council]) {
        path.dataset.kind = KINDS[code] ?? "none";
        path.setAttribute("aria-label", this.spoken(council, code));
      }
      path.classList.toggle("differs", differs?.[council] === "1");
    }
    this.counts[side].forEach((count, code) => (count.textContent = counts[code]));
    this.painted[side] = key;
  }

  spoken(council, code) {
    return `${this.places.names[council]}: ${this.kinds[code] ?? "nothing open"}`;
  }

  drawFacts({ council, facts, playing }) {
    if (council === null || !facts) return;
    const key = JSON.stringify([council, facts]);
    if (key === this.factsKey) return;
    this.factsKey = key;
    this.facts.setAttribute("aria-live", playing ? "off" : "polite");
    const inside = [make("h3", {}, this.places.names[council])];
    facts.forEach((pairs, side) => {
      const list = make("dl", {});
      for (const [term, words] of pairs.terms) {
        list.append(make("div", {}, make("dt", {}, term), make("dd", {}, words)));
      }
      const part = make("div", {});
      if (this.sides[side]) part.append(make("p", { class: "small side" }, this.sides[side]));
      part.append(list);
      inside.push(part);
      if (pairs.label) {
        const follow = make("button", { type: "button" }, "Its story");
        follow.addEventListener("click", () => this.emit("organisation", [side, pairs.label]));
        part.append(follow);
      }
    });
    this.keepFocus(this.facts, () => this.facts.replaceChildren(...inside));
  }

  // What is rebuilt keeps the focus: on the button at the same place.
  keepFocus(part, rebuild) {
    const at = [...part.querySelectorAll("button")].indexOf(document.activeElement);
    rebuild();
    if (at >= 0) part.querySelectorAll("button")[at]?.focus();
  }
}
