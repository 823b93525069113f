// SPDX-License-Identifier: MIT
#pragma once
// The style sheet of the report: the colours of the window, light and dark as the reader's system has it. Nothing in it
// may need escaping in XML.

namespace mp::history {

inline constexpr const char* report_style = R"css(
:root { --ground: #f5f6f7; --text: #22262a; --dim: #5b6570; --rule: #c9ced4; --blue: #1f5dab; --green: #10815a;
  --red: #882220; --amber: #876f01; --purple: #481148; }
@media (prefers-color-scheme: dark) { :root { --ground: #2a2f34; --text: #f0f2f4; --dim: #a9b1b8; --rule: #4a525a;
  --blue: #5d98fc; --green: #40f8b6; --red: #f86e57; --amber: #fbda2b; --purple: #f5bdff; } }
@media print { :root { --ground: #ffffff; } }
body { background: var(--ground); color: var(--text); font: 15px/1.45 system-ui, sans-serif; margin: 2em auto;
  max-width: 76em; padding: 0 1.5em; }
h1 { font-size: 1.6em; overflow-wrap: anywhere; }
h2 { font-size: 1.2em; margin-top: 2em; border-bottom: 1px solid var(--rule); }
code, pre { font-family: ui-monospace, monospace; font-size: 0.9em; overflow-wrap: anywhere; white-space: pre-wrap; }
.cards { display: flex; flex-wrap: wrap; gap: 0.8em 2.2em; }
.cards dt, .more, footer { color: var(--dim); font-size: 0.9em; }
.cards dd { margin: 0; font-size: 1.3em; font-variant-numeric: tabular-nums; }
.notes { white-space: pre-wrap; }
.findings { list-style: none; padding: 0; }
.findings li { margin: 0.3em 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.9em; }
th { text-align: left; color: var(--dim); font-weight: 600; white-space: nowrap; }
th, td { padding: 0.25em 0.9em 0.25em 0; border-bottom: 1px solid var(--rule); vertical-align: top; max-width: 34em;
  overflow-wrap: break-word; }
td { unicode-bidi: isolate; white-space: pre-wrap; }
td.n { text-align: right; white-space: nowrap; }
figure { margin: 1.2em 0; }
figcaption { font-weight: 600; }
figure > svg { width: 100%; max-width: 62em; height: auto; }
.grid { stroke: var(--rule); stroke-width: 1; }
.x, .y { fill: var(--dim); font-size: 11px; }
.x { text-anchor: middle; }
.y { text-anchor: end; }
.line { fill: none; stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round; }
.ok.line { stroke: var(--green); }
.failed.line { stroke: var(--red); stroke-dasharray: 5 3; }
.one { stroke: var(--blue); }
.two { stroke: var(--amber); stroke-dasharray: 7 3; }
.three { stroke: var(--red); stroke-dasharray: 2 3; }
.four { stroke: var(--purple); stroke-dasharray: 8 3 2 3; }
p.ok { color: var(--green); }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0.3em 1.6em; font-size: 0.9em; }
.legend svg { width: 24px; height: 8px; margin-right: 0.4em; }
details { margin: 0.4em 0; }
summary { cursor: pointer; color: var(--dim); }
footer { margin-top: 3em; }
)css";

}  // namespace mp::history
