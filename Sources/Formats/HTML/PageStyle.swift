/// The look of all pages: light and dark, wide and narrow, on paper.
enum PageStyle {
  static let css = """
    :root {
      --paper: #f6f5f1; --card: #fff; --ink: #1d2129; --soft: #5a6270; --line: #dfddd5; --track: #e9e7df;
      --good: #1f7a4d; --good-soft: #e1f2e8; --bad: #b3261e; --bad-soft: #fbe7e4; --warn: #8a5300; --warn-soft: #fdf0d5;
      --blue: #2b5fa8; --blue-soft: #e4edf9; --code: #f3f2ec;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #14171c; --card: #1c2027; --ink: #e6e8ec; --soft: #a1a9b6; --line: #313742; --track: #2b313b;
        --good: #5fcb92; --good-soft: #17352a; --bad: #ff8f84; --bad-soft: #45211f; --warn: #f0b95a; --warn-soft: #40300f;
        --blue: #86b4f5; --blue-soft: #1c2e4a; --code: #14181e;
      }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body {
      margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: break-word;
      font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
    }
    .skip { position: absolute; left: -99rem; }
    .skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; z-index: 1; }
    :focus-visible { outline: 3px solid var(--blue); outline-offset: 2px; }
    header.page, main, footer { max-width: 70rem; margin: 0 auto; padding: 0 1.5rem; }
    header.page { padding-top: 2.5rem; }
    .eyebrow {
      margin: 0 0 .35rem; color: var(--soft); font-size: .8rem; letter-spacing: .09em; text-transform: uppercase;
    }
    h1 { margin: 0; font-size: 2.1rem; line-height: 1.2; letter-spacing: -.015em; text-wrap: balance; }
    h2 { margin: 0 0 .9rem; font-size: 1.25rem; line-height: 1.3; }
    h3 { margin: 0 0 .5rem; font-size: 1.05rem; line-height: 1.35; }
    p { margin: 0 0 .75rem; }
    .lead { margin: .5rem 0 0; color: var(--soft); max-width: 46rem; }
    .note { color: var(--soft); font-size: .9rem; max-width: 46rem; }
    section, .card {
      background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 1.4rem 1.5rem;
      margin: 1.25rem 0;
    }
    section section, section .card { border-radius: 10px; padding: 1.1rem 1.2rem; margin: 1rem 0 0; }
    section :last-child { margin-bottom: 0; }
    .two { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1.25rem; margin: 1.25rem 0; }
    .two > section { margin: 0; }
    .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .9rem; margin: 1.5rem 0 0; padding: 0; }
    .tiles > div { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: .9rem 1.1rem; }
    .tiles dt { color: var(--soft); font-size: .85rem; }
    .tiles dd { margin: .1rem 0 0; font-size: 1.7rem; line-height: 1.2; font-weight: 650; font-variant-numeric: tabular-nums; }
    .tiles dd small { display: block; font-size: .82rem; font-weight: 400; color: var(--soft); }
    .head { display: flex; gap: 1.5rem; align-items: center; }
    .head > div { flex: 1; min-width: 0; }
    .chips { display: flex; flex-wrap: wrap; gap: .45rem; margin: .5rem 0 0; }
    .chip {
      display: inline-block; padding: .1rem .6rem; border-radius: 99px; font-size: .82rem; font-weight: 600; line-height: 1.5;
      background: var(--track); color: var(--ink); white-space: nowrap;
    }
    .chip.good { background: var(--good-soft); color: var(--good); }
    .chip.bad { background: var(--bad-soft); color: var(--bad); }
    .chip.warn { background: var(--warn-soft); color: var(--warn); }
    .chip.blue { background: var(--blue-soft); color: var(--blue); }
    .notice { border-left: 4px solid var(--warn); background: var(--warn-soft); padding: .7rem 1rem; border-radius: 6px; margin: 1rem 0 0; }
    .notice.bad { border-color: var(--bad); background: var(--bad-soft); }
    .scroll { overflow-x: auto; margin: 0 0 .9rem; }
    h3.lesson { margin-top: 1.2rem; color: var(--soft); font-size: .95rem; }
    h2 + h3.lesson { margin-top: 0; }
    table { border-collapse: collapse; width: 100%; font-size: .93rem; }
    caption { text-align: left; color: var(--soft); font-size: .88rem; padding: 0 0 .4rem; }
    th, td { text-align: left; vertical-align: top; padding: .5rem .9rem .5rem 0; border-top: 1px solid var(--line); font-weight: 400; }
    th:last-child, td:last-child { padding-right: 0; }
    thead th { border-top: 0; color: var(--soft); font-size: .82rem; font-weight: 600; white-space: nowrap; }
    tbody th { font-weight: 600; }
    .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    .mark { font-weight: 700; white-space: nowrap; }
    .good-text { color: var(--good); } .bad-text { color: var(--bad); } .warn-text { color: var(--warn); } .soft { color: var(--soft); }
    a { color: var(--blue); text-underline-offset: .15em; }
    code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .86em; }
    code { overflow-wrap: anywhere; }
    pre {
      background: var(--code); border: 1px solid var(--line); border-radius: 8px; padding: .8rem 1rem; margin: .3rem 0 .9rem;
      overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.5;
    }
    pre.code { white-space: pre; overflow-wrap: normal; padding: .6rem 0; }
    pre.code .line { display: block; width: max-content; min-width: 100%; padding: 0 1rem; }
    pre.code .marked, pre.code .removed { background: var(--bad-soft); }
    pre.code .added { background: var(--good-soft); }
    .big { font-size: 1.15rem; max-width: 46rem; }
    .takeaway { font-size: 1.5rem; line-height: 1.35; font-weight: 650; max-width: 40rem; }
    dl.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .35rem 1.2rem; margin: 0 0 1rem; }
    dl.facts dt { color: var(--soft); }
    dl.facts dd { margin: 0; }
    .check { border-left: 4px solid var(--line); }
    .check.bad { border-left-color: var(--bad); } .check.good { border-left-color: var(--good); } .check.warn { border-left-color: var(--warn); }
    .check h3 { display: flex; flex-wrap: wrap; gap: .2rem .6rem; align-items: baseline; }
    .check h3 .points { margin-left: auto; color: var(--soft); font-size: .9rem; font-weight: 400; white-space: nowrap; }
    .next { background: var(--blue-soft); border-radius: 8px; padding: .6rem .9rem; margin: 0 0 .9rem; }
    .next b { color: var(--blue); }
    ul.plain { list-style: none; margin: 0; padding: 0; }
    details > summary { cursor: pointer; color: var(--blue); font-weight: 600; padding: .2rem 0; }
    details[open] > summary { margin-bottom: .5rem; }
    details.row { border-top: 1px solid var(--line); padding: .35rem 0; }
    details.row > summary { color: var(--ink); font-weight: 400; }
    details.row .points { float: right; color: var(--soft); font-size: .9rem; }
    tbody th:first-child { min-width: 7.5rem; }
    svg { display: block; max-width: 100%; height: auto; }
    svg text { fill: var(--ink); font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
    svg .soft { fill: var(--soft); } svg .track { fill: var(--track); } svg .good { fill: var(--good); } svg .bad { fill: var(--bad); }
    svg .warn { fill: var(--warn); } svg .blue { fill: var(--blue); } svg .rule { stroke: var(--line); stroke-width: 1; }
    svg .limit { stroke: var(--ink); stroke-width: 2; } svg .median { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 4 3; }
    svg .ring { fill: none; stroke: var(--track); stroke-width: 9; } svg .arc { fill: none; stroke-width: 9; stroke-linecap: round; }
    svg .arc.good { stroke: var(--good); fill: none; } svg .arc.bad { stroke: var(--bad); fill: none; } svg .arc.warn { stroke: var(--warn); fill: none; }
    svg .big { font-size: 23px; font-weight: 700; }
    td svg { min-width: 8rem; }
    footer { color: var(--soft); font-size: .85rem; padding-top: .5rem; padding-bottom: 2.5rem; }
    @media (max-width: 46rem) {
      body { font-size: 15px; }
      header.page, main, footer { padding-left: 1rem; padding-right: 1rem; }
      header.page { padding-top: 1.5rem; }
      h1 { font-size: 1.6rem; }
      section { padding: 1.1rem 1rem; border-radius: 12px; }
      section section, section .card { padding: .9rem; }
      .two { grid-template-columns: minmax(0, 1fr); }
      .head { gap: 1rem; }
      dl.facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
      dl.facts dd { margin-bottom: .55rem; }
      table.stack thead { position: absolute; left: -99rem; }
      table.stack, table.stack tbody, table.stack tr, table.stack th, table.stack td, table.stack caption { display: block; }
      table.stack tr { border-top: 1px solid var(--line); padding: .6rem 0; }
      table.stack th, table.stack td { border: 0; padding: .08rem 0; text-align: left; white-space: normal; }
      table.stack td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); }
      table.stack td:empty { display: none; }
    }
    @media print {
      :root { --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --code: #fff; }
      body { font-size: 10.5pt; }
      header.page, main, footer { max-width: none; padding: 0; }
      section, .card { break-inside: auto; border-radius: 0; padding: .6rem 0; border-width: 1px 0 0; }
      .check, tr, svg { break-inside: avoid; }
      .scroll { overflow: visible; }
      * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    }
    """
}
