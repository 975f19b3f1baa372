//! A signed prescription on paper, and what others need to check it.

use super::actions::{Desk, pdf};
use super::model::{MadeFile, PrescriptionPaper, PrintPrescription, VerifierFile, VerifierRequest};
use super::papers::{Printing, letterhead};
use crate::access::{Action, Actor};
use crate::appointments;
use crate::civil::parse_date;
use crate::clinic::Clinic;
use crate::documents::model::{Block, Cell, Code, Column, Document, Paper, Table};
use crate::error::{ClinicError, Outcome};
use crate::locations::model::LocationView;
use crate::prescriptions::content::PrescribedMedication;
use crate::prescriptions::{OnPaper, on_paper, verifier as check};

/// A signed prescription as a PDF, on the paper of the place where it was written. The first print is the original; each
/// later one says that it is a copy, and one that was replaced by which.
///
/// # Errors
/// [`ClinicError::NotFound`] for doctors who do not see the patient;
/// [`Refusal::PrescriptionNotSigned`](crate::error::Refusal::PrescriptionNotSigned). Forbidden to all but doctors.
pub async fn prescription(clinic: &Clinic, actor: &Actor, request: PrintPrescription) -> Outcome<MadeFile> {
    actor.may(Action::ReadNotes)?;
    let (words, desk) = Desk::open(clinic, actor, &request.language).await?;
    let printed = on_paper(clinic, actor, request.prescription_id, request.request_id).await?;
    let visit = appointments::get(clinic, actor, printed.prescription.appointment_id).await?;
    let place = desk.locations.iter().find(|location| location.id == visit.location_id);
    let printing = desk.printing(words, clinic, &request.language);
    let document = printing.prescription(&printed, place, request.paper)?;
    pdf(format!("prescription {}.pdf", printed.prescription.number), document).await
}

/// A file for whoever checks the clinic's prescriptions: no patient's data, and no secret.
///
/// # Errors
/// [`Refusal::KeysMissing`](crate::error::Refusal::KeysMissing). Forbidden to all but doctors.
pub async fn verifier(_: &Clinic, actor: &Actor, request: VerifierRequest) -> Outcome<MadeFile> {
    actor.may(Action::HoldKeys)?;
    let public = actor.keys()?.clinic_public();
    Ok(match request.file {
        VerifierFile::Page => {
            MadeFile { name: "check prescriptions.html".into(), bytes: check::page(&public).into_bytes() }
        }
        VerifierFile::Key => MadeFile { name: "clinic public key.pem".into(), bytes: check::pem(&public).into_bytes() },
    })
}

impl Printing<'_> {
    fn prescription(
        &self,
        printed: &OnPaper,
        place: Option<&LocationView>,
        paper: PrescriptionPaper,
    ) -> Outcome<Document> {
        let (words, slip, content) = (self.words, &printed.slip, &printed.prescription.content);
        let date = |text: &str| parse_date("date", text).map_or_else(|_| text.to_owned(), |on| words.short_date(on));
        let title = match &printed.prescription.replaced_by {
            Some(by) => words.prescription_replaced(by),
            None if printed.copy => words.prescription_copy.clone(),
            None => words.prescription.clone(),
        };
        let said = |heading: &String, text: &String| match text.is_empty() {
            true => Vec::new(),
            false => vec![Block::Heading(heading.clone()), Block::Paragraph(text.clone())],
        };
        let mut blocks = vec![
            Block::Facts(vec![
                (words.patient.clone(), slip.patient_name.clone()),
                (words.born.clone(), date(&slip.patient_birth_date)),
                (words.doctor.clone(), slip.doctor_name.clone()),
                (words.licence.clone(), slip.licence_number.clone()),
                (words.date.clone(), date(&slip.signed_on)),
                (words.valid_until.clone(), date(&slip.valid_until)),
                (words.complaint.clone(), content.complaint.clone()),
                (words.diagnosis.clone(), content.diagnosis.clone()),
            ]),
            self.medications(&content.medications),
        ];
        blocks.extend(said(&words.advice, &content.advice));
        blocks.extend(said(&words.diet, &content.diet));
        blocks.extend(said(&words.lab_tests, &content.lab_tests));
        blocks.extend(said(&words.next_visit, &content.next_visit));
        blocks.extend(said(&words.pharmacy_notes, &content.pharmacy_notes));
        let code = Code::of(&printed.code).ok_or_else(|| ClinicError::Inconsistent {
            detail: format!("prescription {} says more than a code holds", printed.prescription.id),
        })?;
        let beside = vec![words.signed_by(&slip.doctor_name, &date(&slip.signed_on)), words.scan_to_check.clone()];
        blocks.push(Block::Code { code, beside });
        Ok(Document {
            title,
            subtitle: printed.prescription.number.clone(),
            letterhead: place.map(|place| letterhead(&[place])).unwrap_or_default(),
            foot: self.foot(place),
            page_of: words.page_of.clone(),
            language: self.language.clone(),
            made_at: Some(self.now),
            blocks,
            ..Document::on(match paper {
                PrescriptionPaper::A4 => Paper::A4,
                PrescriptionPaper::A5 => Paper::A5,
            })
        })
    }

    fn medications(&self, medications: &[PrescribedMedication]) -> Block {
        let words = self.words;
        let row = |(place, medication): (usize, &PrescribedMedication)| {
            let PrescribedMedication { name, dose, frequency, duration, quantity, instructions, .. } = medication;
            let what = if instructions.is_empty() { name.clone() } else { format!("{name}\n{instructions}") };
            let number = (place + 1).to_string();
            [&number, &what, dose, frequency, duration, quantity].map(|text| Cell::from(text.as_str())).to_vec()
        };
        Block::Table(Table {
            continued: words.continued(&words.medications),
            columns: vec![
                Column::new("", 0.3),
                Column::new(&words.medication, 3.0),
                Column::new(&words.dose, 1.1),
                Column::new(&words.frequency, 1.4),
                Column::new(&words.duration, 1.0),
                Column::new(&words.quantity, 1.0),
            ],
            rows: medications.iter().enumerate().map(row).collect(),
        })
    }
}
