//! What stands in a chart, and what it may hold. Pure: no database, no clock.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::altered::Altered;
use crate::civil::parse_date;
use crate::consultations::model::PastVisit;
use crate::consultations::note::{Vitals, reads_as_code};
use crate::error::{FieldError, FieldProblem, FormCheck, Outcome};
use crate::ids::{AppointmentId, ChartEntryId, PatientId, RequestId};
use crate::patients::model::PatientView;
use crate::text::{Lines, optional, required};

/// What an allergy is to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AllergyTo {
    /// Something that heals others.
    Medication,
    /// Something to eat or drink.
    Food,
    /// Pollen, latex, stings: what is around.
    Environmental,
}

/// How bad an allergy gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AllergySeverity {
    /// Unpleasant.
    Mild,
    /// Needs treatment.
    Moderate,
    /// Threatens life: nobody may overlook it.
    Severe,
}

/// A blood type of the AB0 and rhesus systems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub enum BloodType {
    /// A positive.
    #[serde(rename = "A+")]
    APositive,
    /// A negative.
    #[serde(rename = "A-")]
    ANegative,
    /// B positive.
    #[serde(rename = "B+")]
    BPositive,
    /// B negative.
    #[serde(rename = "B-")]
    BNegative,
    /// AB positive.
    #[serde(rename = "AB+")]
    AbPositive,
    /// AB negative.
    #[serde(rename = "AB-")]
    AbNegative,
    /// 0 positive.
    #[serde(rename = "0+")]
    ZeroPositive,
    /// 0 negative.
    #[serde(rename = "0-")]
    ZeroNegative,
}

/// What of how somebody lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SocialTopic {
    /// Smoking and what is like it.
    Tobacco,
    /// Drinking.
    Alcohol,
    /// Other substances.
    Drugs,
    /// What they do for a living.
    Work,
    /// With whom, and where.
    Home,
    /// How they move and eat.
    Lifestyle,
    /// Anything else.
    Other,
}

/// What an entry says. Texts of one line hold 200 characters at most, remarks 1,000.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ChartFact {
    /// Something the patient must not get.
    Allergy {
        /// The substance, or the group of substances.
        substance: String,
        /// What it is to.
        allergy_to: AllergyTo,
        /// How bad.
        severity: AllergySeverity,
        /// What happens.
        reaction: String,
    },
    /// Somebody asked, and no allergy is known. It says nothing beside an allergy that holds. A chart has one such entry at
    /// most.
    NoKnownAllergy {},
    /// An illness that stays.
    Condition {
        /// ICD-10-CM with its point; may be empty.
        code: String,
        /// What it is.
        title: String,
        /// Since when, in whatever words: `2019`, `childhood`.
        since: String,
        /// More about it.
        remark: String,
    },
    /// Something the patient takes, whoever prescribed it.
    Medication {
        /// With strength and form.
        name: String,
        /// How much and how often.
        dose: String,
        /// Since when.
        since: String,
        /// What for, from whom.
        remark: String,
    },
    /// An illness of a relative.
    FamilyHistory {
        /// Who: `mother`.
        relative: String,
        /// What it is.
        title: String,
        /// More about it: at what age.
        remark: String,
    },
    /// How the patient lives.
    SocialHistory {
        /// What of it.
        topic: SocialTopic,
        /// In words, at most 1,000 characters.
        words: String,
    },
    /// A vaccination.
    Immunisation {
        /// Against what, or which.
        vaccine: String,
        /// When: `2019`, `2019-05` or `2019-05-03`; may be empty.
        given_on: String,
        /// The batch's number.
        batch: String,
        /// More about it.
        remark: String,
    },
    /// The blood type. A chart has one such entry at most.
    BloodType {
        /// Which.
        blood_type: BloodType,
        /// Where it is known from.
        remark: String,
    },
}

/// Where an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChartStanding {
    /// It holds.
    Active,
    /// It held, and is over.
    Ended,
    /// It never held.
    EnteredInError,
}

/// Keeps an entry as a new version; the first makes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SaveChartEntry {
    /// The write's id.
    pub request_id: RequestId,
    /// Made by the workstation.
    pub entry_id: ChartEntryId,
    /// Whose chart.
    pub patient_id: PatientId,
    /// The version on the screen; none of a new one.
    pub row_version: Option<u32>,
    /// What it says.
    pub fact: ChartFact,
    /// Where it stands.
    pub standing: ChartStanding,
    /// Why it changes, at most 300 characters; must be there where it was entered in error.
    pub why: String,
}

/// Opens a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OpenChart {
    /// The event's id (reading a chart is an event).
    pub request_id: RequestId,
    /// Whose.
    pub patient_id: PatientId,
}

/// A question for everything that an entry once said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChartVersionsRequest {
    /// The event's id.
    pub request_id: RequestId,
    /// Which.
    pub entry_id: ChartEntryId,
}

/// An entry in one of its versions.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ChartEntryView {
    /// Its id.
    pub id: ChartEntryId,
    /// What it says.
    pub fact: ChartFact,
    /// Where it stands.
    pub standing: ChartStanding,
    /// Why it was changed; may be empty.
    pub why: String,
    /// When this version was written.
    pub saved_at: DateTime<Utc>,
    /// By whom.
    pub saved_by: String,
    /// Its version, counted from 1, to name in the next write.
    pub row_version: u32,
}

