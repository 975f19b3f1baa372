//! Forms, of which all problems are shown at once.

use super::{ClinicError, FieldError, FieldProblem, Outcome};

/// Collects the problems of a form, so that all are shown at once.
#[derive(Debug, Default)]
pub struct FormCheck {
    problems: Vec<FieldError>,
}

impl FormCheck {
    /// The value, or `None` with the problem noted.
    pub fn take<T>(&mut self, read: Result<T, FieldError>) -> Option<T> {
        read.map_err(|problem| self.problems.push(problem)).ok()
    }

    /// Notes a problem.
    pub fn note(&mut self, field: &str, problem: FieldProblem) {
        self.problems.push(FieldError::new(field, problem));
    }

    /// Ends the check.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] with every problem noted.
    pub fn finish(self) -> Outcome<()> {
        if self.problems.is_empty() { Ok(()) } else { Err(ClinicError::Invalid { fields: self.problems }) }
    }
}
