//! Rules of records that need no database.

use std::path::Path;

use super::file::{media_type_of, name_of};
use super::model::{FileFacts, LARGEST, PART, Preview, RecordForm, RecordType};
use crate::error::{ClinicError, FieldError, FieldProblem};

fn form() -> RecordForm {
    RecordForm {
        record_type: RecordType::XRay,
        title: "Chest".into(),
        description: String::new(),
        dated_on: String::new(),
        tags: Vec::new(),
    }
}

fn problems(form: RecordForm) -> Vec<(String, FieldProblem)> {
    match form.parse("2026-03-02T08:00:00Z".parse().unwrap()) {
        Err(ClinicError::Invalid { fields }) => {
            fields.into_iter().map(|FieldError { field, problem }| (field, problem)).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_cannot_describe_a_record_is_told_at_its_field() {
    let wrong = RecordForm {
        title: " ".into(),
        description: "x".repeat(2_001),
        dated_on: "yesterday".into(),
        tags: vec!["a".into(), "b\u{202E}".into()],
        ..form()
    };
    assert_eq!(
        problems(wrong),
        [
            ("title".into(), FieldProblem::Missing),
            ("description".into(), FieldProblem::TooLong { most: 2_000 }),
            ("tags.1".into(), FieldProblem::BadCharacters),
            ("dated_on".into(), FieldProblem::NotADate),
        ]
    );
    let many = RecordForm { tags: (0..21).map(|tag| tag.to_string()).collect(), ..form() };
    assert_eq!(problems(many), [("tags".into(), FieldProblem::OutOfRange { least: 0, most: 20 })]);
    let to_come = RecordForm { dated_on: "2026-03-03".into(), ..form() };
    assert_eq!(problems(to_come), [("dated_on".into(), FieldProblem::InTheFuture)]);
}

#[test]
fn a_file_is_what_its_bytes_say_and_never_a_picture_by_its_name() {
    for (first, name, expected) in [
        (&b"\x89PNG\r\n\x1a\n...."[..], "scan.pdf", "image/png"),
        (b"\xff\xd8\xff\xe0", "scan", "image/jpeg"),
        (b"GIF89a..", "scan", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "scan", "image/webp"),
        (b"II*\0....", "scan.tif", "image/tiff"),
        (b"%PDF-1.7\n", "report.txt", "application/pdf"),
        (b"\n\n%PDF-1.4", "report", "application/pdf"),
        (b"hello", "picture.png", "application/octet-stream"),
        (b"hello", "pages.pdf", "application/octet-stream"),
        (b"hello", "letter.TXT", "text/plain"),
        (b"", "empty", "application/octet-stream"),
    ] {
        assert_eq!(media_type_of(first, Path::new(name)), expected, "{name}");
    }
    let mut dicom = vec![0; 128];
    dicom.extend_from_slice(b"DICM");
    assert_eq!(media_type_of(&dicom, Path::new("IM0001")), "application/dicom");
    assert_eq!(name_of(Path::new("/scans/Röntgen\n1.png")), "Röntgen1.png");
}

#[test]
fn the_largest_file_has_a_hundred_parts() {
    let facts = |bytes, media_type: &str| FileFacts {
        name: "x".into(),
        media_type: media_type.into(),
        bytes,
        sha256: String::new(),
    };
    for (bytes, parts) in [(1, 1), (PART, 1), (PART + 1, 2), (LARGEST, 100)] {
        assert_eq!(facts(bytes, "").parts(), parts);
    }
    assert_eq!(facts(1, "image/png").preview(), Preview::Image);
    assert_eq!(facts(1, "application/pdf").preview(), Preview::Pdf);
    assert_eq!(facts(1, "image/tiff").preview(), Preview::None, "the window draws none");
}
