//! The table of figures, on the screen and as `target/bench.json`.

use super::counter::Rows;

/// One line.
pub struct Figure {
    /// What was measured.
    pub name: String,
    /// Median, ms.
    pub median_ms: f64,
    /// Median of the floor measured in the same run on the same server, ms.
    pub floor_ms: f64,
    /// How many a second.
    pub rate: f64,
    /// What the server read for it, where that was counted.
    pub rows: Option<Rows>,
    /// What was aimed at.
    pub aim: &'static str,
}

/// The middle of some times.
pub fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Prints the table and writes the file.
pub fn print(figures: &[Figure]) {
    println!(
        "{:<52} {:>10} {:>10} {:>8} {:>10} {:>8} {:>8}  aim",
        "", "median ms", "floor ms", "ratio", "rate /s", "rows", "scanned"
    );
    for figure in figures {
        let Figure { name, median_ms, floor_ms, rate, rows, aim } = figure;
        let ratio = median_ms / floor_ms;
        let counted = |count: fn(&Rows) -> i64| rows.as_ref().map_or("-".into(), |rows| count(rows).to_string());
        let (found, scanned) = (counted(|rows| rows.through_indexes), counted(|rows| rows.scanned));
        println!(
            "{name:<52} {median_ms:>10.3} {floor_ms:>10.3} {ratio:>8.2} {rate:>10.0} {found:>8} {scanned:>8}  {aim}"
        );
    }
    let json: Vec<_> = figures
        .iter()
        .map(|Figure { name, median_ms, floor_ms, rate, rows, .. }| {
            serde_json::json!({
                "name": name, "median_ms": median_ms, "floor_ms": floor_ms, "ratio": median_ms / floor_ms, "rate": rate,
                "rows": rows.as_ref().map(|rows| rows.through_indexes), "scanned": rows.as_ref().map(|rows| rows.scanned),
            })
        })
        .collect();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench.json");
    std::fs::write(path, serde_json::to_string_pretty(&json).expect("is JSON")).expect("is written");
}
