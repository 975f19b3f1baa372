//! Documents as PDF: pages, tables that go over them, and names in every script, read back by poppler.

use crate::support::papers::{Word, every_font_is_embedded, pages, text, words};
use clinic_core::documents::model::{Block, Cell, Column, Document, Paper, Table};
use clinic_core::documents::pdf;

fn document(blocks: Vec<Block>) -> Document {
    Document {
        title: "Day sheet".into(),
        subtitle: "Monday, 2 March 2026".into(),
        letterhead: vec!["Harbour Clinic".into(), "1 Quay, Accra".into()],
        foot: "Printed by Robin".into(),
        page_of: "Page {page} of {pages}".into(),
        blocks,
        ..Document::on(Paper::A4)
    }
}

fn names(names: &[&str]) -> Document {
    let rows = names.iter().map(|name| vec![Cell::from("09:00"), Cell::from(*name), Cell::from("after")]).collect();
    let columns = vec![Column::new("Time", 1.0), Column::new("Patient", 2.0), Column::new("Status", 1.0)];
    document(vec![Block::Table(Table { continued: "Dr Osei, continued".into(), columns, rows })])
}

#[test]
fn a_table_goes_over_the_pages_with_its_head_and_their_numbers() {
    let many: Vec<String> = (0..90).map(|number| format!("Patient{number:02}")).collect();
    let file = pdf(&names(&many.iter().map(String::as_str).collect::<Vec<_>>())).unwrap();
    let pages = pages(&file);
    assert!((2..=4).contains(&pages.len()), "{} pages", pages.len());
    for (at, page) in pages.iter().enumerate() {
        assert_eq!(page.matches("Time").count(), 1, "the head is on every page once");
        assert_eq!(page.contains("Dr Osei, continued"), at > 0, "and whose rows they are where they go on");
        assert!(page.contains(&format!("Page {} of {}", at + 1, pages.len())), "{page}");
        assert!(page.contains("Printed by Robin") && page.contains("Monday, 2 March 2026"), "{page}");
    }
    let all = text(&file);
    for name in &many {
        assert_eq!(all.matches(name.as_str()).count(), 1, "{name}");
    }
    let lowest = words(&file).iter().map(|word| word.top).fold(0.0, f32::max);
    assert!(lowest < 842.0 - 30.0, "nothing falls off the paper: {lowest}");
}

#[test]
fn names_of_every_script_are_read_back_and_their_fonts_are_in_the_file() {
    let all = [
        "Þórdís Ólafsdóttir-Žižek",
        "Παπαδόπουλος, Γιώργος",
        "Достоевский, Фёдор",
        "כהן, דוד",
        "الفاروق, محمد",
        "山田, 花子",
        "김, 민준",
        "Nguyễn, Thị Ánh",
    ];
    let file = pdf(&names(&all)).unwrap();
    let read = text(&file);
    for name in all {
        for word in name.split(", ") {
            assert!(read.contains(word), "{word} is not in: {read}");
        }
    }
    assert!(every_font_is_embedded(&file));
}

/// As poppler gives a word with its place: its letters from left to right.
fn from_left(text: &str) -> String {
    text.chars().rev().collect()
}

fn place<'a>(words: &'a [Word], text: &str) -> &'a Word {
    words.iter().find(|word| word.text.contains(text)).unwrap_or_else(|| panic!("{text} is not in {words:?}"))
}

#[test]
fn a_right_to_left_name_runs_from_the_right_and_its_letters_join() {
    let file = pdf(&names(&["כהן דוד", "محمد", "م\u{200c}ح\u{200c}م\u{200c}د"])).unwrap();
    let words = words(&file);
    assert!(
        place(&words, &from_left("כהן")).left > place(&words, &from_left("דוד")).right,
        "the first word stands at the right"
    );
    let column = place(&words, "Patient").left;
    assert!((place(&words, &from_left("דוד")).left - column).abs() < 3.0, "the name begins where the others do");
    let width = |word: &Word| word.right - word.left;
    let joined = width(place(&words, &from_left("محمد")));
    let apart = width(place(&words, "\u{200c}"));
    assert!((joined - apart).abs() > 0.5, "letters that join are others than those that stand apart: {joined} {apart}");
}

#[test]
fn a_name_longer_than_its_column_wraps_and_stays_inside() {
    let long = "Wolfeschlegelsteinhausenbergerdorff".repeat(3);
    let spaced = "María del Carmen Fernández de Córdoba y Álvarez de Toledo, Ana Isabel Guadalupe";
    let file = pdf(&names(&[&long, spaced])).unwrap();
    let joined: String = text(&file).replace(' ', "");
    assert!(text(&file).contains("Guadalupe"));
    let words = words(&file);
    let next = place(&words, "Status").left;
    let column = place(&words, "Patient").left;
    let pieces: Vec<_> = words.iter().filter(|word| long.contains(&word.text) && word.text.len() > 3).collect();
    assert!(pieces.len() > 1, "{joined}");
    assert_eq!(pieces.iter().map(|word| word.text.as_str()).collect::<String>(), long, "nothing of it is lost");
    assert!(pieces.iter().all(|word| word.left >= column - 1.0 && word.right <= next), "{pieces:?}");
}

#[test]
fn a_heading_stays_with_the_first_row_of_its_table_however_tall() {
    for lines in 40..60 {
        let filled = Block::Paragraph(vec!["filled"; lines].join("\n"));
        let tall = vec![vec![Cell::from(["tall"; 12].join("\n"))]];
        let columns = vec![Column::new("Reason", 1.0)];
        let table = Block::Table(Table { continued: String::new(), columns, rows: tall });
        let file = pdf(&document(vec![filled, Block::Heading("Dr Osei".into()), table])).unwrap();
        let page = pages(&file).into_iter().find(|page| page.contains("Dr Osei")).unwrap();
        assert_eq!(page.matches("tall").count(), 12, "after {lines} lines: {page}");
    }
}

#[test]
fn a_row_that_no_page_can_hold_goes_on_over_the_page() {
    let words: Vec<String> = (0..2500).map(|number| format!("w{number:04}")).collect();
    let file = pdf(&names(&[&words.join(" ")])).unwrap();
    assert!(pages(&file).len() > 1);
    let read = text(&file);
    assert!(words.iter().all(|word| read.contains(word.as_str())), "every word is there");
}

#[test]
fn facts_without_an_answer_are_left_out_and_a_single_card_has_no_number() {
    let card = Document {
        title: "Your appointment".into(),
        blocks: vec![
            Block::Facts(vec![("Phone".into(), String::new()), ("With".into(), "Dr Osei".into())]),
            Block::Large { name: "Reference".into(), text: "K7M-2QX".into() },
            Block::Paragraph("First line\nsecond line".into()),
        ],
        page_of: "Page {page} of {pages}".into(),
        ..Document::on(Paper::A6)
    };
    let file = pdf(&card).unwrap();
    assert_eq!(text(&file), "Your appointment With Dr Osei Reference K7M-2QX First line second line");
    let words = words(&file);
    let heights: Vec<f32> = ["First", "second"].iter().map(|text| place(&words, text).top).collect();
    assert!(heights[0] < heights[1], "line breaks are kept");
}

#[test]
fn the_same_document_gives_the_same_file() {
    let document = names(&["Lovelace, Ada", "כהן, דוד"]);
    assert_eq!(pdf(&document).unwrap(), pdf(&document).unwrap());
    assert!(pdf(&document).unwrap().len() < 100_000, "only the letters used are in it");
}
