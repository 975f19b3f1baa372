//! Pages of marks as a PDF.

use chrono::{DateTime, Datelike, Timelike, Utc};
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::{DateTime as Stamp, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;

use super::compose::{Mark, Tone};
use super::measures::size;
use super::model::Document;
use crate::error::{ClinicError, Outcome};

pub(super) fn write(document: &Document, pages: &[Vec<Mark>]) -> Outcome<Vec<u8>> {
    let (width, height) = size(document.paper);
    let mut file = krilla::Document::new();
    for marks in pages {
        let settings = PageSettings::from_wh(width, height).expect("a paper has a size");
        let mut page = file.start_page_with(settings);
        let mut surface = page.surface();
        for mark in marks {
            draw(&mut surface, mark);
        }
        surface.finish();
        page.finish();
    }
    file.set_metadata(properties(document));
    file.finish().map_err(|error| ClinicError::Inconsistent { detail: format!("a document is not written: {error:?}") })
}

fn properties(document: &Document) -> Metadata {
    let properties =
        Metadata::new().title(document.title.clone()).language(document.language.clone()).creator("Clinic Desk".into());
    match document.made_at {
        Some(at) => properties.creation_date(stamp(at)),
        None => properties,
    }
}

fn stamp(at: DateTime<Utc>) -> Stamp {
    let small = |number: u32| u8::try_from(number).unwrap_or(0);
    Stamp::new(u16::try_from(at.year()).unwrap_or(0))
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

fn colour(tone: Tone) -> rgb::Color {
    match tone {
        Tone::Ink => rgb::Color::new(20, 24, 28),
        Tone::Muted => rgb::Color::new(84, 92, 100),
        Tone::Faint => rgb::Color::new(200, 205, 210),
    }
}

fn fill(tone: Tone) -> Fill {
    Fill { paint: colour(tone).into(), opacity: NormalizedF32::ONE, rule: Default::default() }
}

fn draw(surface: &mut Surface<'_>, mark: &Mark) {
    match mark {
        Mark::Text { x, baseline, line, tone } => {
            surface.set_stroke(None);
            surface.set_fill(Some(fill(*tone)));
            for run in &line.runs {
                let start = Point::from_xy(x + run.x, *baseline);
                surface.draw_glyphs(start, &run.glyphs, run.font.clone(), &run.text, run.size, false);
            }
        }
        Mark::Rule { x, y, width, tone } => {
            surface.set_stroke(None);
            surface.set_fill(Some(fill(*tone)));
            rectangle(surface, Rect::from_xywh(*x, *y, *width, 0.6));
        }
        Mark::TickBox { x, y, side } => {
            surface.set_fill(None);
            surface.set_stroke(Some(Stroke { paint: colour(Tone::Ink).into(), width: 0.8, ..Stroke::default() }));
            rectangle(surface, Rect::from_xywh(*x, *y, *side, *side));
        }
        Mark::Code { x, y, module, rows } => {
            surface.set_stroke(None);
            surface.set_fill(Some(fill(Tone::Ink)));
            surface.draw_path(&dark(rows, (*x, *y), *module));
        }
    }
}

/// The dark modules of a code as one shape: no hair lines between neighbours.
fn dark(rows: &[Vec<bool>], (x, y): (f32, f32), module: f32) -> Path {
    let mut path = PathBuilder::new();
    for (down, row) in rows.iter().enumerate() {
        let mut across = 0;
        for stretch in row.chunk_by(|one, other| one == other) {
            if stretch[0] {
                let (left, top) = (x + across as f32 * module, y + down as f32 * module);
                let rectangle = Rect::from_xywh(left, top, stretch.len() as f32 * module, module);
                path.push_rect(rectangle.expect("a module has a size"));
            }
            across += stretch.len();
        }
    }
    path.finish().expect("a code has dark modules")
}

fn rectangle(surface: &mut Surface<'_>, rectangle: Option<Rect>) {
    let path = rectangle.and_then(|rectangle| {
        let mut path = PathBuilder::new();
        path.push_rect(rectangle);
        path.finish()
    });
    if let Some(path) = path {
        surface.draw_path(&path);
    }
}
