//! What an import did: how many rows of each file are new, how many were here already, and which were refused and why.

use std::collections::BTreeMap;

/// What an import did, file by file in the order they were taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// One for each file.
    pub files: Vec<FileReport>,
}

/// What became of one file's rows. Every row is counted once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileReport {
    /// The file's name.
    pub file: &'static str,
    /// Rows that came in.
    pub new: usize,
    /// Rows that were here already.
    pub unchanged: usize,
    /// Rows that were refused, by line.
    pub refused: Vec<Refused>,
}

/// A row that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The file's name.
    pub file: &'static str,
    /// The line it begins on; the header is line 1.
    pub line: u64,
    /// The row's id in the source, as it is written there.
    pub id: String,
    /// The column at fault.
    pub field: &'static str,
    /// Why.
    pub reason: Reason,
}

macro_rules! reasons {
    ($($name:ident = $code:literal: $words:literal;)*) => {
        /// Why a row was refused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason {
            $(#[doc = $words] $name,)*
        }

        impl Reason {
            /// Every reason.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// One word, for a report that a program reads.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// In words.
            pub fn words(self) -> &'static str {
                match self { $(Self::$name => $words,)* }
            }
        }
    };
}

reasons! {
    NotText = "not_text": "not UTF-8";
    Missing = "missing": "empty, and needed";
    NotAnId = "not_an_id": "not a UUID";
    SameId = "same_id": "an earlier row of the file has this id";
    TooLong = "too_long": "more characters than can be kept";
    BadCharacters = "bad_characters": "control characters or marks that reorder text";
    NotADate = "not_a_date": "no date of the calendar written year-month-day";
    NotAnInstant = "not_an_instant": "no date and time with a zone, such as 2014-02-22T14:36:55Z";
    InTheFuture = "in_the_future": "in the future";
    TooLongAgo = "too_long_ago": "too long ago to be meant";
    BeforeBirth = "before_birth": "before the birth";
    NoLength = "no_length": "ends when it starts";
    EndBeforeStart = "end_before_start": "ends before it starts";
    LongerThanADay = "longer_than_a_day": "longer than 24 hours: a stay, not a visit";
    NotMoney = "not_money": "no amount of at least zero with two decimals at most";
    UnknownPatient = "unknown_patient": "the patient is not in the files, or was refused";
    UnknownProvider = "unknown_provider": "the provider is not in the files, or was refused";
    UnknownOrganization = "unknown_organization": "the organization is not in the files, or was refused";
    ProviderBusy = "provider_busy": "the provider has another visit at that time";
    PatientBusy = "patient_busy": "the patient has another visit at that time";
    Taken = "taken": "another record of the clinic has it already";
}

impl ImportReport {
    /// Rows that came in, of all files.
    pub fn new_rows(&self) -> usize {
        self.files.iter().map(|file| file.new).sum()
    }

    /// One file's part; nothing of a file that was not taken.
    pub fn file(&self, name: &str) -> FileReport {
        self.files.iter().find(|file| file.file == name).cloned().unwrap_or_default()
    }

    /// Every row refused, as a table with a header: file, line, field, reason, words, id.
    pub fn table(&self) -> Vec<[String; 6]> {
        let header = ["file", "line", "field", "reason", "words", "id"].map(str::to_owned);
        let rows = self.files.iter().flat_map(|file| &file.refused).map(|row| {
            let (code, words) = (row.reason.code().to_owned(), row.reason.words().to_owned());
            [row.file.to_owned(), row.line.to_string(), row.field.to_owned(), code, words, row.id.clone()]
        });
        std::iter::once(header).chain(rows).collect()
    }
}

impl FileReport {
    /// How many rows were refused for each reason.
    pub fn by_reason(&self) -> BTreeMap<(Reason, &'static str), usize> {
        let mut counted = BTreeMap::new();
        for row in &self.refused {
            *counted.entry((row.reason, row.field)).or_default() += 1;
        }
        counted
    }
}
