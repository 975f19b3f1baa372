//! A letter or a certificate on paper.

use super::actions::{Desk, pdf};
use super::model::{MadeFile, PrintLetter};
use super::papers::{Printing, letterhead};
use super::words::Words;
use crate::access::{Action, Actor};
use crate::civil::{Zone, parse_date};
use crate::clinic::Clinic;
use crate::doctors::model::DoctorView;
use crate::documents::model::{Block, Document, Paper};
use crate::error::Outcome;
use crate::letters::{LetterOnPaper, on_paper};
use crate::locations::model::LocationView;
use crate::patients::model::PatientView;
use crate::prepared_texts::model::LetterKind;
use crate::{appointments, doctors, patients};

/// A letter as a PDF of A4, on the paper of the place where it was issued, with a line for the doctor's hand. The first print is
/// the original; each later one says that it is a copy.
///
/// # Errors
/// [`ClinicError::NotFound`](crate::error::ClinicError::NotFound) for doctors who do not see the patient. Forbidden to all but
/// doctors.
pub async fn letter(clinic: &Clinic, actor: &Actor, request: PrintLetter) -> Outcome<MadeFile> {
    actor.may(Action::ReadNotes)?;
    let (words, desk) = Desk::open(clinic, actor, &request.language).await?;
    let printed = on_paper(clinic, actor, request.letter_id, request.request_id).await?;
    let visit = appointments::get(clinic, actor, printed.letter.appointment_id).await?;
    let patient = patients::get(clinic, actor, printed.letter.patient_id).await?;
    let doctors = doctors::list(clinic, actor).await?;
    let doctor = doctors.iter().find(|doctor| doctor.id == printed.letter.doctor_id);
    let place = desk.locations.iter().find(|location| location.id == visit.location_id);
    let printing = desk.printing(words, clinic, &request.language);
    let issued = Zone::parse("time_zone", &printed.letter.time_zone)
        .map_or(printed.letter.issued_at.date_naive(), |zone| zone.local(printed.letter.issued_at).date());
    let name = format!("letter {issued} {}.pdf", patient.reference);
    pdf(name, printing.letter(&printed, &patient, doctor, place, &words.short_date(issued))).await
}

impl Printing<'_> {
    fn letter(
        &self,
        printed: &LetterOnPaper,
        patient: &PatientView,
        doctor: Option<&DoctorView>,
        place: Option<&LocationView>,
        issued: &str,
    ) -> Document {
        let (words, content) = (self.words, &printed.letter.content);
        let day = |text: &str| parse_date("date", text).map_or_else(|_| String::new(), |on| words.short_date(on));
        let born = words.short_date(patient.birth_date);
        let mut blocks = vec![Block::Facts(vec![
            (words.letter_to.clone(), content.recipient.clone()),
            (words.date.clone(), issued.to_owned()),
            (words.patient.clone(), format!("{}, {}", patient.family_name, patient.given_name)),
            (words.born.clone(), born),
            (words.letter_from.clone(), day(&content.from_on)),
            (words.letter_until.clone(), day(&content.until_on)),
        ])];
        if !content.subject.is_empty() {
            blocks.push(Block::Heading(content.subject.clone()));
        }
        blocks.push(Block::Paragraph(content.text.clone()));
        blocks.push(Block::Paragraph(format!("\n\n{}", "_".repeat(36))));
        blocks.push(Block::Facts(vec![
            (words.doctor.clone(), printed.letter.doctor_name.clone()),
            (words.licence.clone(), doctor.map(|doctor| doctor.licence_number.clone()).unwrap_or_default()),
        ]));
        Document {
            title: words.letter_title(content.kind).to_owned(),
            subtitle: if printed.copy { words.copy.clone() } else { String::new() },
            letterhead: place.map(|place| letterhead(&[place])).unwrap_or_default(),
            foot: self.foot(place),
            page_of: words.page_of.clone(),
            language: self.language.clone(),
            made_at: Some(self.now),
            blocks,
            ..Document::on(Paper::A4)
        }
    }
}

impl Words {
    fn letter_title(&self, kind: LetterKind) -> &str {
        match kind {
            LetterKind::Referral => &self.letter_referral,
            LetterKind::SickNote => &self.letter_sick_note,
            LetterKind::Fitness => &self.letter_fitness,
            LetterKind::Visit => &self.letter_visit,
        }
    }
}
