//! What stands on a paper, read by poppler: a program that is not ours.

use std::path::PathBuf;
use std::process::Command;

/// A word with where it stands on a page, in points.
#[derive(Clone, Debug)]
pub struct Word {
    pub left: f32,
    pub right: f32,
    pub top: f32,
    pub text: String,
}

fn poppler(program: &str, arguments: &[&str], pdf: &[u8]) -> String {
    let path: PathBuf = std::env::temp_dir().join(format!("clinic-paper-{}.pdf", clinic_core::ids::fresh().simple()));
    std::fs::write(&path, pdf).expect("a temporary file");
    let mut command = Command::new(program);
    command.args(arguments).arg(&path);
    if program == "pdftotext" {
        command.arg("-");
    }
    let done = command.output().expect("poppler-utils is installed: ./dev setup");
    std::fs::remove_file(path).ok();
    assert!(done.status.success(), "{program}: {}", String::from_utf8_lossy(&done.stderr));
    assert!(done.stderr.is_empty(), "{program} complains: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).expect("UTF-8")
}

/// Marks that only say in which direction text runs.
fn plain(text: &str) -> String {
    text.chars().filter(|letter| !matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')).collect()
}

/// The text of each page, lines kept.
pub fn pages(pdf: &[u8]) -> Vec<String> {
    let text = plain(&poppler("pdftotext", &["-layout"], pdf));
    let mut pages: Vec<String> = text.split('\u{c}').map(str::to_owned).collect();
    assert_eq!(pages.pop().as_deref(), Some(""), "every page ends");
    pages
}

/// All of it, in one line.
pub fn text(pdf: &[u8]) -> String {
    pages(pdf).join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every word with its place.
pub fn words(pdf: &[u8]) -> Vec<Word> {
    let mut words = Vec::new();
    for line in poppler("pdftotext", &["-bbox"], pdf).lines() {
        let line = line.trim();
        let Some(word) = line.strip_prefix("<word ") else { continue };
        let number = |name: &str| -> f32 {
            let value = word.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
            value.and_then(|value| value.parse().ok()).expect("a number")
        };
        let said = word.split('>').nth(1).and_then(|rest| rest.split("</").next()).unwrap_or_default();
        words.push(Word { left: number("xMin"), right: number("xMax"), top: number("yMin"), text: plain(said) });
    }
    words
}

/// Whether each font of it is in the file itself.
pub fn every_font_is_embedded(pdf: &[u8]) -> bool {
    let list = poppler("pdffonts", &[], pdf);
    let fonts: Vec<_> = list.lines().skip(2).collect();
    // name, type, encoding, emb, sub, uni: the type may be two words, so count from the end.
    !fonts.is_empty() && fonts.iter().all(|line| line.split_whitespace().rev().nth(4) == Some("yes"))
}
