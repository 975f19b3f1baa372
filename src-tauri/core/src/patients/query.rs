//! What was typed into the one search field, read. Pure.

use chrono::{Datelike, NaiveDate};

use crate::patients::{reference, words};

/// A search, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// A reference with a right check character.
    pub reference: Option<String>,
    /// Birth dates it may mean, from and to: one, both readings of `1/2/1990`, or a whole year.
    pub born: Vec<(NaiveDate, NaiveDate)>,
    /// The digits a phone number may end with, last first.
    pub phone_tail: Option<String>,
    /// Words of a name.
    pub words: Vec<String>,
}

impl Query {
    /// Reads what was typed. Everything in it that means something counts: `smith 1990` is a Smith born in 1990. A text of
    /// nothing but digits may be a phone number and a year at once.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use clinic_core::patients::query::Query;
    /// let today = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    /// let query = Query::parse("smi, an 1/2/1990", today);
    /// assert_eq!(query.words, ["smi", "an"]);
    /// assert_eq!(query.born.len(), 2, "1 February or 2 January");
    /// assert_eq!(Query::parse("26 Feb 1992", today), Query::parse("26.2.1992", today));
    /// assert_eq!(Query::parse("555-0123", today).phone_tail.unwrap(), "3210555");
    /// assert_eq!(Query::parse("%", today), Query::default());
    /// ```
    pub fn parse(text: &str, today: NaiveDate) -> Self {
        let text = text.trim();
        let mut query = Self { reference: reference::parse(text), ..Self::default() };
        if text.chars().all(|c| c.is_ascii_digit() || "()+-./ ".contains(c)) {
            query.born = dates(text, today);
            // A date with separators is no phone number; a year may be the end of one, and so may what is short of a year.
            if query.born.is_empty() || !has_whole_year(text) || text.len() == 4 {
                query.phone_tail = phone_tail(text);
            }
            return query;
        }
        let tokens: Vec<&str> = text
            .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
            .filter(|token| !token.is_empty())
            .collect();
        let mut rest = tokens.as_slice();
        while let Some((token, after)) = rest.split_first() {
            if let Some((born, after)) = written_date(rest, today) {
                query.born = born;
                rest = after;
                continue;
            }
            rest = after;
            let born = dates(token, today);
            if !born.is_empty() {
                query.born = born;
            } else if token.chars().all(|c| c.is_ascii_digit() || "()+-./".contains(c)) && phone_tail(token).is_some() {
                query.phone_tail = phone_tail(token);
            } else if let Some(found) = reference::parse(token) {
                query.reference = query.reference.or(Some(found));
                query.keep_words(token);
            } else {
                query.keep_words(token);
            }
        }
        query
    }

    fn keep_words(&mut self, token: &str) {
        for word in words::words(token) {
            // Six words find anybody; each costs a look at the index.
            if self.words.len() < 6 && !self.words.contains(&word) {
                self.words.push(word);
            }
        }
    }

    /// Whether nothing in it can be searched for.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Three digits at least, last first. A whole national number loses the zeros in front, which E.164 has not; in a tail they
/// are digits like others.
fn phone_tail(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let tail = if digits.len() > 6 { digits.trim_start_matches('0') } else { &digits };
    (tail.len() >= 3 && digits.len() <= 20).then(|| tail.chars().rev().collect())
}

/// Dates, each from and to.
type Born = Vec<(NaiveDate, NaiveDate)>;

fn has_whole_year(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 4)
}

/// A date with its month in letters at the beginning of the tokens, and what comes after it: `26 Feb 1992`, `26. February
/// 92`, `Feb 26 1992`, `26-Feb-1992`. A month alone is a name: there are people called April.
fn written_date<'a>(tokens: &'a [&'a str], today: NaiveDate) -> Option<(Born, &'a [&'a str])> {
    let whole: Vec<&str> = tokens.first()?.split(['-', '.', '/']).collect();
    let (parts, after) = match (whole.as_slice(), tokens) {
        (&[one, two, three], [_, after @ ..]) => ([one, two, three], after),
        (_, &[one, two, three, ref after @ ..]) => ([one, two, three], after),
        _ => return None,
    };
    let [first, second, year] = parts.map(|part| part.trim_end_matches('.'));
    let (day, month) = match (month_number(first), month_number(second)) {
        (None, Some(month)) => (first, month),
        (Some(month), None) => (second, month),
        _ => return None,
    };
    let is_number =
        |part: &str, lengths: &[usize]| lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(day, &[1, 2]) || !is_number(year, &[2, 4]) {
        return None;
    }
    let born = dates(&format!("{day}.{month}.{year}"), today);
    (!born.is_empty()).then_some((born, after))
}

/// The number of a month by its English name or three letters of it at least.
fn month_number(word: &str) -> Option<usize> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_lowercase();
    let found = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(&word))?;
    Some(found + 1)
}

/// The dates a token may mean: `2026-02-01`, `1.2.1990` (day first), `1/2/1990` and `1-2-1990` (both readings), `1990`. A
/// year of two digits is of either century, as far as somebody alive may be born in it.
fn dates(token: &str, today: NaiveDate) -> Born {
    let mut parts = token.split(['-', '.', '/']);
    let numbers: Option<Vec<u32>> = parts
        .by_ref()
        .map(|part| {
            let digits = part.trim();
            (matches!(digits.len(), 1 | 2 | 4) && digits.bytes().all(|b| b.is_ascii_digit()))
                .then(|| digits.parse().ok())
                .flatten()
        })
        .collect();
    let lengths: Vec<usize> = token.split(['-', '.', '/']).map(|part| part.trim().len()).collect();
    let sensible = |year: i32| (today.year() - 130..=today.year()).contains(&year);
    let date = |year: u32, month: u32, day: u32| {
        let year = i32::try_from(year).ok().filter(|year| sensible(*year))?;
        NaiveDate::from_ymd_opt(year, month, day)
    };
    let found = match (numbers.as_deref(), lengths.as_slice()) {
        (Some(&[year]), [4]) => {
            let year = i32::try_from(year).unwrap_or_default();
            let whole = NaiveDate::from_ymd_opt(year, 1, 1).zip(NaiveDate::from_ymd_opt(year, 12, 31));
            return whole.filter(|_| sensible(year)).into_iter().collect();
        }
        (Some(&[year, month, day]), [4, 1 | 2, 1 | 2]) => vec![date(year, month, day)],
        (Some(&[day, month, year]), [1 | 2, 1 | 2, 4]) if token.contains('.') => vec![date(year, month, day)],
        (Some(&[one, other, year]), [1 | 2, 1 | 2, 4]) => vec![date(year, other, one), date(year, one, other)],
        (Some(&[one, other, year]), [1 | 2, 1 | 2, 2]) => [1900 + year, 2000 + year]
            .into_iter()
            .flat_map(|year| {
                let month_first = (!token.contains('.')).then(|| date(year, one, other)).flatten();
                [date(year, other, one).filter(|born| *born <= today), month_first.filter(|born| *born <= today)]
            })
            .collect(),
        _ => Vec::new(),
    };
    let mut found: Vec<_> = found.into_iter().flatten().map(|date| (date, date)).collect();
    found.dedup();
    found
}
