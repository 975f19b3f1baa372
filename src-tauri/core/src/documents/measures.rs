//! How large everything is on which paper, in points.

use super::model::Paper;
use super::typeset::Look;

/// Sizes by paper.
pub(super) struct Measures {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) margin: f32,
    pub(super) title: Look,
    pub(super) heading: Look,
    pub(super) text: Look,
    pub(super) small: Look,
    pub(super) small_bold: Look,
    pub(super) large: Look,
}

impl Measures {
    pub(super) fn of(paper: Paper) -> Self {
        let ((width, height), margin, title, text, large) = match paper {
            Paper::A4 => (size(paper), 42.0, 17.0, 9.0, 20.0),
            Paper::A5 => (size(paper), 30.0, 14.0, 9.0, 16.0),
            Paper::A6 => (size(paper), 22.0, 12.0, 9.0, 15.0),
        };
        Self {
            width,
            height,
            margin,
            title: Look::bold(title),
            heading: Look::bold(text + 2.0),
            text: Look::plain(text),
            small: Look::plain(text - 1.5),
            small_bold: Look::bold(text - 1.5),
            large: Look::bold(large),
        }
    }

    /// Between the margins.
    pub(super) fn inner(&self) -> f32 {
        self.width - 2.0 * self.margin
    }
}

/// Width and height of a paper.
pub(super) fn size(paper: Paper) -> (f32, f32) {
    let millimetres = |length: f32| length * 72.0 / 25.4;
    match paper {
        Paper::A4 => (millimetres(210.0), millimetres(297.0)),
        Paper::A5 => (millimetres(148.0), millimetres(210.0)),
        Paper::A6 => (millimetres(105.0), millimetres(148.0)),
    }
}
