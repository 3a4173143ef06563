//! How a page of format 1 looks: Sotto's two colours, light and dark, on screen and on paper. Rust text, because
//! a checkout may change the line ends of other files, and every byte counts.
//! Frozen: a change here makes every page that was sent unreadable. See `mod.rs`.

pub const STYLE: &str = r#"
:root { color-scheme: light dark; --paper: #FAF7F2; --surface: #FFFFFF; --sunk: #F3EEE6; --ink: #2A2521; --muted: #6B6259; --line: #E5DDD1; --kept: #2C6557; --leaves: #A8481F; --leaves-soft: #FAE8DC; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #1B1917; --surface: #24211E; --sunk: #151311; --ink: #EDE6DC; --muted: #A69C90; --line: #3A352F; --kept: #8CC7B5; --leaves: #E79A6E; --leaves-soft: #3B2A20; }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 24px 16px; background: var(--paper); color: var(--ink); font: 17px/1.65 Literata, "Source Serif 4", Georgia, "Noto Serif", serif; overflow-wrap: anywhere; }
main { max-width: 44rem; margin: 0 auto; padding: 32px; background: var(--surface); border: 1px solid var(--line); border-radius: 12px; }
h1 { margin: 0; font-size: 1.45rem; font-weight: 500; line-height: 1.3; }
h2 { margin: 32px 0 8px; color: var(--muted); font: 600 .85rem/1.5 Inter, system-ui, "Segoe UI", "Noto Sans", sans-serif; }
h3 { margin: 0; font-size: 1em; font-weight: 700; }
p { margin: 0 0 12px; }
.about, .detail, table { font-family: Inter, system-ui, "Segoe UI", "Noto Sans", sans-serif; }
.about { margin: 2px 0 0; color: var(--muted); font-size: .85rem; line-height: 1.5; }
.detail { margin: 0 0 4px; color: var(--muted); font-size: .85rem; }
.more { margin: 0 0 4px; padding-inline-start: 12px; border-inline-start: 2px solid var(--line); font-size: .95em; }
.asks { margin: 16px 0 0; padding: 12px 16px; background: var(--sunk); border-inline-start: 3px solid var(--leaves); border-radius: 4px; }
.asks p:last-child { margin-bottom: 0; }
.first { margin: 0 0 4px; font-weight: 700; }
article { margin: 0 0 16px; }
figure { margin: 0 0 12px; }
.alias { padding: 0 5px; color: var(--leaves); background: var(--leaves-soft); border-bottom: 1px dashed currentColor; border-radius: 4px 4px 0 0; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
svg { display: block; width: 100%; height: auto; }
.grid { stroke: var(--line); stroke-width: 1; }
.line { fill: none; stroke: var(--kept); stroke-width: 2.5; stroke-linejoin: round; stroke-linecap: round; }
.dot { fill: var(--kept); }
table { width: 100%; table-layout: fixed; margin-top: 12px; border-collapse: collapse; font-size: .8rem; line-height: 1.5; font-variant-numeric: tabular-nums; }
caption { padding-bottom: 4px; color: var(--muted); text-align: start; }
th, td { padding: 3px 4px; border-top: 1px solid var(--line); text-align: center; font-weight: 400; }
th { color: var(--muted); }
th:first-child { width: 28%; text-align: start; }
@media (max-width: 480px) { body { padding: 0; } main { padding: 20px 16px; border: 0; border-radius: 0; } }
@media print {
  :root { color-scheme: light; --paper: #FFFFFF; --surface: #FFFFFF; --ink: #000000; --muted: #444444; --line: #BBBBBB; --kept: #1F4D42; --leaves: #7A3010; --leaves-soft: #FFFFFF; }
  body { padding: 0; font-size: 11pt; }
  main { max-width: none; padding: 0; border: 0; }
  h2 { break-after: avoid; }
  article, figure, tr { break-inside: avoid; }
}
"#;
