//! A few rows of the demo clinic's table of what does not go together: enough to see a warning. No advice to anybody.

use chrono::{DateTime, Utc};
use sqlx::mysql::MySqlConnection;

use super::random::Chance;
use crate::error::Outcome;
use crate::ids::InteractionId;
use crate::prescriptions::interactions;
use crate::prescriptions::interactions::model::{InteractionForm, InteractionSeverity};

const ROWS: [(&str, &str, InteractionSeverity, &str); 6] = [
    ("Warfarin", "Ibuprofen", InteractionSeverity::Severe, "Bleeding. Paracetamol instead, or check the INR soon."),
    ("Warfarin", "Aspirin", InteractionSeverity::Severe, "Bleeding. Only where both are meant."),
    ("Simvastatin", "Clarithromycin", InteractionSeverity::Severe, "Muscle damage. Stop the statin meanwhile."),
    ("Lisinopril", "Spironolactone", InteractionSeverity::Moderate, "Potassium rises. Check it within two weeks."),
    ("Metformin", "Prednisolone", InteractionSeverity::Mild, "Blood sugar rises while it is taken."),
    ("Penicillin", "Amoxicillin", InteractionSeverity::Severe, "Amoxicillin is a penicillin."),
];

/// Fills the table.
pub(super) async fn insert_interactions(
    connection: &mut MySqlConnection,
    chance: &mut Chance,
    now: DateTime<Utc>,
) -> Outcome<()> {
    for (one, other, severity, words) in ROWS {
        let form = InteractionForm { one: one.into(), other: other.into(), severity, words: words.into() };
        interactions::insert(connection, InteractionId(chance.id(now)), &form).await?;
    }
    Ok(())
}
