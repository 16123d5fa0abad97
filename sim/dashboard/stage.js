// Maps and charts of one world, or of two side by side. The server says what is to be seen, this
// draws it. All text is set as text; nothing that comes from a world is ever read as HTML.
const SVG = "http://www.w3.org/2000/svg";
const KINDS = ["in_house", "mutual", "small", "group"];
const HEIGHT = 168;
const EDGE = { left: 40, right: 8, top: 8, bottom: 22 };
const YEAR = 12;

let ids = 0;
const ownId = () => `stage-part-${++ids}`;

function make(name, attributes = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

function svgPart(name, attributes = {}) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// The least round number that is no smaller: 1, 2, 2.5, 4, 5 or 10 times a power of ten.
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 2.5, 4, 5, 10].find((one) => one * power >= value * 0.9999);
  return step * power;
}

function said(value, unit) {
  if (value === null || value === undefined) return "–";
  if (unit === "count") return String(Math.round(value));
  return `${(100 * value).toFixed(value >= 0.1 || value === 0 ? 0 : 1)}%`;
}

export default {
  template: `<div class="stage"></div>`,
  props: { sides: Array, places: Object, charts: Array, kinds: Array, start: Array, months: Number },
  mounted() {
    this.$el.classList.toggle("paired", this.sides.length > 1);
    this.rows = this.sides.map(() => []);
    this.shown = 0;
    this.pointed = null;
    this.playing = false;
    this.cell = null;
    this.painted = this.sides.map(() => "");
    this.$el.append(this.timePart(), this.mapsPart(), this.chartsPart());
    // Widths are read when they change, not at every frame: reading makes the browser lay out anew.
    this.watcher = new ResizeObserver(() => {
      for (const one of this.drawn) one.wide = one.box.clientWidth;
      this.drawCharts();
    });
    this.watcher.observe(this.$el);
    this.$emit("ready");
  },
  unmounted() {
    this.watcher.disconnect();
  },
  methods: {
    // One frame: rows that are new, the month to show, maps, and what is known of the chosen cell.
    draw(frame) {
      frame.rows.forEach((rows, side) => {
        this.rows[side].length = frame.first;
        this.rows[side].push(...rows);
      });
      this.shown = frame.month;
      this.playing = frame.playing;
      frame.maps.forEach((codes, side) => this.paint(side, codes, frame.differs));
      frame.words.forEach((words, side) => this.mapDrawings[side].setAttribute("aria-label", words));
      this.drawFacts(frame.council, frame.facts);
      this.drawTime();
      this.drawCharts();
      this.$el.dataset.month = frame.month;
      this.$el.dataset.number = frame.number;
      this.$el.dataset.latest = this.rows[0].length - 1;
      requestAnimationFrame(() => this.$emit("drawn", frame.number));
    },

    // The month that is shown, and a slider to look back with.
    timePart() {
      const id = ownId();
      this.date = make("output", { class: "date", for: id });
      this.slider = make("input", { type: "range", id, min: 0, max: 0, step: 1, value: 0 });
      this.slider.addEventListener("input", () => this.$emit("look", Number(this.slider.value)));
      const label = make("label", { for: id, class: "unseen" }, "Month shown");
      return make("div", { class: "time" }, this.date, label, this.slider);
    },

    drawTime() {
      const latest = this.rows[0].length - 1;
      const date = this.dateOf(this.shown);
      this.date.textContent = date;
      this.slider.max = latest;
      this.slider.value = this.shown;
      this.slider.style.width = `${Math.max(4, (100 * latest) / this.months)}%`;
      this.slider.setAttribute("aria-valuetext", date);
    },

    mapsPart() {
      const part = make("section", { class: "card maps", "aria-label": "Map" });
      this.mapDrawings = [];
      this.paths = [];
      this.counts = [];
      this.captions = [];
      const sheets = make("div", { class: "sheets" });
      this.sides.forEach((title, side) => {
        const sheet = make("figure", { class: "sheet" });
        if (title) sheet.append(make("figcaption", { class: `side-${side}` }, title));
        sheet.append(this.mapDrawing(side), this.kindsList());
        sheets.append(sheet);
      });
      this.facts = make("div", { class: "facts", "aria-live": "polite" });
      this.facts.append(make("p", { class: "soft small" }, "Point at a council, or find it by name."));
      part.append(sheets, this.councilChoice(), this.facts);
      return part;
    },

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
    },

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
    },

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
    },

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
      this.$emit("council", council);
    },

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
    },

    middles() {
      this.middle ??= this.paths[0].map((path) => {
        const box = path.getBBox();
        return [box.x + box.width / 2, box.y + box.height / 2];
      });
      return this.middle;
    },

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
    },

    spoken(council, code) {
      return `${this.places.names[council]}: ${this.kinds[code] ?? "nothing open"}`;
    },

    drawFacts(council, facts) {
      if (council === null || !facts) return;
      const key = JSON.stringify([council, facts]);
      if (key === this.factsKey) return;
      this.factsKey = key;
      this.facts.setAttribute("aria-live", this.playing ? "off" : "polite");
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
          follow.addEventListener("click", () => this.$emit("organisation", [side, pairs.label]));
          part.append(follow);
        }
      });
      this.keepFocus(this.facts, () => this.facts.replaceChildren(...inside));
    },

    // What is rebuilt keeps the focus: on the button at the same place.
    keepFocus(part, rebuild) {
      const at = [...part.querySelectorAll("button")].indexOf(document.activeElement);
      rebuild();
      if (at >= 0) part.querySelectorAll("button")[at]?.focus();
    },

    chartsPart() {
      const part = make("div", { class: "charts" });
      let column = 0;
      this.drawn = this.charts.map((chart) => {
        const first = column;
        column += chart.lines.length;
        const figure = make("figure", { class: "card chart" });
        const box = make("div", { class: "plot" });
        const drawing = svgPart("svg", { height: HEIGHT, role: "img" });
        box.append(drawing);
        const values = [];
        figure.append(make("figcaption", {}, make("h3", {}, chart.title)));
        figure.append(box, this.legend(chart, values));
        figure.append(make("p", { class: "soft small note" }, chart.note), this.numbers(chart, first));
        part.append(figure);
        const one = { chart, first, box, drawing, values, lines: [], most: 0, width: 0, wide: 0 };
        this.pointing(one);
        return one;
      });
      return part;
    },

    legend(chart, values) {
      const list = make("ul", { class: "legend" });
      if (this.sides.length > 1) {
        const names = this.sides.map((_, side) =>
          make("span", { class: `value side-${side}` }, "AB"[side]),
        );
        list.append(make("li", { class: "heads" }, make("span", {}, ""), ...names));
      }
      for (const line of chart.lines) {
        const swatch = make("span", { class: `swatch ${chart.is_stack ? "" : "line"} ${line.weight}` });
        swatch.style.setProperty("--own", `var(--${line.colour})`);
        const item = make("li", {}, swatch, make("span", {}, line.words));
        values.push(
          this.sides.map(() => {
            const value = make("span", { class: "value" });
            item.append(value);
            return value;
          }),
        );
        list.append(item);
      }
      return list;
    },

    // The same numbers as a table, a row a year, made when it is opened.
    numbers(chart, first) {
      const part = make("details", { class: "numbers" }, make("summary", { class: "small" }, "As a table"));
      const box = make("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": chart.title });
      part.append(box);
      part.addEventListener("toggle", () => {
        if (!part.open) return;
        const head = make("tr", {}, make("th", { scope: "col" }, "Year"));
        for (const line of chart.lines) {
          this.sides.forEach((_, side) => {
            const which = this.sides.length > 1 ? ` (${"AB"[side]})` : "";
            head.append(make("th", { scope: "col" }, line.words + which));
          });
        }
        const body = make("tbody");
        for (let month = 0; month < this.rows[0].length; month += YEAR) {
          const row = make("tr", {}, make("th", { scope: "row" }, String(this.start[0] + month / YEAR)));
          chart.lines.forEach((_, line) => {
            for (const rows of this.rows) {
              row.append(make("td", {}, said(rows[month]?.[first + line], chart.unit)));
            }
          });
          body.append(row);
        }
        box.replaceChildren(make("table", {}, make("thead", {}, head), body));
      });
      return part;
    },

    pointing(one) {
      const monthAt = (event) => {
        const inner = one.width - EDGE.left - EDGE.right;
        const along = (event.clientX - one.drawing.getBoundingClientRect().left - EDGE.left) / inner;
        const month = Math.round(along * this.months);
        return Math.max(0, Math.min(this.rows[0].length - 1, month));
      };
      one.drawing.addEventListener("pointermove", (event) => {
        this.pointed = monthAt(event);
        this.drawCharts();
      });
      one.drawing.addEventListener("pointerleave", () => {
        this.pointed = null;
        this.drawCharts();
      });
      one.drawing.addEventListener("click", (event) => this.$emit("look", monthAt(event)));
    },

    drawCharts() {
      if (!this.rows[0].length) return;
      for (const one of this.drawn) this.drawChart(one);
    },

    drawChart(one) {
      const { chart, first } = one;
      const most = this.mostOf(one);
      const width = Math.max(200, one.wide);
      if (most !== one.most || width !== one.width) this.drawAxes(one, most, width);
      const paired = this.sides.length > 1;
      one.lines.forEach((byside, line) => {
        byside.forEach((path, side) => {
          const isArea = chart.is_stack && !paired;
          path.setAttribute("d", isArea ? this.area(one, line) : this.path(one, first + line, side));
        });
      });
      const month = this.pointed ?? this.shown;
      const at = this.across(one, month);
      one.mark.setAttribute("d", `M${at} ${EDGE.top}V${HEIGHT - EDGE.bottom}`);
      const words = [];
      chart.lines.forEach((line, index) => {
        this.rows.forEach((rows, side) => {
          const value = said(rows[month]?.[first + index], chart.unit);
          one.values[index][side].textContent = value;
          if (chart.is_stack) this.hideNothing(one, index, month);
          words.push(`${line.words}${paired ? ` (${"AB"[side]})` : ""} ${value}`);
        });
      });
      if (!this.playing) {
        one.drawing.setAttribute("aria-label", `${chart.title}, ${this.dateOf(month)}: ${words.join(", ")}`);
      }
    },

    // In a stack, what has never happened takes no room in the legend.
    hideNothing(one, index, month) {
      const nothing = this.rows.every((rows) => !rows[month]?.[one.first + index]);
      one.values[index][0].parentElement.classList.toggle("nothing", nothing && index > 0);
    },

    dateOf(month) {
      const months = this.start[0] * YEAR + this.start[1] - 1 + month;
      const date = new Date(Date.UTC(Math.floor(months / YEAR), months % YEAR, 1));
      return date.toLocaleDateString("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
    },

    // Top of the scale: 100% where shares pass three quarters, else the next round number.
    mostOf({ chart, first }) {
      const paired = this.sides.length > 1;
      let most = 0;
      for (const rows of this.rows) {
        for (const row of rows) {
          const values = row.slice(first, first + (chart.is_stack && paired ? 1 : chart.lines.length));
          const height = chart.is_stack && !paired ? values.reduce((a, b) => a + (b ?? 0), 0) : Math.max(...values);
          most = Math.max(most, height);
        }
      }
      if (chart.unit === "share" && most > 0.75) return 1;
      return roundUp(Math.max(most, chart.unit === "count" ? 4 : 0.05));
    },

    drawAxes(one, most, width) {
      Object.assign(one, { most, width });
      const { chart, drawing } = one;
      drawing.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
      drawing.replaceChildren();
      for (const part of [0, 0.5, 1]) {
        const y = this.up(one, part * most);
        drawing.append(svgPart("path", { class: "grid", d: `M${EDGE.left} ${y}H${width - EDGE.right}` }));
        const label = svgPart("text", { x: EDGE.left - 6, y: y + 4, "text-anchor": "end" });
        label.textContent = said(part * most, chart.unit);
        drawing.append(label);
      }
      const years = this.months / YEAR;
      const every = (width / years) > 40 ? 2 : 5;
      const firstYear = Math.ceil(this.start[0] / every) * every;
      for (let year = firstYear; year <= this.start[0] + years; year += every) {
        const month = (year - this.start[0]) * YEAR - this.start[1] + 1;
        if (month < 0) continue;
        const label = svgPart("text", { x: this.across(one, month), y: HEIGHT - 6, "text-anchor": "middle" });
        label.textContent = year;
        drawing.append(label);
      }
      const paired = this.sides.length > 1;
      const lines = chart.is_stack && paired ? chart.lines.slice(0, 1) : chart.lines;
      one.lines = lines.map((line) =>
        this.sides.map((_, side) => {
          const shape = chart.is_stack && !paired ? "area" : "line";
          const path = svgPart("path", { class: `${shape} ${line.weight} of-${side}` });
          path.style.setProperty("--own", `var(--${line.colour})`);
          drawing.append(path);
          return path;
        }),
      );
      one.mark = svgPart("path", { class: "mark" });
      drawing.append(one.mark);
    },

    across(one, month) {
      const inner = one.width - EDGE.left - EDGE.right;
      return Math.round(10 * (EDGE.left + (inner * month) / this.months)) / 10;
    },

    up(one, value) {
      const inner = HEIGHT - EDGE.top - EDGE.bottom;
      return Math.round(10 * (EDGE.top + inner * (1 - value / one.most))) / 10;
    },

    path(one, column, side) {
      let path = "";
      let down = false;
      this.rows[side].forEach((row, month) => {
        const value = row[column];
        if (value === null) {
          down = false;
          return;
        }
        path += `${down ? "L" : "M"}${this.across(one, month)} ${this.up(one, value)}`;
        down = true;
      });
      return path;
    },

    area(one, line) {
      const below = (row, upTo) => row.slice(one.first, one.first + upTo).reduce((a, b) => a + (b ?? 0), 0);
      const upper = [];
      const lower = [];
      this.rows[0].forEach((row, month) => {
        const x = this.across(one, month);
        upper.push(`${x} ${this.up(one, below(row, line + 1))}`);
        lower.push(`${x} ${this.up(one, below(row, line))}`);
      });
      return `M${upper.join("L")}L${lower.reverse().join("L")}Z`;
    },
  },
};
