// Maps and charts of one world, or of two side by side. The server says what is to be seen.
import { Charts } from "/static/charts.js";
import { Maps } from "/static/maps.js";
import { dateOf, make, ownId } from "/static/parts.js";

export default {
  template: `<div class="stage"></div>`,
  props: { sides: Array, places: Object, charts: Array, kinds: Array, start: Array, months: Number },
  emits: ["ready", "drawn", "look", "council", "organisation"],
  mounted() {
    const emit = (name, value) => this.$emit(name, value);
    this.rows = this.sides.map(() => []);
    this.maps = new Maps(this.$props, emit);
    this.pictures = new Charts(this.$props, emit);
    this.$el.classList.toggle("paired", this.sides.length > 1);
    this.$el.append(this.timePart(), this.maps.element, this.pictures.element);
    this.$emit("ready");
  },
  unmounted() {
    this.pictures.stop();
  },
  methods: {
    // One frame: rows that are new, the month to show, maps, and what is known of the chosen cell.
    draw(frame) {
      frame.rows.forEach((rows, side) => {
        this.rows[side].length = frame.first;
        this.rows[side].push(...rows);
      });
      this.maps.draw(frame);
      this.drawTime(frame.month);
      this.pictures.draw(this.rows, frame.month, frame.playing);
      this.$el.dataset.month = frame.month;
      this.$el.dataset.latest = this.rows[0].length - 1;
      this.$el.dataset.number = frame.number;
      requestAnimationFrame(() => this.$emit("drawn", frame.number));
    },

    // The month that is shown, and a slider to look back with.
    timePart() {
      const id = ownId();
      this.date = make("output", { class: "date", for: id });
      this.slider = make("input", { type: "range", id, min: 0, max: 0, step: 1, value: 0 });
      this.slider.addEventListener("input", () => this.$emit("look", Number(this.slider.value)));
      const label = make("label", { for: id, class: "unseen" }, "Month shown");
      const track = make("div", { class: "track" }, this.slider);
      return make("div", { class: "time" }, this.date, label, track);
    },

    drawTime(month) {
      const latest = this.rows[0].length - 1;
      const date = dateOf(this.start, month);
      this.date.textContent = date;
      this.slider.max = latest;
      this.slider.value = month;
      this.slider.style.width = `max(1.5rem, ${(100 * latest) / this.months}%)`;
      this.slider.setAttribute("aria-valuetext", date);
    },
  },
};
