// Small pieces that maps and charts are made from. All text is set as text, never as HTML.
export const YEAR = 12;
const SVG = "http://www.w3.org/2000/svg";

let ids = 0;
export const ownId = () => `stage-part-${++ids}`;

export function make(name, attributes = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

export function svgPart(name, attributes = {}) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// Calendar name of a month of a run that begins at start, a year and a month.
export function dateOf(start, month) {
  const months = start[0] * YEAR + start[1] - 1 + month;
  const date = new Date(Date.UTC(Math.floor(months / YEAR), months % YEAR, 1));
  return date.toLocaleDateString("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
}
