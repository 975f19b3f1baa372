//! Where a search looks: candidates from the index of names, birth dates, phone numbers. A limit stands on everything that
//! is joined, so that a short word costs no more than a long one; ranking is the caller's.

use chrono::NaiveDate;
use sqlx::mysql::MySqlConnection;
use sqlx::{FromRow, MySql, QueryBuilder};

use crate::error::Outcome;
use crate::ids::PatientId;
use crate::patients::words::{alike, near_keys, sounds};
use crate::sql_list::push_list;

/// Patients looked at for one search; the most recently changed come first.
const CANDIDATES: u32 = 100;
/// Patients joined before they are ordered.
const JOINED: u32 = 200;
/// Words looked at for each part of a word.
const WORDS: u32 = 64;
/// Where counting patients ends.
const MANY: u32 = 4000;
/// Words like a typed one that are looked for.
const SIMILAR: usize = 15;

/// Someone who may be meant.
#[derive(Clone, Debug, FromRow)]
pub(super) struct Candidate {
    pub(super) id: PatientId,
    pub(super) family_name: String,
    pub(super) given_name: String,
    pub(super) birth_date: NaiveDate,
    pub(super) phone: String,
    pub(super) email: Option<String>,
}

const CANDIDATE: &str = "select p.id, p.family_name, p.given_name, p.birth_date, p.phone, p.email from ";

/// A typed word with what it may stand for.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub(super) word: String,
    /// Words it is part of: itself, then those it begins, then those it is inside.
    pub(super) parts: Vec<String>,
    /// Words spelt or sounding like it; empty until they are asked for.
    pub(super) similar: Vec<String>,
}

impl Term {
    /// Looks up what a typed word is part of.
    pub(super) async fn find(connection: &mut MySqlConnection, word: String) -> Outcome<Self> {
        // Words hold letters and digits only, so nothing in them is a wildcard.
        let mut parts: Vec<String> = sqlx::query_scalar(
            "(select word from name_word_keys where search_key like ? order by search_key limit ?) \
             union all (select word from name_word_keys where search_key like ? order by search_key limit ?)",
        )
        .bind(format!("={word}%"))
        .bind(WORDS)
        // One letter is inside nearly every word: it only begins them.
        .bind(if word.chars().count() > 1 { format!("n{word}%") } else { "none".into() })
        .bind(WORDS)
        .fetch_all(connection)
        .await?;
        parts.sort_by_cached_key(|part| (part != &word, !part.starts_with(&word), part.chars().count()));
        parts.dedup();
        Ok(Self { word, parts, similar: Vec::new() })
    }

    /// Looks up the words spelt or sounding like it.
    pub(super) async fn find_similar(&mut self, connection: &mut MySqlConnection) -> Outcome<()> {
        let mut found: Vec<String> = Vec::new();
        let near = near_keys(&self.word);
        if !near.is_empty() {
            let mut query = QueryBuilder::new("select distinct word from name_word_keys where search_key in ");
            push_list(&mut query, &near);
            query.push(" limit 200");
            found.extend(query.build_query_scalar::<String>().fetch_all(&mut *connection).await?);
        }
        for sound in sounds(&self.word) {
            let heard: Vec<String> = sqlx::query_scalar(
                "select distinct word from name_word_keys where search_key like ? order by search_key limit 200",
            )
            .bind(if sound.len() >= 3 { format!("p{sound}%") } else { format!("p{sound}") })
            .fetch_all(&mut *connection)
            .await?;
            found.extend(heard);
        }
        found.retain(|word| alike(&self.word, word) && !self.parts.contains(word));
        found.sort();
        found.dedup();
        found.sort_by(|one, other| closeness(&self.word, other).total_cmp(&closeness(&self.word, one)));
        found.truncate(SIMILAR);
        self.similar = found;
        Ok(())
    }

    /// Every word of the index that it may stand for.
    pub(super) fn meanings(&self) -> Vec<String> {
        self.parts.iter().chain(&self.similar).cloned().collect()
    }

    /// How many patients' names it may stand for, counted up to [`MANY`].
    async fn patients(&self, connection: &mut MySqlConnection) -> Outcome<i64> {
        let mut query = QueryBuilder::new("select count(*) from (select 1 from patient_name_words where word in ");
        push_list(&mut query, &self.meanings());
        query.push(" limit ").push_bind(MANY).push(") c");
        Ok(query.build_query_scalar().fetch_one(connection).await?)
    }

    /// Appends the condition that a patient has a word it may stand for. Counted, not `exists`: that the optimizer may turn
    /// into one pass over every name of the clinic (seen on MariaDB 10.11: 30 ms instead of 3).
    fn push_filter(&self, query: &mut QueryBuilder<MySql>, patient: &str) {
        query.push(format_args!(
            " and 0 < (select count(*) from patient_name_words w where w.patient_id = {patient} and (w.word like "
        ));
        let inside = if self.word.chars().count() > 1 { "%" } else { "" };
        query.push_bind(format!("{inside}{}%", self.word));
        query.push(" or w.word in (");
        let mut list = query.separated(", ");
        for place in 0..=SIMILAR {
            list.push_bind(self.similar.get(place).unwrap_or(&self.word).clone());
        }
        query.push(")))");
    }
}

