//! Documents on paper: what is to be read, laid out on pages, as the bytes of a PDF. Everything the clinic prints goes
//! through here. Pure but for the fonts of the machine, which are looked up once.

mod compose;
mod measures;
pub mod model;
mod pdf;
mod typeset;

use crate::error::Outcome;
use model::Document;

/// The document as a PDF. The same document gives the same pages.
///
/// # Errors
/// [`ClinicError::Inconsistent`](crate::error::ClinicError::Inconsistent) when a font of the machine is broken.
///
/// ```
/// use clinic_core::documents::model::{Block, Document, Paper};
/// let document = Document {
///     title: "Day sheet".into(),
///     subtitle: "Monday, 2 March 2026".into(),
///     blocks: vec![Block::Paragraph("Nothing is booked.".into())],
///     ..Document::on(Paper::A4)
/// };
/// assert!(clinic_core::documents::pdf(&document).unwrap().starts_with(b"%PDF-"));
/// ```
pub fn pdf(document: &Document) -> Outcome<Vec<u8>> {
    let mut typesetter = typeset::Typesetter::of_this_machine();
    pdf::write(document, &compose::pages(document, &mut typesetter))
}
