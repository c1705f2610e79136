//! The look of pages for people: calm paper, colours of the program, nothing from elsewhere.

use std::fmt::Write as _;

use super::names::ShownLabel;
use crate::model::tagset::Pattern;

/// What pages of articles and sheets of quotes have in common, on light ground, on dark ground and on paper.
const COMMON: &str = "\
:root{--ground:#f6f4ef;--paper:#fffefb;--ink:#1e2126;--quiet:#5d6168;--line:#e3dfd6;--brand:#a4161a;color-scheme:light}
@media screen and (prefers-color-scheme:dark){:root{--ground:#15171a;--paper:#1b1e22;--ink:#e4e2dc;--quiet:#9ca0a6;--line:#2c3036;--brand:#e5605c;color-scheme:dark}}
*{box-sizing:border-box}
html{background:var(--paper);-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;padding:2.2rem 1.4rem 4rem;max-width:66rem;color:var(--ink);background:var(--paper);font:1.125rem/1.72 'Source Serif 4','Source Serif Pro',Georgia,'Noto Serif',serif;overflow-wrap:anywhere}
h1,h2,h3{line-height:1.3;font-weight:600;margin:1.6em 0 .5em;break-after:avoid}
h1{font-size:1.5em;margin-top:0}h2{font-size:1.1em}h3{font-size:1em}
a{color:inherit;text-decoration-thickness:1px;text-underline-offset:.18em}
a:focus-visible,mark:focus-visible{outline:2px solid var(--ink);outline-offset:2px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--paper)}
.ui,.about,.legend,.notes,.note,nav,table,footer,.foot{font-family:Inter,system-ui,'Segoe UI',Roboto,'Noto Sans',sans-serif}
.about,.legend,nav,footer{font-size:.8rem;line-height:1.5;color:var(--quiet)}
.about{margin:.2em 0 1em}
.name{color:var(--brand);font-weight:600}
ul.legend{list-style:none;margin:0 0 1.8em;padding:.5em 0;border-block:1px solid var(--line);display:flex;flex-wrap:wrap;gap:.2em 1.4em}
.letter{font-weight:600;color:var(--c)}
mark,.on{color:inherit;background:var(--t);text-decoration:underline var(--c) 1.5px;text-decoration-skip-ink:none;text-underline-offset:calc(.2em + var(--lane,0)*.44em)}
mark mark mark,.on .on .on{background:none}
.source,.cue{border-bottom:1px dotted var(--quiet)}
.ref{font:600 .62em/1 Inter,system-ui,sans-serif;vertical-align:.55em;margin:0 .1em;color:var(--c);text-decoration:none;user-select:none;unicode-bidi:isolate;direction:ltr}
.note{--g:1px;border-inline-start:3px var(--p) var(--c);padding-inline-start:.6rem;margin:0 0 .8rem;font-size:.75rem;line-height:1.5;color:var(--quiet);break-inside:avoid}
.note .head{color:var(--ink);margin:0}.note .head b,.full b{color:var(--c)}.note .head .ref{font-size:1em;vertical-align:baseline;margin:0}
.note .state{margin:0}
.note .says{margin:.15em 0 0;white-space:pre-line;color:var(--ink)}
.foot dl{margin:0}.foot dl div{display:inline}.foot dl div+div::before{content:' · '}
ol.full,.foot ul{list-style:none;margin:0;padding:0}.foot li{margin:0 0 .6em;break-inside:avoid}
dt{display:inline;font-weight:600}dt::after{content:' '}dd{display:inline;margin:0;white-space:pre-line}
:target{outline:2px solid var(--brand);outline-offset:2px}
@page{margin:18mm 16mm}
@media print{html,body{background:#fff}body{padding:0;max-width:none;font-size:10.5pt}.skip,nav{display:none}
mark,.on,.note{-webkit-print-color-adjust:exact;print-color-adjust:exact}
a{text-decoration:none}p{orphans:3;widows:3}:target{outline:none}}
";

/// What only pages of articles have: the text with its notes beside it.
const ARTICLE: &str = "\
.row{display:grid;grid-template-columns:2rem minmax(0,1fr) 17rem;column-gap:1.2rem;align-items:start}
.row>.n{font:.7rem/1 Inter,system-ui,sans-serif;color:var(--quiet);padding-top:.75rem}
.row>p,.row>h1,.row>h2{grid-column:2;margin:0 0 1em;white-space:pre-wrap}
.row>.minor{color:var(--quiet);font-size:.92em}
.notes{grid-column:3;list-style:none;margin:.35rem 0 0;padding:0}
.foot{font-size:.8rem;line-height:1.5;border-top:1px solid var(--line);margin-top:2.5rem;color:var(--quiet)}.foot h2{font-size:1rem;color:var(--ink)}
@media (max-width:54rem){.row{grid-template-columns:1.4rem minmax(0,1fr);column-gap:.6rem}.notes{grid-column:2;margin:0 0 1em}}
@media print{.row{grid-template-columns:1.2rem minmax(0,1fr) 54mm;column-gap:4mm}.notes{grid-column:3;margin:0}.note{font-size:7.5pt}}
";

/// What only the list of articles has.
const INDEX: &str = "\
table{border-collapse:collapse;width:100%;font-size:.85rem;line-height:1.5}
th,td{text-align:start;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--line)}
th{color:var(--quiet);font-weight:600}td.num{white-space:nowrap}
";

/// What only sheets of quotes have.
const SHEET: &str = "\
.speaker{border-top:1px solid var(--line);padding-top:1.2rem;margin-top:2rem}
.speaker>h2{margin-top:0}.speaker>.about{break-after:avoid}
ol.quotes{list-style:none;margin:0;padding:0}
.quote{margin:0 0 1.6rem;border-inline-start:3px var(--p) var(--c);padding-inline-start:.9rem;break-inside:avoid}
.quote blockquote{margin:0;white-space:pre-wrap}
.quote p.note{border:0;padding:0;margin:.3em 0 0;color:var(--quiet)}.quote p.note b{color:var(--c)}
.beside{list-style:none;margin:.4em 0 0;padding:0}
.beside li{border-inline-start:3px var(--p) var(--c);padding-inline-start:.6rem;margin:.3em 0;font-size:.85em;line-height:1.5}
.index{columns:18rem;column-gap:2rem;font-size:.85rem;padding:0;list-style:none}
@media print{.quote,.beside li{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
";

/// The kinds of pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// An article with its notes.
    Article,
    /// The list of articles.
    Index,
    /// Quotes by speaker.
    Quotes,
}

/// The style of a page; labels have their colours and lines by the class `l-ID`.
pub fn style(sheet: Sheet, labels: &[ShownLabel]) -> String {
    let mut style = COMMON.to_owned();
    style.push_str(match sheet {
        Sheet::Article => ARTICLE,
        Sheet::Index => INDEX,
        Sheet::Quotes => SHEET,
    });
    let mut dark = String::new();
    for label in labels {
        let ShownLabel { id, colour, pattern, .. } = label;
        let line = pattern.name();
        // Borders know no waves.
        let border = if *pattern == Pattern::Wavy { "ridge" } else { line };
        let light = rule(id, colour.light, 0.13);
        writeln!(
            style,
            "{light}.l-{id}{{--p:{border}}}mark.l-{id},.on.l-{id}{{text-decoration-style:{line}}}"
        )
        .unwrap_or_default();
        dark.push_str(&rule(id, colour.dark, 0.17));
    }
    if !dark.is_empty() {
        writeln!(style, "@media screen and (prefers-color-scheme:dark){{{dark}}}").unwrap_or_default();
    }
    style
}

fn rule(id: &str, colour: u32, opacity: f32) -> String {
    let [_, red, green, blue] = colour.to_be_bytes();
    format!(".l-{id}{{--c:#{red:02x}{green:02x}{blue:02x};--t:rgba({red},{green},{blue},{opacity})}}")
}