/// The vital signs of one visit.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct MeasuredVitals {
    /// The visit.
    pub appointment_id: AppointmentId,
    /// Its time on the location's wall.
    pub starts_local: NaiveDateTime,
    /// As they stand in its note.
    pub vitals: Vitals,
    /// Body mass index, kg/m², one decimal, where weight and height are there.
    pub body_mass_index: Option<String>,
}

/// A patient's chart.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ChartView {
    /// Whose.
    pub patient: PatientView,
    /// Until when an emergency access of the reader lets them read it, by the server's clock.
    pub emergency_until: Option<DateTime<Utc>>,
    /// Every entry in its newest version, the newest first; also those that ended or were entered in error.
    pub entries: Vec<ChartEntryView>,
    /// Entries that cannot be shown.
    pub altered: Vec<Altered>,
    /// What was measured in the last 500 completed visits, the newest first.
    pub vitals: Vec<MeasuredVitals>,
    /// The last completed visits, the newest first, 50 at most. `consultations_history` goes on from the last of them.
    pub visits: Vec<PastVisit>,
    /// How many completed visits there are.
    pub visits_in_all: u32,
}

const LINE: usize = 200;
const REMARK: usize = 1_000;
const WHY: usize = 300;

impl ChartFact {
    /// The column that lets a chart have one such entry only. The server reads it: it says nothing of what the entry says.
    pub(super) fn only_one(&self) -> Option<&'static str> {
        match self {
            Self::BloodType { .. } => Some("blood_type"),
            Self::NoKnownAllergy {} => Some("asked"),
            _ => None,
        }
    }

    /// Whether the other is an entry of the same kind: an entry does not become another.
    pub(super) fn same_kind(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// What was typed, read: trimmed, with what must be there, on no day after `latest`.
    ///
    /// # Errors
    /// `Invalid` at every field that is missing, too long, no code or no date.
    pub(super) fn parse(self, latest: NaiveDate, check: &mut FormCheck) -> Self {
        let must = |check: &mut FormCheck, field: &str, text: &str| {
            check.take(required(field, text, LINE, Lines::One)).unwrap_or_default()
        };
        let may = |check: &mut FormCheck, field: &str, text: &str| {
            check.take(optional(field, text, LINE, Lines::One)).unwrap_or_default()
        };
        let long = |check: &mut FormCheck, text: &str| {
            check.take(optional("remark", text, REMARK, Lines::Many)).unwrap_or_default()
        };
        match self {
            Self::Allergy { substance, allergy_to, severity, reaction } => Self::Allergy {
                substance: must(check, "substance", &substance),
                allergy_to,
                severity,
                reaction: may(check, "reaction", &reaction),
            },
            Self::NoKnownAllergy {} => Self::NoKnownAllergy {},
            Self::Condition { code, title, since, remark } => Self::Condition {
                code: check.take(read_code(&code)).unwrap_or_default(),
                title: must(check, "title", &title),
                since: may(check, "since", &since),
                remark: long(check, &remark),
            },
            Self::Medication { name, dose, since, remark } => Self::Medication {
                name: must(check, "name", &name),
                dose: may(check, "dose", &dose),
                since: may(check, "since", &since),
                remark: long(check, &remark),
            },
            Self::FamilyHistory { relative, title, remark } => Self::FamilyHistory {
                relative: must(check, "relative", &relative),
                title: must(check, "title", &title),
                remark: long(check, &remark),
            },
            Self::SocialHistory { topic, words } => Self::SocialHistory {
                topic,
                words: check.take(required("words", &words, REMARK, Lines::Many)).unwrap_or_default(),
            },
            Self::Immunisation { vaccine, given_on, batch, remark } => Self::Immunisation {
                vaccine: must(check, "vaccine", &vaccine),
                given_on: check.take(read_part_of_date(&given_on, latest)).unwrap_or_default(),
                batch: may(check, "batch", &batch),
                remark: long(check, &remark),
            },
            Self::BloodType { blood_type, remark } => Self::BloodType { blood_type, remark: long(check, &remark) },
        }
    }
}

impl SaveChartEntry {
    /// The entry as it is kept.
    ///
    /// # Errors
    /// `Invalid` at every field of the fact, and at `why` where something was entered in error and nobody says why.
    pub(super) fn parse(self, latest: NaiveDate) -> Outcome<Self> {
        let mut check = FormCheck::default();
        let why = match self.standing {
            ChartStanding::EnteredInError => required("why", &self.why, WHY, Lines::One),
            ChartStanding::Active | ChartStanding::Ended => optional("why", &self.why, WHY, Lines::One),
        };
        let why = check.take(why).unwrap_or_default();
        let fact = self.fact.clone().parse(latest, &mut check);
        check.finish()?;
        Ok(Self { fact, why, ..self })
    }
}

/// A code of the shape of ICD-10-CM, or none.
fn read_code(typed: &str) -> Result<String, FieldError> {
    let code = typed.trim().to_uppercase();
    match code.is_empty() || reads_as_code(&code) {
        true => Ok(code),
        false => Err(FieldError::new("code", FieldProblem::BadCharacters)),
    }
}

/// A date of which the day or the month may be unknown.
fn read_part_of_date(typed: &str, latest: NaiveDate) -> Result<String, FieldError> {
    let typed = typed.trim();
    let whole = match typed.len() {
        0 => return Ok(String::new()),
        4 => format!("{typed}-01-01"),
        7 => format!("{typed}-01"),
        _ => typed.to_owned(),
    };
    let date = parse_date("given_on", &whole)?;
    match date > latest {
        true => Err(FieldError::new("given_on", FieldProblem::InTheFuture)),
        false => Ok(typed.to_owned()),
    }
}
