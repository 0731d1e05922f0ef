"""What the page does, as the script that stands in it. It reads its data from the page and asks nothing of anywhere."""

from __future__ import annotations

SCRIPT = r"""
"use strict";
(() => {
const parts = JSON.parse(document.getElementById("parts").textContent);
const by = (id) => document.getElementById(id);
const svg = document.querySelector(".board > svg");
const SPACE = "http://www.w3.org/2000/svg";
const whole = svg.getAttribute("viewBox").split(" ").map(Number);
let view = [...whole], chosen = null, current = null;

// --- what can be chosen ---

const shapes = new Map();
for (const id of Object.keys(parts)) {
  const shape = by(id);
  if (!shape || !svg.contains(shape)) continue;
  shape.dataset.part = id;
  shape.setAttribute("role", "button");
  shape.setAttribute("tabindex", "-1");
  shape.setAttribute("aria-label", `${parts[id].kind}: ${parts[id].title}`);
  shapes.set(id, shape);
}
// A rule lies within its state, and what can be chosen must not lie within something else that can.
for (const [id, shape] of shapes) if (parts[id].kind === "rule") {
  const around = shape.parentElement.closest("[data-part]");
  if (around) around.after(shape);
}
const order = [...shapes.keys()].filter((id) => parts[id].kind !== "lifecycle");
const seen = () => order.filter((id) => !shapes.get(id).classList.contains("filtered"));
const kinds = { state: "State", change: "Change of state", rule: "Rule", link: "Link", lifecycle: "Lifecycle" };

function box(id) {
  const shape = shapes.get(id), rect = shape.getBBox();
  const matrix = svg.getScreenCTM().inverse().multiply(shape.getScreenCTM());
  const corner = (x, y) => new DOMPoint(x, y).matrixTransform(matrix);
  const one = corner(rect.x, rect.y), other = corner(rect.x + rect.width, rect.y + rect.height);
  return { x: Math.min(one.x, other.x), y: Math.min(one.y, other.y),
    width: Math.abs(other.x - one.x), height: Math.abs(other.y - one.y) };
}

function rings(name, id) {
  svg.querySelectorAll(`.${name}`).forEach((each) => each.remove());
  if (id === null) return;
  const at = box(id);
  for (const kind of name === "chosen-ring" ? ["halo", "ring"] : ["ring focus"]) {
    const rect = document.createElementNS(SPACE, "rect");
    rect.setAttribute("class", `${kind} ${name}`);
    for (const [key, value] of [["x", at.x - 4], ["y", at.y - 4], ["width", at.width + 8], ["height", at.height + 8],
      ["rx", 4]]) rect.setAttribute(key, value);
    svg.append(rect);
  }
}

function made(tag, words, into) {
  const element = document.createElement(tag);
  element.textContent = words;
  into.append(element);
  return element;
}

function choose(id, far) {
  chosen = id;
  const told = by("told");
  told.replaceChildren();
  document.querySelectorAll("tr.chosen").forEach((each) => each.classList.remove("chosen"));
  rings("chosen-ring", id);
  for (const [each, shape] of shapes) {
    const line = ["change", "link"].includes(parts[each].kind);
    const near = id !== null && (each === id || parts[id].near.includes(each));
    shape.classList.toggle("near-line", line && near);
    shape.classList.toggle("apart", line && id !== null && !near && parts[id].near.length > 0);
    if (each === id) shape.setAttribute("aria-pressed", "true"); else shape.removeAttribute("aria-pressed");
  }
  if (id === null) {
    made("h2", "Nothing chosen", told);
    made("p", "Choose a state, an arrow or a rule, in the picture or in the table.", told);
    return;
  }
  const part = parts[id];
  made("h2", part.title, told);
  made("p", kinds[part.kind], told);
  for (const line of part.lines) if (line) made("p", line, told);
  if (part.cites.length) {
    const list = document.createElement("dl");
    for (const cite of part.cites) {
      made("dt", `Paragraph ${cite.paragraph}`, list);
      made("dd", cite.gist || "The ledger has no gist of it.", list);
    }
    told.append(list);
  }
  const sort = part.kind === "state" ? "change" : "state";
  const names = part.near.filter((each) => parts[each] && parts[each].kind === sort);
  if (names.length) {
    made("p", part.kind === "state" ? "Arrows from and to it:" : "Beside it:", told);
    for (const each of new Set(names)) {
      const button = made("button", parts[each].title, told);
      button.type = "button";
      button.addEventListener("click", () => choose(each, true));
    }
  }
  const row = part.row && by(part.row);
  if (row) {
    row.classList.add("chosen");
    row.scrollIntoView({ block: "nearest" });
  }
  focusOn(id, false);
  if (far) show(id);
}

function focusOn(id, really) {
  if (current) shapes.get(current).setAttribute("tabindex", "-1");
  current = id;
  shapes.get(id).setAttribute("tabindex", "0");
  if (really) shapes.get(id).focus({ preventScroll: true });
}

// --- where one looks ---

function look(next) {
  const wide = Math.min(Math.max(next[2], whole[2] / 40), whole[2] * 1.5);
  const high = wide * whole[3] / whole[2];
  view = [next[0], next[1], wide, high];
  svg.setAttribute("viewBox", view.join(" "));
}
function zoom(factor, x, y) {
  const at = [x ?? view[0] + view[2] / 2, y ?? view[1] + view[3] / 2];
  const wide = view[2] / factor, high = view[3] / factor;
  look([at[0] - (at[0] - view[0]) / factor, at[1] - (at[1] - view[1]) / factor, wide, high]);
}
function show(id) {
  const at = box(id), wide = Math.min(whole[2], Math.max(at.width * 2.5, 420));
  const high = wide * whole[3] / whole[2];
  look([at.x + at.width / 2 - wide / 2, at.y + at.height / 2 - high / 2, wide, high]);
}
function place(event) {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  return [point.x, point.y];
}
by("in").addEventListener("click", () => zoom(1.4));
by("out").addEventListener("click", () => zoom(1 / 1.4));
by("all").addEventListener("click", () => look(whole));
svg.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, ...place(event));
}, { passive: false });
let from = null, moved = false;
svg.addEventListener("pointerdown", (event) => {
  from = { at: [event.clientX, event.clientY], view: [...view] };
  moved = false;
});
window.addEventListener("pointermove", (event) => {
  if (!from) return;
  const scale = 1 / svg.getScreenCTM().a;
  const dx = (event.clientX - from.at[0]) * scale, dy = (event.clientY - from.at[1]) * scale;
  if (Math.hypot(event.clientX - from.at[0], event.clientY - from.at[1]) > 4) moved = true;
  if (!moved) return;
  svg.classList.add("moving");
  look([from.view[0] - dx, from.view[1] - dy, from.view[2], from.view[3]]);
});
window.addEventListener("pointerup", () => { from = null; svg.classList.remove("moving"); });
svg.addEventListener("click", (event) => {
  if (moved) return;
  const shape = event.target.closest("[data-part]");
  choose(shape && parts[shape.dataset.part].kind !== "lifecycle" ? shape.dataset.part : null, false);
});
svg.addEventListener("focusin", (event) => {
  const shape = event.target.closest("[data-part]");
  rings("focus-ring", shape && shape.matches(":focus-visible") ? shape.dataset.part : null);
});
svg.addEventListener("focusout", () => rings("focus-ring", null));

// --- the keyboard ---

const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
function nearest(id, [dx, dy]) {
  const middle = (each) => { const at = box(each); return [at.x + at.width / 2, at.y + at.height / 2]; };
  const here = middle(id);
  let best = null, least = Infinity;
  for (const each of seen()) {
    const there = middle(each), along = (there[0] - here[0]) * dx + (there[1] - here[1]) * dy;
    const aside = Math.abs((there[0] - here[0]) * dy) + Math.abs((there[1] - here[1]) * dx);
    if (each !== id && along > 1 && along + 2 * aside < least) [best, least] = [each, along + 2 * aside];
  }
  return best;
}
function visible(id) {
  const at = box(id), outside = at.x < view[0] || at.y < view[1] || at.x + at.width > view[0] + view[2]
    || at.y + at.height > view[1] + view[3];
  if (outside) show(id);
}
svg.addEventListener("keydown", (event) => {
  const shape = event.target.closest("[data-part]");
  if (event.key === "Escape") choose(null, false);
  else if (event.key === "+" || event.key === "=") zoom(1.4);
  else if (event.key === "-") zoom(1 / 1.4);
  else if (event.key === "0") look(whole);
  else if (shape && (event.key === "Enter" || event.key === " ")) choose(shape.dataset.part, false);
  else if (shape && ways[event.key]) {
    const next = nearest(shape.dataset.part, ways[event.key]);
    if (next) { visible(next); focusOn(next, true); }
  } else if (shape && (event.key === "Home" || event.key === "End")) {
    const next = event.key === "Home" ? seen()[0] : seen().at(-1);
    visible(next);
    focusOn(next, true);
  } else return;
  event.preventDefault();
});
if (order.length) shapes.get(order[0]).setAttribute("tabindex", "0"), current = order[0];

// --- search ---

const search = by("search");
function matches() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const titled = (id) => words.every((word) => parts[id].title.toLowerCase().includes(word)) ? 0 : 1;
  return seen().filter((id) => {
    const said = [parts[id].title, ...parts[id].lines, ...parts[id].cites.map((each) => each.gist)].join(" ");
    return words.every((word) => said.toLowerCase().includes(word));
  }).sort((one, other) => titled(one) - titled(other));
}
search.addEventListener("input", () => {
  const found = matches(), list = by("found");
  list.replaceChildren();
  by("count").textContent = !search.value.trim() ? "" : found.length === 1 ? "1 found" : `${found.length} found`;
  for (const id of found.slice(0, 30)) {
    const item = document.createElement("li");
    const button = made("button", `${kinds[parts[id].kind]}: ${parts[id].title}`, item);
    button.type = "button";
    button.addEventListener("click", () => pick(id));
    list.append(item);
  }
});
search.addEventListener("keydown", (event) => {
  const found = matches();
  if (event.key === "Enter" && found.length) { event.preventDefault(); pick(found[0]); }
  if (event.key === "Escape") by("found").replaceChildren();
});
function pick(id) {
  choose(id, true);
  by("found").replaceChildren();
  focusOn(id, true);
}

// --- filters ---

function filter() {
  const actor = by("actor").value;
  const manners = new Set([...document.querySelectorAll("[name=manner]:checked")].map((each) => each.value));
  let left = 0, all = 0;
  const rows = new Map();
  for (const [id, shape] of shapes) {
    const part = parts[id];
    if (part.kind !== "rule" && part.kind !== "change") continue;
    const keep = (!actor || part.actor === actor) && (part.kind !== "rule" || manners.has(part.manner));
    shape.classList.toggle("filtered", !keep && part.kind === "rule");
    shape.classList.toggle("apart", !keep && part.kind === "change");
    if (part.kind === "rule") { all += 1; left += keep; }
    if (part.row) rows.set(part.row, (rows.get(part.row) || false) || keep);
  }
  for (const row of document.querySelectorAll("tr[data-actor]")) {
    const keep = (!actor || row.dataset.actor === actor) && (!row.dataset.manner || manners.has(row.dataset.manner));
    row.classList.toggle("filtered", !keep);
  }
  by("left").textContent = left === all ? "" : `${left} of ${all} rules in the picture are shown`;
  search.dispatchEvent(new Event("input"));
}
by("actor").addEventListener("change", filter);
document.querySelectorAll("[name=manner]").forEach((each) => each.addEventListener("change", filter));

// --- the table ---

for (const button of document.querySelectorAll("button[data-change]")) {
  button.addEventListener("click", () => {
    const id = order.find((each) => parts[each].row === `change-${button.dataset.change}`);
    if (id) choose(id, true);
  });
}
choose(null, false);
})();
""".strip()
