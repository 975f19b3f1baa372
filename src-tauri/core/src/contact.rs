//! How someone is reached: e-mail addresses and phone numbers, parsed at the door.

use phonenumber::Mode;
use phonenumber::country::Id;
use phonenumber::metadata::DATABASE;

use crate::error::{FieldError, FieldProblem};
use crate::text::{Lines, optional};

/// An e-mail address, lower-cased, at most 254 characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Email(String);

impl Email {
    /// Reads `local@domain`: the local part in the dot-atom form of RFC 5322, a domain of at least two labels. Quoted
    /// local parts, address literals and addresses beyond ASCII are refused.
    ///
    /// # Errors
    /// [`FieldProblem::Missing`], [`FieldProblem::TooLong`] or [`FieldProblem::NotAnEmail`], at `field`.
    ///
    /// ```
    /// use clinic_core::contact::Email;
    /// assert_eq!(Email::parse("email", " Ann.Lee@Clinic.Example ").unwrap().as_str(), "ann.lee@clinic.example");
    /// assert!(Email::parse("email", "ann@localhost").is_err());
    /// assert!(Email::parse("email", "ann..lee@clinic.example").is_err());
    /// ```
    pub fn parse(field: &str, text: &str) -> Result<Self, FieldError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(FieldError::new(field, FieldProblem::Missing));
        }
        if text.len() > 254 {
            return Err(FieldError::new(field, FieldProblem::TooLong { most: 254 }));
        }
        let sound = text.rsplit_once('@').is_some_and(|(local, domain)| sound_local(local) && sound_domain(domain));
        if sound { Ok(Self(text.to_ascii_lowercase())) } else { Err(FieldError::new(field, FieldProblem::NotAnEmail)) }
    }

    /// As [`Email::parse`], where it may be left empty.
    ///
    /// # Errors
    /// [`FieldProblem::TooLong`] or [`FieldProblem::NotAnEmail`], at `field`.
    pub fn parse_optional(field: &str, text: &str) -> Result<Option<Self>, FieldError> {
        if text.trim().is_empty() { Ok(None) } else { Self::parse(field, text).map(Some) }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn sound_local(local: &str) -> bool {
    let atom = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    local.len() <= 64 && local.split('.').all(|part| !part.is_empty() && part.bytes().all(atom))
}

fn sound_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.') && domain.split('.').all(label) && last.len() >= 2 && !last.bytes().all(|b| b.is_ascii_digit())
}

/// The country whose national way of writing phone numbers is understood without a `+`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhoneCountry(Id);

impl PhoneCountry {
    /// The country of every clinic for now. A setting of the clinic replaces this constant when settings come.
    pub const CLINIC: Self = Self(Id::US);
}

/// A phone number as E.164, e.g. `+12125550123`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phone(String);

impl Phone {
    /// Reads a number as people write it: international with `+`, or in the country's national way. It must have a
    /// length that its country uses; whether the number is in service is not judged, because numbering plans change
    /// faster than programs. Extensions are refused: they would be lost.
    ///
    /// # Errors
    /// [`FieldProblem::Missing`] or [`FieldProblem::NotAPhone`], at `field`.
    ///
    /// ```
    /// use clinic_core::contact::{Phone, PhoneCountry};
    /// let read = |text| Phone::parse("phone", text, PhoneCountry::CLINIC);
    /// assert_eq!(read("(212) 555-0123").unwrap().as_str(), "+12125550123");
    /// assert_eq!(read("+44 20 7946 0018").unwrap().as_str(), "+442079460018");
    /// assert!(read("555-0123").is_err());
    /// assert!(read("call my mother").is_err());
    /// ```
    pub fn parse(field: &str, text: &str, country: PhoneCountry) -> Result<Self, FieldError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(FieldError::new(field, FieldProblem::Missing));
        }
        let wrong = || FieldError::new(field, FieldProblem::NotAPhone);
        // Letters would be read as a vanity number or an extension.
        let plain = |c: char| c.is_ascii_digit() || matches!(c, '+' | '(' | ')' | '-' | '.' | '/' | ' ' | '\u{a0}');
        if text.len() > 40 || !text.chars().all(plain) {
            return Err(wrong());
        }
        let number = phonenumber::parse(Some(country.0), text).map_err(|_| wrong())?;
        let length = u16::try_from(number.national().to_string().len()).map_err(|_| wrong())?;
        let usual = DATABASE.by_code(&number.code().value()).is_some_and(|plans| {
            plans.iter().any(|plan| plan.descriptors().general().possible_length().contains(&length))
        });
        let written = number.format().mode(Mode::E164).to_string();
        let digits = written.len().saturating_sub(1);
        if (number.is_valid() || usual) && (7..=15).contains(&digits) { Ok(Self(written)) } else { Err(wrong()) }
    }

    /// As [`Phone::parse`], where it may be left empty.
    ///
    /// # Errors
    /// [`FieldProblem::NotAPhone`], at `field`.
    pub fn parse_optional(field: &str, text: &str, country: PhoneCountry) -> Result<Option<Self>, FieldError> {
        if text.trim().is_empty() { Ok(None) } else { Self::parse(field, text, country).map(Some) }
    }

    /// E.164.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its digits from the last to the first: what a search by the tail of the number runs along.
    pub fn reversed_digits(&self) -> String {
        self.0.chars().rev().filter(char::is_ascii_digit).collect()
    }
}

/// Reads an e-mail address that may be empty, as [`Email::parse_optional`], where only its text is kept.
///
/// # Errors
/// [`FieldProblem::NotAnEmail`] or [`FieldProblem::TooLong`], at `field`.
pub fn optional_email(field: &str, text: &str) -> Result<Option<String>, FieldError> {
    Ok(Email::parse_optional(field, text)?.map(|email| email.0))
}

/// Reads the phone number of a doctor or a location as it is to be shown, so that an inside line (`417`) or an extension
/// may stand: empty, or three digits at least among `+ ( ) - . /`, spaces and `x`, at most 32 characters.
///
/// # Errors
/// [`FieldProblem::NotAPhone`], [`FieldProblem::TooLong`] or [`FieldProblem::BadCharacters`], at `field`.
///
/// ```
/// use clinic_core::contact::optional_phone_as_written;
/// assert!(optional_phone_as_written("phone", "+1 (617) 555-0100 x12").is_ok());
/// assert!(optional_phone_as_written("phone", "ask Ann").is_err());
/// ```
pub fn optional_phone_as_written(field: &str, text: &str) -> Result<String, FieldError> {
    let read = optional(field, text, 32, Lines::One)?;
    let digits = read.chars().filter(char::is_ascii_digit).count();
    let plain = read.chars().all(|character| character.is_ascii_digit() || " +()-./x".contains(character));
    if read.is_empty() || plain && digits >= 3 {
        Ok(read)
    } else {
        Err(FieldError::new(field, FieldProblem::NotAPhone))
    }
}
