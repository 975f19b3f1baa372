//! The search for a diagnosis, as its letters come in. No server is asked: the floor is one pass over a text as long as the
//! table, looking for a word that is not in it.

use std::hint::black_box;
use std::time::Instant;

use clinic_core::diagnoses::codes::find;

use super::table::{Figure, median};

/// The table's folded words are about as long.
const TABLE_BYTES: usize = 9_000_000;
const ROUNDS: usize = 60;

/// The search by words, codes and beginnings; none when it was not asked for.
pub fn diagnoses(wants: impl Fn(&str) -> bool) -> Vec<Figure> {
    let at_hand: Vec<String> = ["I10", "E11.9", "J06.9", "J45.40", "M54.50"].map(str::to_owned).into();
    let searches = [
        ("diagnosis, three letters", "dia"),
        ("diagnosis, one common word", "fracture"),
        ("diagnosis, four words", "knee right contus init"),
        ("diagnosis, a code", "e11.9"),
        ("diagnosis, nothing fits", "zebra bite of the moon"),
    ];
    let wanted: Vec<_> = searches.into_iter().filter(|(name, _)| wants(name)).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let floor_ms = floor();
    find("unpacks the table", &[]);
    let figure = |(name, typed): (&str, &str)| {
        let times = (0..ROUNDS).map(|_| timed(|| drop(black_box(find(black_box(typed), &at_hand)))));
        let median_ms = median(times.collect());
        Figure { name: name.into(), median_ms, floor_ms, rate: 1000.0 / median_ms, rows: None, aim: "<= 20 ms" }
    };
    wanted.into_iter().map(figure).collect()
}

fn floor() -> f64 {
    let text = " fracture of lower end of radius".repeat(TABLE_BYTES / 32);
    median((0..ROUNDS).map(|_| timed(|| _ = black_box(black_box(&text).find(" zebra")))).collect())
}

fn timed(work: impl FnOnce()) -> f64 {
    let begun = Instant::now();
    work();
    begun.elapsed().as_secs_f64() * 1000.0
}
