//! What went wrong, in words for a terminal.

use std::fmt;
use std::path::{Path, PathBuf};

use clinic_core::error::{ClinicError, FieldError, FieldProblem, OfflineCause, Refusal};
use clinic_core::import::ImportError;

/// Why a command was not done.
pub enum Problem {
    /// The core said no.
    Clinic(ClinicError),
    /// An import could not be done.
    Import(ImportError),
    /// The command line lacks something.
    Usage(&'static str),
    /// A file cannot be read or written.
    File(PathBuf, std::io::Error),
    /// Something was looked at and is not as it should be; it was printed already.
    NotSound(&'static str),
}

impl Problem {
    /// A file that cannot be read or written.
    pub fn file(path: &Path, error: std::io::Error) -> Self {
        Self::File(path.to_owned(), error)
    }
}

impl From<ClinicError> for Problem {
    fn from(error: ClinicError) -> Self {
        Self::Clinic(error)
    }
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Clinic(error) => Self::Clinic(error),
            other => Self::Import(other),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clinic(error) => f.write_str(&clinic_words(error)),
            Self::Import(error) => error.fmt(f),
            Self::Usage(what) | Self::NotSound(what) => f.write_str(what),
            Self::File(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

fn clinic_words(error: &ClinicError) -> String {
    match error {
        ClinicError::Offline { cause, detail } => {
            let cause = match cause {
                OfflineCause::Unreachable => "the server cannot be reached; check its address and that it runs",
                OfflineCause::AccountRefused => {
                    "the server refused the account; check user, password and database, and whether the account must use TLS"
                }
                OfflineCause::TlsRequired => {
                    "the server takes this account only over TLS; give the authority that signed its certificate with --ca"
                }
                OfflineCause::CertificateRefused => {
                    "the server's certificate is not to be trusted; give the authority that signed it with --ca"
                }
                OfflineCause::Busy => "the server is too busy; try again",
                OfflineCause::DiskFull => "the server's disk is full",
            };
            format!("{cause} ({detail})")
        }
        ClinicError::Refused { refusal: Refusal::SchemaOlder { database, program } } => {
            format!("the schema is at {database}, this program needs {program}: run `clinic-admin migrate up`")
        }
        ClinicError::Refused { refusal: Refusal::SchemaNewer { database, program } } => {
            format!("the schema is at {database}, this program knows {program}: update this program")
        }
        ClinicError::Refused { refusal: Refusal::NoServerProgram { package } } => {
            format!("there is no database server on this computer: install the package {package}")
        }
        ClinicError::Invalid { fields } => {
            let lines: Vec<String> = fields.iter().map(field_words).collect();
            lines.join("; ")
        }
        ClinicError::NotFound { what } => format!("there is no such {what:?}").to_lowercase(),
        ClinicError::Inconsistent { detail } => detail.clone(),
        other => other.to_string(),
    }
}

fn field_words(error: &FieldError) -> String {
    let problem = match &error.problem {
        FieldProblem::Missing => "is needed".into(),
        FieldProblem::Taken => "is taken".into(),
        FieldProblem::WeakPassword => "is guessed too easily".into(),
        FieldProblem::TooShort { least } => format!("needs {least} characters at least"),
        FieldProblem::TooLong { most } => format!("may have {most} characters at most"),
        FieldProblem::UnknownChoice => "is not one of the choices".into(),
        FieldProblem::NotAnEmail => "is no e-mail address".into(),
        FieldProblem::NotACertificate => "holds no certificate in PEM form, or one that cannot be read".into(),
        FieldProblem::OutOfRange { least, most } => format!("is {least} to {most}"),
        other => format!("cannot be used ({other:?})"),
    };
    format!("{} {problem}", error.field)
}
