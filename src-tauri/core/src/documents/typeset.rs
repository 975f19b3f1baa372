//! Text into lines of placed glyphs: fonts chosen by script, right-to-left text ordered and joined, long words broken.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use krilla::Data;
use krilla::text::{Font, GlyphId, KrillaGlyph, Tag};
use parley::fontique::{Blob, FontInfoOverride};
use parley::style::{FontFamily, FontFamilyName, FontWeight, GenericFamily, OverflowWrap, StyleProperty};
use parley::{Alignment, AlignmentOptions, FontContext, FontData, Layout, LayoutContext};

/// The fonts that come with the program, so that names in Latin, Greek, Cyrillic, Arabic and Hebrew letters look the same
/// everywhere. Names of our own keep them apart from other versions on the machine.
const BUNDLED: [(&str, &[u8]); 4] = [
    (SANS, include_bytes!("fonts/NotoSans-Regular.ttf")),
    (SANS, include_bytes!("fonts/NotoSans-Bold.ttf")),
    (ARABIC, include_bytes!("fonts/NotoSansArabic-Regular.ttf")),
    (HEBREW, include_bytes!("fonts/NotoSansHebrew-Regular.ttf")),
];
const SANS: &str = "Clinic Desk Sans";
const ARABIC: &str = "Clinic Desk Sans Arabic";
const HEBREW: &str = "Clinic Desk Sans Hebrew";

const FAMILIES: &[FontFamilyName<'static>] = &[
    FontFamilyName::Named(Cow::Borrowed(SANS)),
    FontFamilyName::Named(Cow::Borrowed(ARABIC)),
    FontFamilyName::Named(Cow::Borrowed(HEBREW)),
    // For every other script whatever the machine has.
    FontFamilyName::Generic(GenericFamily::SansSerif),
];

/// Looked up once: reading the machine's list of fonts takes a moment.
static FONTS: LazyLock<FontContext> = LazyLock::new(|| {
    let mut fonts = FontContext::new();
    for (family, bytes) in BUNDLED {
        let name = FontInfoOverride { family_name: Some(family), ..FontInfoOverride::default() };
        fonts.collection.register_fonts(Blob::new(Arc::new(bytes)), Some(name));
    }
    fonts
});

/// How text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Look {
    /// Size in points.
    pub(super) size: f32,
    pub(super) weight: Weight,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Weight {
    Plain,
    Bold,
}

impl Look {
    pub(super) const fn plain(size: f32) -> Self {
        Self { size, weight: Weight::Plain }
    }

    pub(super) const fn bold(size: f32) -> Self {
        Self { size, weight: Weight::Bold }
    }

    /// From one line to the next, in points, whatever script it is in.
    pub(super) fn line_height(self) -> f32 {
        self.size * 1.35
    }
}

/// One line, its glyphs placed from its left end.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) runs: Vec<Run>,
    pub(super) width: f32,
}

/// Glyphs of one font.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) x: f32,
    pub(super) font: Font,
    pub(super) size: f32,
    pub(super) text: Arc<str>,
    pub(super) glyphs: Vec<KrillaGlyph>,
}

type FaceKey = (u64, u32, Vec<(Tag, u32)>);

pub(super) struct Typesetter {
    fonts: FontContext,
    layouts: LayoutContext<()>,
    faces: HashMap<FaceKey, Option<Font>>,
}

impl Typesetter {
    /// With the bundled fonts and those of this machine.
    pub(super) fn of_this_machine() -> Self {
        Self { fonts: FONTS.clone(), layouts: LayoutContext::new(), faces: HashMap::new() }
    }

    /// The lines of a text that is at most `width` points wide. An empty text is one empty line.
    pub(super) fn lines(&mut self, text: &str, look: Look, width: f32) -> Vec<Line> {
        text.split('\n').flat_map(|paragraph| self.paragraph(paragraph.trim(), look, width)).collect()
    }

    fn paragraph(&mut self, text: &str, look: Look, width: f32) -> Vec<Line> {
        if text.is_empty() {
            return vec![Line { runs: Vec::new(), width: 0.0 }];
        }
        let text: Arc<str> = text.replace(char::is_control, " ").into();
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, &text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(FontFamily::List(Cow::Borrowed(FAMILIES))));
        builder.push_default(StyleProperty::FontSize(look.size));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        if look.weight == Weight::Bold {
            builder.push_default(StyleProperty::FontWeight(FontWeight::BOLD));
        }
        let mut layout: Layout<()> = builder.build(&text);
        layout.break_all_lines(Some(width));
        // Names of every script begin at the left edge of their column, as the others do.
        layout.align(Alignment::Left, AlignmentOptions::default());
        layout.lines().map(|line| self.line(&line, &text)).collect()
    }

    fn line(&mut self, line: &parley::Line<'_, ()>, text: &Arc<str>) -> Line {
        let mut runs = Vec::new();
        let mut x = 0.0;
        for run in line.runs() {
            let start = x;
            let size = run.font_size();
            let mut glyphs: Vec<KrillaGlyph> = Vec::new();
            // What a ligature stands for beside its first letter. From the left, the rest of a right-to-left ligature
            // comes before the letter that carries the glyph.
            let mut rest: Option<Range<usize>> = None;
            for cluster in run.visual_clusters() {
                let mut range = cluster.text_range();
                if cluster.is_ligature_continuation() {
                    match glyphs.last_mut().filter(|_| !run.is_rtl()) {
                        Some(carrier) => carrier.text_range = around(&carrier.text_range, &range),
                        None => rest = Some(rest.map_or(range.clone(), |rest| around(&rest, &range))),
                    }
                    continue;
                }
                if let Some(rest) = rest.take() {
                    range = around(&rest, &range);
                }
                for glyph in cluster.glyphs() {
                    glyphs.push(KrillaGlyph::new(
                        GlyphId::new(glyph.id),
                        glyph.advance / size,
                        glyph.x / size,
                        glyph.y / size,
                        0.0,
                        range.clone(),
                        None,
                    ));
                    x += glyph.advance;
                }
            }
            let synthesis = run.synthesis();
            let axes = synthesis.variation_settings().iter().map(|(tag, value)| (Tag::new(&tag.to_be_bytes()), *value));
            let axes: Vec<(Tag, f32)> = axes.collect();
            if let Some(font) = self.face(run.font(), &axes) {
                runs.push(Run { x: start, font, size, text: Arc::clone(text), glyphs });
            }
        }
        Line { runs, width: x }
    }

    fn face(&mut self, font: &FontData, axes: &[(Tag, f32)]) -> Option<Font> {
        let key = (font.data.id(), font.index, axes.iter().map(|(tag, value)| (*tag, value.to_bits())).collect());
        let face = self.faces.entry(key).or_insert_with(|| {
            let (data, _) = font.data.clone().into_raw_parts();
            Font::new_variable(Data::from(data), font.index, axes)
        });
        face.clone()
    }
}

fn around(one: &Range<usize>, other: &Range<usize>) -> Range<usize> {
    one.start.min(other.start)..one.end.max(other.end)
}
