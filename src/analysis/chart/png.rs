//! The picture of a chart as PNG: the SVG, rendered.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb::Database};
use thiserror::Error;

/// How many pixels a CSS pixel of the picture has: enough for a page and a dense screen.
const SCALE: f32 = 2.0;

/// Why a picture could not be made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PictureError {
    /// The SVG can't be read, which would be a mistake of ours.
    #[error("the plot can't be drawn: {0}")]
    Svg(String),
    /// There is no room for so many pixels.
    #[error("the picture would have {width} × {height} pixels, which is too many")]
    TooLarge {
        /// Pixels from left to right.
        width: u32,
        /// Pixels from top to bottom.
        height: u32,
    },
    /// The pixels can't be packed.
    #[error("the picture can't be packed: {0}")]
    Packing(String),
}

/// The bytes of a PNG of an SVG. `fonts` are those it may be written in; `sans` names the one for what no named
/// family has.
pub fn png(svg: &str, mut fonts: Database, sans: &str) -> Result<Vec<u8>, PictureError> {
    fonts.set_sans_serif_family(sans);
    let options = Options { fontdb: Arc::new(fonts), font_family: sans.to_owned(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|err| PictureError::Svg(err.to_string()))?;
    let size = tree.size().to_int_size().scale_by(SCALE);
    let size = size.ok_or_else(|| PictureError::Svg("it has no size".to_owned()))?;
    let (width, height) = (size.width(), size.height());
    let mut pixels = Pixmap::new(width, height).ok_or(PictureError::TooLarge { width, height })?;
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut pixels.as_mut());
    pixels.encode_png().map_err(|err| PictureError::Packing(err.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_a_png_of_twice_the_size() {
        let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20" fill="red"/></svg>"#;
        let png = png(svg, Database::new(), "Inter").unwrap();
        assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
        assert_eq!(&png[16..24], [0, 0, 0, 60, 0, 0, 0, 40]);
        assert!(matches!(super::png("<svg", Database::new(), "Inter"), Err(PictureError::Svg(_))));
    }
}
