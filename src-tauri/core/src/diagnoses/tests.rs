//! What is found in the table of diagnoses, and in which order.

use super::codes::{find, spoken, title};
use super::model::DiagnosisHits;

fn codes(found: &DiagnosisHits) -> Vec<&str> {
    found.hits.iter().map(|hit| hit.code.as_str()).collect()
}

fn first(typed: &str) -> String {
    find(typed, &[]).hits.first().map(|hit| hit.code.clone()).unwrap_or_default()
}

#[test]
fn the_table_is_the_release_that_it_says() {
    let found = find("i10", &[]);
    assert_eq!(found.release, "ICD-10-CM, release of April 2026");
    assert_eq!(title("I10"), Some("Essential (primary) hypertension"));
    assert_eq!(title("E11"), None, "a category is no diagnosis");
    assert_eq!(title("S52.501A").map(str::len), Some(92), "codes of seven signs have their whole title");
}

/// Typed, and the first that is found.
#[test]
fn what_a_doctor_types_finds_what_they_mean() {
    for (typed, expected) in [
        ("I10", "I10"),
        ("i10", "I10"),
        ("e11.9", "E11.9"),
        ("E119", "E11.9"),
        ("hypertension", "I10"),
        ("high blood pressure", "I10"),
        ("pressure blood hi", "I10"),
        ("diabetes", "E11.9"),
        ("type 2 diab without", "E11.9"),
        ("type 2 diab", "E11.9"),
        ("diabetes type 1", "E10.9"),
        ("mump", "B26.9"),
        ("asthma", "J45.909"),
        ("COUGH", "R05.9"),
        ("knee right contus", "S80.01XA"),
        ("crohn's disease", "K50.90"),
        ("sjogren", "M35.00"),
        ("anaemia iron def", "D50.9"),
        ("diarrhoea", "R19.7"),
        ("covid", "U07.1"),
        ("low back pain", "M54.50"),
        ("palpit", "R00.2"),
        ("heart attack", "I21.9"),
        ("heart att", "I21.9"),
        ("flu", "J11.1"),
        ("atopic eczema", "L20.9"),
        ("eczema atop", "L20.9"),
        ("stomach ulcer", "K25.9"),
        ("pink eye", "H10.9"),
        ("acid reflux", "K21.9"),
        ("uti", "N39.0"),
        ("copd", "J44.9"),
    ] {
        assert_eq!(first(typed), expected, "{typed:?} {:?}", find(typed, &[]).hits);
    }
}

#[test]
fn what_is_spoken_is_of_a_code_and_finds_it() {
    let spoken = spoken();
    assert!(spoken.len() > 150);
    for (code, words) in spoken {
        assert!(title(code).is_some() && !words.is_empty(), "{code}");
        for word in words.into_iter().filter(|word| word.len() > 2) {
            let found = find(word, &[]);
            assert!(codes(&found).contains(&code), "{word:?} does not find {code}: {:?}", found.hits);
        }
    }
}

#[test]
fn every_word_has_to_fit_and_letters_in_the_middle_do_not() {
    assert!(find("hypertension zebra", &[]).hits.is_empty());
    assert!(find("ypertension", &[]).hits.is_empty());
    assert!(find("'; drop table users; --", &[]).hits.is_empty());
    assert!(find("فاطمة", &[]).hits.is_empty());
    assert!(find(&"a ".repeat(10_000), &[]).hits.len() <= 20);
}

#[test]
fn a_category_leads_to_its_codes_in_their_order() {
    let found = find("j45", &[]);
    assert_eq!(codes(&found)[..3], ["J45.20", "J45.21", "J45.22"]);
    assert!(!found.more, "all of them are told: {:?}", codes(&found));
    assert!(find("s52", &[]).more);
}

#[test]
fn other_words_of_the_list_are_told_where_the_title_does_not_hold_what_was_typed() {
    let also = |typed: &str| find(typed, &[]).hits[0].also.clone();
    assert_eq!(also("high blood"), Some("high blood pressure".into()));
    assert_eq!(also("essential hypertension"), None);
}

#[test]
fn what_is_at_hand_stands_above_what_fits_as_well_and_is_all_that_two_letters_find() {
    let at_hand = ["J45.40".to_owned(), "I10".to_owned(), "Z99.999".to_owned()];
    assert_eq!(codes(&find("", &at_hand)), ["J45.40", "I10"], "in its order, without what is no code");
    assert_eq!(codes(&find("asthma", &at_hand))[..2], ["J45.40", "J45.909"]);
    assert_eq!(codes(&find("j45.909", &at_hand))[0], "J45.909", "but not above the code itself");
    assert_eq!(codes(&find("un", &at_hand)), ["J45.40"]);
    assert!(find("un", &[]).hits.is_empty());
    assert!(find(" ", &[]).hits.is_empty());
}