/// The terms, the one that stands for the fewest patients first: it leads, and the others only have to agree.
pub(super) async fn by_weight<'a>(connection: &mut MySqlConnection, terms: &'a [Term]) -> Outcome<Vec<&'a Term>> {
    let mut weighed = Vec::new();
    if terms.len() > 1 {
        for term in terms {
            weighed.push((term.patients(connection).await?, term));
        }
        weighed.sort_by_key(|(patients, _)| *patients);
        return Ok(weighed.into_iter().map(|(_, term)| term).collect());
    }
    Ok(terms.iter().collect())
}

pub(super) fn closeness(one: &str, other: &str) -> f64 {
    strsim::jaro_winkler(one, other)
}

/// Patients who have every one of `words` in their name, whole: few steps of the index, and the server picks the order.
pub(super) async fn by_whole_words(connection: &mut MySqlConnection, words: &[&str]) -> Outcome<Vec<Candidate>> {
    let Some((first, others)) = words.split_first() else { return Ok(Vec::new()) };
    let mut query = QueryBuilder::new(CANDIDATE);
    query.push("(select w.patient_id as id from patient_name_words w");
    for (place, word) in others.iter().enumerate() {
        query.push(format_args!(
            " join patient_name_words w{place} on w{place}.patient_id = w.patient_id and w{place}.word = "
        ));
        query.push_bind((*word).to_owned());
    }
    query.push(" where w.word = ").push_bind((*first).to_owned());
    finish(query, connection).await
}

/// Patients with one of `words` in their name, who have every one of `filters` too.
pub(super) async fn by_words(
    connection: &mut MySqlConnection,
    words: &[String],
    filters: &[&Term],
) -> Outcome<Vec<Candidate>> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = QueryBuilder::new(CANDIDATE);
    query.push("(select distinct a.patient_id as id from patient_name_words a where a.word in ");
    push_list(&mut query, words);
    for filter in filters {
        filter.push_filter(&mut query, "a.patient_id");
    }
    finish(query, connection).await
}

/// Patients born within one of the ranges (when there are any) whose phone number ends so (when it is said), who have every
/// one of `filters` in their name.
pub(super) async fn by_facts(
    connection: &mut MySqlConnection,
    born: &[(NaiveDate, NaiveDate)],
    phone_tail: Option<&str>,
    filters: &[&Term],
) -> Outcome<Vec<Candidate>> {
    let mut query = QueryBuilder::new(CANDIDATE);
    query.push("(select q.id from patients q where q.deleted_at is null");
    if let (Some(first), Some(last)) = (born.first(), born.last()) {
        query.push(" and (q.birth_date between ").push_bind(first.0).push(" and ").push_bind(first.1);
        query.push(" or q.birth_date between ").push_bind(last.0).push(" and ").push_bind(last.1).push(")");
    }
    if let Some(tail) = phone_tail {
        query.push(" and q.phone_reversed like ").push_bind(format!("{tail}%"));
    }
    for filter in filters {
        filter.push_filter(&mut query, "q.id");
    }
    finish(query, connection).await
}

/// Patients born on one of these dates.
pub(super) async fn by_dates(connection: &mut MySqlConnection, dates: &[NaiveDate]) -> Outcome<Vec<Candidate>> {
    let mut query = QueryBuilder::new(CANDIDATE);
    query.push("(select q.id from patients q where q.birth_date in ");
    push_list(&mut query, dates);
    finish(query, connection).await
}

/// Patients with this phone number or e-mail; empty ones are nobody's.
pub(super) async fn by_contact(
    connection: &mut MySqlConnection,
    phone_reversed: &str,
    email: &str,
) -> Outcome<Vec<Candidate>> {
    let mut query = QueryBuilder::new(CANDIDATE);
    query.push("(select q.id from patients q where q.phone_reversed = ").push_bind(phone_reversed.to_owned());
    query
        .push(" and q.phone_reversed <> '' union select r.id from patients r where r.email = ")
        .push_bind(email.to_owned());
    finish(query, connection).await
}

/// The inner select is limited before its patients are read and ordered.
async fn finish(mut query: QueryBuilder<MySql>, connection: &mut MySqlConnection) -> Outcome<Vec<Candidate>> {
    query.push(" limit ").push_bind(JOINED);
    query.push(
        ") c join patients p on p.id = c.id where p.deleted_at is null order by p.updated_at desc, p.id desc limit ",
    );
    query.push_bind(CANDIDATES);
    Ok(query.build_query_as().fetch_all(connection).await?)
}

/// The patient with this reference.
pub(super) async fn by_reference(connection: &mut MySqlConnection, reference: &str) -> Outcome<Option<PatientId>> {
    Ok(sqlx::query_scalar("select id from patients where reference = ? and deleted_at is null")
        .bind(reference)
        .fetch_optional(connection)
        .await?)
}

/// The patients registered or changed last.
pub(super) async fn recent(connection: &mut MySqlConnection, limit: u32) -> Outcome<Vec<PatientId>> {
    Ok(sqlx::query_scalar("select id from patients where deleted_at is null order by updated_at desc, id desc limit ?")
        .bind(limit)
        .fetch_all(connection)
        .await?)
}
