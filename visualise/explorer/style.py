"""How the page looks. Nothing in it is told by colour alone; what is chosen has an outline."""

from __future__ import annotations

STYLE = """
body { max-width: none; padding: 1rem 1.25rem; }
header { border-bottom: 2px solid #0b0c0c; margin-bottom: .75rem; }
.tools { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; align-items: end; margin: 0 0 .75rem; }
.tools fieldset { border: 1px solid #767676; padding: .1rem .6rem .35rem; margin: 0; }
.tools label { margin-right: .6rem; }
.tools .named { display: flex; flex-direction: column; font-size: .95rem; }
input[type=search], select, button { font: inherit; padding: .25rem .5rem; border: 1px solid #0b0c0c;
  background: #ffffff; color: #0b0c0c; border-radius: .2rem; }
button { cursor: pointer; min-width: 2.2rem; min-height: 1.75rem; }
button:hover { background: #e6e8ea; }
.search { position: relative; display: flex; align-items: end; gap: .5rem; }
#found { list-style: none; margin: 0; padding: 0; max-height: 16rem; overflow-y: auto; position: absolute; z-index: 2;
  top: 100%; background: #ffffff; width: 34rem; max-width: 90vw; border: 1px solid #0b0c0c; }
#found:empty { display: none; }
#count { min-width: 5.5rem; padding-bottom: .25rem; }
#found button { text-align: left; width: 100%; border-width: 0 0 1px; border-radius: 0; }
.beside { display: grid; grid-template-columns: minmax(0, 3fr) minmax(19rem, 2fr); gap: 1rem; align-items: start; }
.board { border: 1px solid #767676; height: 78vh; overflow: hidden; position: relative; background: #ffffff; }
.board > svg { width: 100%; height: 100%; cursor: grab; touch-action: none; display: block; }
.board > svg.moving { cursor: grabbing; }
.zoom { position: absolute; right: .5rem; top: .5rem; display: flex; gap: .25rem; }
.side { height: 78vh; overflow-y: auto; padding-right: .25rem; }
#told { border: 1px solid #0b0c0c; padding: .5rem .75rem; margin-bottom: .75rem; min-height: 7rem; }
#told h2 { margin: 0 0 .25rem; font-size: 1.1rem; }
#told p { margin: .15rem 0; }
#told dl { margin: .4rem 0 0; }
#told dt { font-weight: 600; }
#told dd { margin: 0 0 .35rem; }
.side h2, .tables h2 { font-size: 1.1rem; margin: .75rem 0 .25rem; }
table { font-size: .92rem; }
td button { min-width: 1.75rem; padding: 0 .3rem; }
tr.chosen td { box-shadow: inset 0 2px #0b0c0c, inset 0 -2px #0b0c0c; font-weight: 600; }
[data-part] { cursor: pointer; outline: none; }
[data-part]:focus-visible > :is(path, polygon, ellipse), [data-part]:focus-visible > g > :is(path, polygon) {
  stroke: #0b0c0c; stroke-width: 4; }
.ring { fill: none; stroke: #0b0c0c; stroke-width: 2.5; pointer-events: none; }
.ring.focus { stroke-dasharray: 5 3; }
.halo { fill: none; stroke: #ffdd00; stroke-width: 6; pointer-events: none; }
.near-line path { stroke-width: 4; }
.apart path, .apart polygon:not([stroke=none]) { stroke-opacity: .25; fill-opacity: .25; }
.filtered { visibility: hidden; }
tr.filtered { display: none; }
.hint { font-size: .9rem; margin: .25rem 0 0; }
@media (max-width: 60rem) { .beside { grid-template-columns: minmax(0, 1fr); } .side { height: auto; } }
@media print {
  .tools, .zoom, .hint, #told { display: none; }
  .beside { display: block; } .board, .side { height: auto; overflow: visible; border: 0; }
  .board > svg { height: auto; max-height: 24cm; }
  .filtered { visibility: visible; } tr.filtered { display: table-row; }
  td button { border: 0; padding: 0; min-width: 0; min-height: 0; }
}
""".strip()
