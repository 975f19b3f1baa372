//! Finding patients: by what was typed into the search field, and by what is being typed of someone new.

use std::cmp::Reverse;
use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::mysql::MySqlConnection;

use crate::access::{Action, Actor};
use crate::civil;
use crate::clinic::Clinic;
use crate::contact::{self, Phone, PhoneCountry};
use crate::db_error::retry;
use crate::error::{FieldError, FieldProblem, Outcome};
use crate::ids::PatientId;
use crate::patients::find::{self, Candidate, Term, closeness};
use crate::patients::likeness::{LEAST, Traits, likeness, near_dates};
use crate::patients::model::{DuplicateSearch, LikelyDuplicate, MatchedBy, PatientHit, PatientSearch};
use crate::patients::query::Query;
use crate::patients::store;
use crate::patients::words::words;
use crate::text::{self, Lines};

/// With so many found as typed, nobody looks for names that are only like it.
const FEW: usize = 5;
/// How many likely duplicates are worth a look.
const DUPLICATES: usize = 10;

/// The patients meant by what was typed, the likeliest first: whoever has the reference, then the phone or birth date, then
/// the names as typed, then names spelt or sounding alike when those are few. Nothing typed gives those changed last.
///
/// # Errors
/// `Invalid` at `query` (over 200 characters, misleading characters) or `limit`.
pub async fn search(clinic: &Clinic, actor: &Actor, request: PatientSearch) -> Outcome<Vec<PatientHit>> {
    actor.may(Action::SeePatients)?;
    let typed = text::optional("query", &request.query, 200, Lines::One)?;
    let limit = u32::try_from(request.limit)
        .ok()
        .filter(|limit| (1..=50).contains(limit))
        .ok_or_else(|| FieldError::new("limit", FieldProblem::OutOfRange { least: 1, most: 50 }))?;
    let now = clinic.now();
    retry(|| async {
        let mut connection = clinic.read().acquire().await?;
        let found = if typed.is_empty() {
            find::recent(&mut connection, limit).await?.into_iter().map(|id| (id, MatchedBy::Recent)).collect()
        } else {
            run(&mut connection, &Query::parse(&typed, now.date_naive()), limit as usize).await?
        };
        let ids: Vec<PatientId> = found.iter().map(|(id, _)| *id).collect();
        let mut rows: HashMap<_, _> =
            store::load(&mut connection, &ids, now).await?.into_iter().map(|row| (row.id, row)).collect();
        let hits = found.into_iter().filter_map(|(id, why)| rows.remove(&id).map(|row| (row, why)));
        hits.map(|(row, why)| Ok(PatientHit { next_visit_at: row.next_visit_at, patient: row.view(now)?, why }))
            .collect()
    })
    .await
}

type Found = Vec<(PatientId, MatchedBy)>;

async fn run(connection: &mut MySqlConnection, query: &Query, limit: usize) -> Outcome<Found> {
    let mut found = Found::new();
    if let Some(reference) = &query.reference {
        keep(&mut found, find::by_reference(connection, reference).await?, MatchedBy::Reference);
    }
    if query.words.is_empty() {
        by_numbers(connection, query, &mut found).await?;
    } else {
        by_names(connection, query, limit, &mut found).await?;
    }
    found.truncate(limit);
    Ok(found)
}

fn keep(found: &mut Found, ids: impl IntoIterator<Item = PatientId>, why: MatchedBy) {
    for id in ids {
        if found.iter().all(|(known, _)| *known != id) {
            found.push((id, why));
        }
    }
}

async fn by_numbers(connection: &mut MySqlConnection, query: &Query, found: &mut Found) -> Outcome<()> {
    if let Some(tail) = &query.phone_tail {
        let candidates = find::by_facts(connection, &[], Some(tail), &[]).await?;
        keep(found, candidates.into_iter().map(|one| one.id), MatchedBy::Phone);
    }
    if !query.born.is_empty() {
        let candidates = find::by_facts(connection, &query.born, None, &[]).await?;
        keep(found, candidates.into_iter().map(|one| one.id), MatchedBy::BirthDate);
    }
    Ok(())
}

