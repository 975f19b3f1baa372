//! The walls of the house, read from the tree: what may name what.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file with this ending below a folder, with its text.
fn files(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, ending: &str, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name();
            if path.is_dir() && name != "node_modules" && name != "target" && name != "dist" && name != "gen" {
                walk(&path, ending, found);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                found.push((path.clone(), fs::read_to_string(&path).unwrap_or_default()));
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), ending, &mut found);
    assert!(!found.is_empty(), "no .{ending} files below {folder}");
    found
}

/// The code of a file without comments and doc comments.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The files of which the code holds one of these words.
fn naming(files: &[(PathBuf, String)], words: &[&str]) -> Vec<String> {
    let hits = files.iter().filter(|(_, text)| {
        let code = code(text);
        words.iter().any(|word| code.contains(word))
    });
    hits.map(|(path, _)| path.strip_prefix(root()).unwrap_or(path).display().to_string()).collect()
}

#[test]
fn the_core_never_names_the_window() {
    assert_eq!(naming(&files("src-tauri/core/src", "rs"), &["tauri::", "use tauri"]), [""; 0]);
}

#[test]
fn the_window_never_names_the_database() {
    assert_eq!(naming(&files("src-tauri/src", "rs"), &["sqlx"]), [""; 0]);
}

#[test]
fn models_are_pure() {
    let models: Vec<_> = files("src-tauri/core/src", "rs")
        .into_iter()
        .filter(|(path, _)| path.file_name().is_some_and(|name| name == "model.rs"))
        .collect();
    assert!(models.len() >= 7);
    assert_eq!(naming(&models, &["sqlx", "async fn", "crate::clinic", "crate::clock", ".await"]), [""; 0]);
}

/// From the ground up: a slice names only slices before it.
const ORDER: &[&str] = &[
    "keys",
    "locations",
    "doctors",
    "users",
    "patients",
    "restrictions",
    "availability",
    "messages",
    "appointments",
    "waitlist",
    "diagnoses",
    "prepared_texts",
    "consultations",
    "chart",
    "records",
    "prescriptions",
    "letters",
    "exports",
    "note_search",
    "printing",
    "away",
    "kiosk",
];

#[test]
fn slices_depend_one_way() {
    let mut wrong = Vec::new();
    for (place, slice) in ORDER.iter().enumerate() {
        for (path, text) in files(&format!("src-tauri/core/src/{slice}"), "rs") {
            for above in &ORDER[place + 1..] {
                if code(&text).contains(&format!("crate::{above}::")) {
                    wrong.push(format!("{} names {above}", path.strip_prefix(root()).unwrap().display()));
                }
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn no_file_is_longer_than_six_hundred_lines() {
    let mut long = Vec::new();
    for (folder, ending) in
        [("src-tauri", "rs"), ("tests", "rs"), ("admin", "rs"), ("ui/src", "svelte"), ("ui/src", "ts")]
    {
        for (path, text) in files(folder, ending) {
            let generated = path.components().any(|part| part.as_os_str() == "paraglide");
            if text.lines().count() > 600 && !generated {
                long.push(path.strip_prefix(root()).unwrap().display().to_string());
            }
        }
    }
    assert_eq!(long, [""; 0], "split them by sub-concept");
}

#[test]
fn no_statement_reads_every_column() {
    assert_eq!(naming(&files("src-tauri/core/src", "rs"), &["select *"]), [""; 0]);
}

/// Tests and the made-up clinic of `npm run looks` stand in the window's place and so name it too.
#[test]
fn one_module_of_the_page_speaks_to_the_window() {
    let mut pages = files("ui/src", "ts");
    pages.extend(files("ui/src", "svelte"));
    let speakers = naming(&pages, &["@tauri-apps"]);
    let foreign: Vec<_> = speakers
        .iter()
        .filter(|path| {
            !path.ends_with("shared/desk.ts") && !path.contains(".test.") && !path.starts_with("ui/src/dev/")
        })
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}

#[test]
fn every_migration_has_a_way_back_and_one_statement() {
    let sql = files("migrations", "sql");
    for (path, text) in &sql {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let other =
            if name.ends_with(".up.sql") { name.replace(".up.", ".down.") } else { name.replace(".down.", ".up.") };
        assert!(path.with_file_name(&other).exists(), "{name} has no {other}");
        assert_eq!(text.trim_end().matches(';').count(), 1, "{name} has more than one statement, or no end");
    }
}
