// A line to type in that keeps what is being typed while the rest of the page changes.
export default {
  template: `<input :value="own" @input="hear" @change="settle">`,
  props: { given: String },
  emits: ["typed", "settled"],
  data() {
    return { own: this.given };
  },
  methods: {
    hear(event) {
      this.own = event.target.value;
      this.$emit("typed", this.own);
    },
    settle() {
      this.$emit("settled", this.own);
    },
    put(text) {
      this.own = text;
    },
  },
};
