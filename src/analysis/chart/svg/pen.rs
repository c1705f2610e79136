//! Writes shapes and words as SVG elements.

use std::fmt::Write as _;

use crate::model::text::visible::visible;

/// Where a text stands in relation to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::analysis) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct Look {
    pub size: f64,
    pub weight: u32,
    pub colour: &'static str,
    pub anchor: Anchor,
}

/// An SVG document in the making.
#[derive(Debug, Default)]
pub(in crate::analysis) struct Pen {
    pub body: String,
}

impl Pen {
    fn put(&mut self, element: std::fmt::Arguments<'_>) {
        self.body.write_fmt(element).expect("a string takes everything");
        self.body.push('\n');
    }

    /// A field; `tip` is what a reader of the picture sees when pointing at it.
    pub(in crate::analysis) fn field(
        &mut self,
        (x, y, width, height): (f64, f64, f64, f64),
        fill: &str,
        tip: &str,
    ) {
        let (x, y, width, height) = (Unit(x), Unit(y), Unit(width), Unit(height));
        if tip.is_empty() {
            self.put(format_args!(
                r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}"/>"#
            ));
        } else {
            let tip = escaped(tip);
            self.put(format_args!(
                r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}"><title>{tip}</title></rect>"#
            ));
        }
    }

    pub(in crate::analysis) fn line(
        &mut self,
        (x1, y1): (f64, f64),
        (x2, y2): (f64, f64),
        colour: &str,
        thickness: f64,
    ) {
        let (x1, y1, x2, y2, thickness) = (Unit(x1), Unit(y1), Unit(x2), Unit(y2), Unit(thickness));
        self.put(format_args!(
            r#"<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}" stroke-width="{thickness}"/>"#
        ));
    }

    /// A line through several points; `is_dashed` tells it from another where colour alone would not do.
    pub(in crate::analysis) fn path(&mut self, points: &[(f64, f64)], colour: &str, dashes: Option<&str>) {
        let mut list = String::new();
        for (x, y) in points {
            write!(list, "{},{} ", Unit(*x), Unit(*y)).expect("a string takes everything");
        }
        let dashes = dashes.map(|dashes| format!(r#" stroke-dasharray="{dashes}""#)).unwrap_or_default();
        self.put(format_args!(
            r#"<polyline points="{}" fill="none" stroke="{colour}" stroke-width="2" stroke-linejoin="round"{dashes}/>"#,
            list.trim_end()
        ));
    }

    pub(in crate::analysis) fn dot(&mut self, (x, y): (f64, f64), colour: &str, tip: &str) {
        let (x, y, tip) = (Unit(x), Unit(y), escaped(tip));
        self.put(format_args!(
            r#"<circle cx="{x}" cy="{y}" r="3" fill="{colour}"><title>{tip}</title></circle>"#
        ));
    }

    /// A field that what lies under it shows through.
    pub(in crate::analysis) fn shaded(
        &mut self,
        (x, y, width, height): (f64, f64, f64, f64),
        fill: &str,
        opacity: f64,
        tip: &str,
    ) {
        let (x, y, width, height, tip) = (Unit(x), Unit(y), Unit(width), Unit(height), escaped(tip));
        self.put(format_args!(
            r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="4" fill="{fill}" fill-opacity="{opacity}"><title>{tip}</title></rect>"#
        ));
    }

    /// A circle with a line around it.
    pub(in crate::analysis) fn ring(
        &mut self,
        (x, y): (f64, f64),
        radius: f64,
        fill: &str,
        stroke: &str,
        tip: &str,
    ) {
        let (x, y, radius, tip) = (Unit(x), Unit(y), Unit(radius), escaped(tip));
        self.put(format_args!(
            r#"<circle cx="{x}" cy="{y}" r="{radius}" fill="{fill}" stroke="{stroke}" stroke-width="1.6" pointer-events="all"><title>{tip}</title></circle>"#
        ));
    }

    /// A filled shape with corners.
    pub(in crate::analysis) fn shape(&mut self, corners: &[(f64, f64)], fill: &str, tip: &str) {
        let corners: Vec<String> =
            corners.iter().map(|(x, y)| format!("{},{}", Unit(*x), Unit(*y))).collect();
        let (corners, tip) = (corners.join(" "), escaped(tip));
        self.put(format_args!(r#"<polygon points="{corners}" fill="{fill}"><title>{tip}</title></polygon>"#));
    }

    pub(in crate::analysis) fn text(&mut self, (x, y): (f64, f64), text: &str, look: Look) {
        self.turned_text((x, y), text, look, 0.0);
    }

    /// A text turned about its point, by degrees clockwise.
    pub(in crate::analysis) fn turned_text(
        &mut self,
        (x, y): (f64, f64),
        text: &str,
        look: Look,
        degrees: f64,
    ) {
        let Look { size, weight, colour, anchor } = look;
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => r#" text-anchor="middle""#,
            Anchor::End => r#" text-anchor="end""#,
        };
        let (x, y, size) = (Unit(x), Unit(y), Unit(size));
        let turn = if degrees == 0.0 {
            String::new()
        } else {
            format!(r#" transform="rotate({} {x} {y})""#, Unit(degrees))
        };
        let text = escaped(text);
        self.put(format_args!(
            r#"<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{colour}"{anchor}{turn}>{text}</text>"#
        ));
    }
}

/// A coordinate to a tenth, so that the same chart is the same bytes everywhere.
struct Unit(f64);

impl std::fmt::Display for Unit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rounded = (self.0 * 10.0).round() / 10.0;
        // Adding zero turns -0 into 0.
        write!(f, "{}", rounded + 0.0)
    }
}

/// A text as an XML document can hold it. Characters that XML has no place for are shown by stand-ins.
pub(in crate::analysis) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for ch in visible(text).chars() {
        match ch {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            _ => escaped.push(ch),
        }
    }
    escaped
}
