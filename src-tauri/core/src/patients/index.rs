//! The index of names: the words of each patient's name, and for every distinct word the keys it is found by.

use std::collections::BTreeSet;

use sqlx::QueryBuilder;
use sqlx::mysql::MySqlConnection;

use crate::error::Outcome;
use crate::ids::PatientId;
use crate::patients::words::{keys, words};
use crate::sql_list::push_list;

/// Adds the words of patients' names (family name and given name of each). For one patient or many thousands; a patient
/// who has words already keeps them.
pub(crate) async fn add(connection: &mut MySqlConnection, names: &[(PatientId, &str, &str)]) -> Outcome<()> {
    let mut rows: Vec<(String, PatientId)> = names
        .iter()
        .flat_map(|(id, family, given)| words(family).into_iter().chain(words(given)).map(|word| (word, *id)))
        .collect();
    // In the order of the key, so that two writers take their locks in one order.
    rows.sort_unstable();
    rows.dedup();
    for some in rows.chunks(1000) {
        let mut query = QueryBuilder::new("insert ignore into patient_name_words (word, patient_id) ");
        query.push_values(some, |mut row, (word, id)| {
            row.push_bind(word).push_bind(*id);
        });
        query.build().execute(&mut *connection).await?;
    }
    let distinct: BTreeSet<String> = rows.into_iter().map(|(word, _)| word).collect();
    add_keys(connection, &distinct.into_iter().collect::<Vec<_>>()).await
}

/// Forgets the words of a patient's name. The keys of a word nobody has any more stay; they lead to nobody.
pub(crate) async fn remove(connection: &mut MySqlConnection, patient: PatientId) -> Outcome<()> {
    sqlx::query("delete from patient_name_words where patient_id = ?").bind(patient).execute(connection).await?;
    Ok(())
}

async fn add_keys(connection: &mut MySqlConnection, words: &[String]) -> Outcome<()> {
    for some in words.chunks(512) {
        // Most names are known: reading first keeps registrations from queueing at the same keys.
        let themselves: Vec<String> = some.iter().map(|word| format!("={word}")).collect();
        let mut query = QueryBuilder::new("select word from name_word_keys where search_key in ");
        push_list(&mut query, &themselves);
        let known: BTreeSet<String> =
            query.build_query_scalar().fetch_all(&mut *connection).await?.into_iter().collect();
        let mut rows: Vec<(String, &String)> = some
            .iter()
            .filter(|word| !known.contains(*word))
            .flat_map(|word| keys(word).into_iter().map(move |key| (key, word)))
            .collect();
        rows.sort_unstable();
        for some in rows.chunks(1000) {
            let mut query = QueryBuilder::new("insert ignore into name_word_keys (search_key, word) ");
            query.push_values(some, |mut row, (key, word)| {
                row.push_bind(key).push_bind(*word);
            });
            query.build().execute(&mut *connection).await?;
        }
    }
    Ok(())
}