async fn by_names(connection: &mut MySqlConnection, query: &Query, limit: usize, found: &mut Found) -> Outcome<()> {
    let mut terms = Vec::new();
    for word in &query.words {
        terms.push(Term::find(connection, word.clone()).await?);
    }
    rank(found, &terms, look(connection, query, &terms, limit).await?, query);
    if found.len() < FEW.min(limit) {
        for term in &mut terms {
            term.find_similar(connection).await?;
        }
        if terms.iter().any(|term| !term.similar.is_empty()) {
            rank(found, &terms, look(connection, query, &terms, limit).await?, query);
        }
    }
    Ok(())
}

/// Candidates who have every term in their name, and the birth date and phone where they were typed.
async fn look(
    connection: &mut MySqlConnection,
    query: &Query,
    terms: &[Term],
    limit: usize,
) -> Outcome<Vec<Candidate>> {
    if !query.born.is_empty() || query.phone_tail.is_some() {
        let filters: Vec<&Term> = terms.iter().collect();
        return find::by_facts(connection, &query.born, query.phone_tail.as_deref(), &filters).await;
    }
    let mut candidates = Vec::new();
    if terms.len() > 1 {
        if terms.iter().all(|term| term.parts.first() == Some(&term.word)) {
            let whole: Vec<&str> = terms.iter().map(|term| term.word.as_str()).collect();
            candidates = find::by_whole_words(connection, &whole).await?;
        }
        if candidates.len() < limit
            && let Some((lead, others)) = find::by_weight(connection, terms).await?.split_first()
        {
            candidates.extend(find::by_words(connection, &lead.meanings(), others).await?);
        }
        return Ok(candidates);
    }
    let Some(lead) = terms.first() else { return Ok(candidates) };
    // One word alone may mean very many: the word itself first, then what it begins, then what it is inside or like.
    let begins = lead.parts.iter().position(|part| *part != lead.word).unwrap_or(lead.parts.len());
    let inside = lead.parts.iter().position(|part| !part.starts_with(&lead.word)).unwrap_or(lead.parts.len());
    let rest: Vec<String> = lead.parts[inside..].iter().chain(&lead.similar).cloned().collect();
    for words in [&lead.parts[..begins], &lead.parts[begins..inside], &rest] {
        if candidates.len() < limit {
            candidates.extend(find::by_words(connection, words, &[]).await?);
        }
    }
    Ok(candidates)
}

/// Adds the candidates by how well their names agree with what was typed; among equals the order they came in stays.
fn rank(found: &mut Found, terms: &[Term], candidates: Vec<Candidate>, query: &Query) {
    let mut ranked: Vec<(f64, PatientId, MatchedBy)> = candidates
        .into_iter()
        .map(|candidate| {
            let names: Vec<String> =
                words(&candidate.family_name).into_iter().chain(words(&candidate.given_name)).collect();
            let agreements: Vec<f64> = terms.iter().map(|term| agreement(&term.word, &names)).collect();
            let why = match (query.born.is_empty(), query.phone_tail.is_none()) {
                _ if agreements.iter().any(|agreement| *agreement < 1.0) => MatchedBy::SimilarName,
                (false, _) => MatchedBy::BirthDate,
                (true, false) => MatchedBy::Phone,
                (true, true) => MatchedBy::Name,
            };
            (agreements.iter().sum(), candidate.id, why)
        })
        .collect();
    ranked.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (_, id, why) in ranked {
        keep(found, [id], why);
    }
}

/// 3 for the word itself, 2 and more for the beginning of one, 1 and more for the inside of one, less for one that is alike.
fn agreement(typed: &str, names: &[String]) -> f64 {
    let share = |name: &str| closeness(typed, name) * 0.9;
    let of = |name: &String| match name.find(typed) {
        Some(0) if name == typed => 3.0,
        Some(0) => 2.0 + share(name),
        Some(_) => 1.0 + share(name),
        None => share(name),
    };
    names.iter().map(of).fold(0.0, f64::max)
}

