// Light and dark: the choice is kept in a cookie, so that the next page is drawn in it at once.
globalThis.mutuals = {
  turn() {
    const dark = !document.body.classList.contains("body--dark");
    document.cookie = `light=${dark ? "dark" : "light"}; path=/; max-age=31536000; samesite=strict`;
    Quasar.Dark.set(dark);
  },
};
