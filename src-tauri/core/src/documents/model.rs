//! What a document says, without where it stands on the paper. Pure: no database, no clock.

use chrono::{DateTime, Utc};
use fast_qr::{ECL, QRBuilder};

/// A document to be printed.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// What it is, large on the first page and small on the others.
    pub title: String,
    /// Of when or of whom; may be empty.
    pub subtitle: String,
    /// Whose paper it is: the name in bold, then its particulars in one line each. May be empty.
    pub letterhead: Vec<String>,
    /// What it says, from the top.
    pub blocks: Vec<Block>,
    /// What stands at the foot of every page beside its number; may be empty.
    pub foot: String,
    /// How a page is numbered: `Page {page} of {pages}`. A document of one page without a foot has no number.
    pub page_of: String,
    /// The language of its words, such as `en`.
    pub language: String,
    /// The paper.
    pub paper: Paper,
    /// When it was made; it stands in the file's properties. `None` leaves it out.
    pub made_at: Option<DateTime<Utc>>,
}

impl Document {
    /// An empty document on this paper.
    pub fn on(paper: Paper) -> Self {
        Self {
            title: String::new(),
            subtitle: String::new(),
            letterhead: Vec::new(),
            blocks: Vec::new(),
            foot: String::new(),
            page_of: "{page} / {pages}".into(),
            language: "en".into(),
            paper,
            made_at: None,
        }
    }
}

/// The paper, upright.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// 210 × 297 mm: lists.
    A4,
    /// 148 × 210 mm: a leaf that is handed over.
    A5,
    /// 105 × 148 mm: a card that the patient takes home.
    A6,
}

/// A part of a document. A part that does not fit goes on over the page; a row of a table stays together when a page can
/// hold it.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading; it stays with what follows.
    Heading(String),
    /// Running text; line breaks are kept.
    Paragraph(String),
    /// Something to be read from afar, under its small name.
    Large {
        /// What it is.
        name: String,
        /// What it says.
        text: String,
    },
    /// Names with what they say, one under the other. Empty ones are left out.
    Facts(Vec<(String, String)>),
    /// A table; its head is repeated on every page.
    Table(Table),
    /// A QR code with lines of text beside it; it stays on one page.
    Code {
        /// The code.
        code: Code,
        /// From the top, small.
        beside: Vec<String>,
    },
}

/// A QR code: rows of modules, the dark ones `true`.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    pub(super) rows: Vec<Vec<bool>>,
}

impl Code {
    /// The code of a text; `None` when it is longer than any code. A code of capitals and digits is the smallest.
    ///
    /// ```
    /// use clinic_core::documents::model::Code;
    /// assert!(Code::of("CLINIC").is_some());
    /// assert!(Code::of(&"A".repeat(5000)).is_none());
    /// ```
    pub fn of(text: &str) -> Option<Self> {
        // As much of the code may be dirty as its size allows.
        let made = [ECL::M, ECL::L].into_iter().find_map(|dirt| QRBuilder::new(text).ecl(dirt).build().ok())?;
        let rows = (0..made.size).map(|row| made[row].iter().map(|module| module.value()).collect());
        Some(Self { rows: rows.collect() })
    }
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Said again above the head on every page that it goes on over; may be empty.
    pub continued: String,
    /// From the left.
    pub columns: Vec<Column>,
    /// Each with a cell for every column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// What stands above it.
    pub title: String,
    /// Its share of the width, against the others'.
    pub share: f32,
}

impl Column {
    /// A column.
    pub fn new(title: &str, share: f32) -> Self {
        Self { title: title.to_owned(), share }
    }
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// What it says; long text wraps.
    Text(String),
    /// A box to be ticked by hand.
    TickBox,
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::Text(text.into())
    }
}