/// People already registered who may be the one being typed, the likeliest first. Fields that are empty or not yet whole
/// count for nothing.
///
/// # Errors
/// `Offline`; nothing typed here is refused, since it is being typed.
pub async fn likely_duplicates(
    clinic: &Clinic,
    actor: &Actor,
    request: DuplicateSearch,
) -> Outcome<Vec<LikelyDuplicate>> {
    actor.may(Action::SeePatients)?;
    let typed = traits(&request);
    let now = clinic.now();
    retry(|| async {
        let mut connection = clinic.read().acquire().await?;
        let mut likely: Vec<(i32, PatientId)> = Vec::new();
        for candidate in alike_candidates(&mut connection, &typed).await? {
            let likeness = likeness(&typed, &Traits::from(&candidate));
            let news = likely.iter().all(|(_, known)| *known != candidate.id) && Some(candidate.id) != request.except;
            if likeness >= LEAST && news {
                likely.push((likeness, candidate.id));
            }
        }
        likely.sort_by_key(|(likeness, id)| (Reverse(*likeness), *id));
        likely.truncate(DUPLICATES);
        let ids: Vec<PatientId> = likely.iter().map(|(_, id)| *id).collect();
        let mut rows: HashMap<_, _> =
            store::load(&mut connection, &ids, now).await?.into_iter().map(|row| (row.id, row)).collect();
        let people = likely.into_iter().filter_map(|(likeness, id)| rows.remove(&id).map(|row| (likeness, row)));
        people.map(|(likeness, row)| Ok(LikelyDuplicate { patient: row.view(now)?, likeness })).collect()
    })
    .await
}

fn traits(request: &DuplicateSearch) -> Traits {
    let name = |typed: &str| text::optional("name", typed, 100, Lines::One).unwrap_or_default();
    Traits {
        family_name: name(&request.family_name),
        given_name: name(&request.given_name),
        birth_date: civil::parse_date("birth_date", &request.birth_date).ok(),
        phone: Phone::parse("phone", &request.phone, PhoneCountry::CLINIC)
            .map(|phone| phone.as_str().to_owned())
            .unwrap_or_default(),
        email: contact::optional_email("email", &request.email).ok().flatten().unwrap_or_default(),
    }
}

impl From<&Candidate> for Traits {
    fn from(candidate: &Candidate) -> Self {
        Self {
            family_name: candidate.family_name.clone(),
            given_name: candidate.given_name.clone(),
            birth_date: Some(candidate.birth_date),
            phone: candidate.phone.clone(),
            email: candidate.email.clone().unwrap_or_default(),
        }
    }
}

/// Everybody who shares enough with what is typed to be worth comparing.
async fn alike_candidates(connection: &mut MySqlConnection, typed: &Traits) -> Outcome<Vec<Candidate>> {
    let mut candidates = Vec::new();
    let longest = |name: &str| words(name).into_iter().max_by_key(|word| word.chars().count());
    if let (Some(family), Some(given)) = (longest(&typed.family_name), longest(&typed.given_name)) {
        let mut terms = [Term::find(connection, family).await?, Term::find(connection, given).await?];
        for term in &mut terms {
            term.find_similar(connection).await?;
        }
        let weighed = find::by_weight(connection, &terms).await?;
        if let Some((lead, others)) = weighed.split_first() {
            candidates.extend(find::by_words(connection, &lead.meanings(), others).await?);
        }
    }
    if let Some(born) = typed.birth_date {
        let dates: Vec<NaiveDate> = near_dates(born);
        candidates.extend(find::by_dates(connection, &dates).await?);
    }
    if !typed.phone.is_empty() || !typed.email.is_empty() {
        let reversed: String = typed.phone.chars().rev().filter(char::is_ascii_digit).collect();
        candidates.extend(find::by_contact(connection, &reversed, &typed.email).await?);
    }
    Ok(candidates)
}
