// The charts of one world, or of two: one solid, the other dotted.
import { YEAR, dateOf, make, svgPart } from "/static/parts.js";

const HEIGHT = 168;
const EDGE = { left: 40, right: 8, top: 8, bottom: 22 };

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

export class Charts {
  constructor({ charts, sides, start, months }, emit) {
    Object.assign(this, { sides, start, months, emit });
    this.rows = sides.map(() => []);
    this.month = 0;
    this.pointed = null;
    this.element = make("div", { class: "charts" });
    let column = 0;
    this.drawn = charts.map((chart) => {
      const one = this.figure(chart, column);
      column += chart.lines.length;
      return one;
    });
    // Widths are read when they change, not at every frame: reading makes the browser lay out anew.
    this.watcher = new ResizeObserver(() => {
      for (const one of this.drawn) one.wide = one.box.clientWidth;
      this.redraw();
    });
    this.watcher.observe(this.element);
  }

  stop() {
    this.watcher.disconnect();
  }

  // Rows by side, a row a month; the month that is looked at.
  draw(rows, month, playing) {
    Object.assign(this, { rows, month, playing });
    this.redraw();
  }

  redraw() {
    if (!this.rows[0].length) return;
    for (const one of this.drawn) this.drawChart(one);
  }

  figure(chart, first) {
    const figure = make("figure", { class: "card chart" });
    const box = make("div", { class: "plot" });
    const drawing = svgPart("svg", { height: HEIGHT, role: "img" });
    box.append(drawing);
    const values = [];
    figure.append(make("figcaption", {}, make("h3", {}, chart.title)));
    figure.append(box, this.legend(chart, values));
    figure.append(make("p", { class: "soft small note" }, chart.note), this.numbers(chart, first));
    this.element.append(figure);
    const one = { chart, first, box, drawing, values, lines: [], most: 0, width: 0, wide: 0 };
    this.pointing(one);
    return one;
  }

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
  }

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
  }

  pointing(one) {
    const monthAt = (event) => {
      const inner = one.width - EDGE.left - EDGE.right;
      const along = (event.clientX - one.drawing.getBoundingClientRect().left - EDGE.left) / inner;
      const month = Math.round(along * this.months);
      return Math.max(0, Math.min(this.rows[0].length - 1, month));
    };
    one.drawing.addEventListener("pointermove", (event) => {
      this.pointed = monthAt(event);
      this.redraw();
    });
    one.drawing.addEventListener("pointerleave", () => {
      this.pointed = null;
      this.redraw();
    });
    one.drawing.addEventListener("click", (event) => this.emit("look", monthAt(event)));
  }

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
    const month = this.pointed ?? this.month;
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
      one.drawing.setAttribute("aria-label", `${chart.title}, ${dateOf(this.start, month)}: ${words.join(", ")}`);
    }
  }

  // In a stack, what has never happened takes no room in the legend.
  hideNothing(one, index, month) {
    const nothing = this.rows.every((rows) => !rows[month]?.[one.first + index]);
    one.values[index][0].parentElement.classList.toggle("nothing", nothing && index > 0);
  }

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
  }

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
  }

  across(one, month) {
    const inner = one.width - EDGE.left - EDGE.right;
    return Math.round(10 * (EDGE.left + (inner * month) / this.months)) / 10;
  }

  up(one, value) {
    const inner = HEIGHT - EDGE.top - EDGE.bottom;
    return Math.round(10 * (EDGE.top + inner * (1 - value / one.most))) / 10;
  }

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
  }

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
  }
}
