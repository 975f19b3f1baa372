//! What a terminal is told before any window opens: the version, the way to be used, and why no window can open.

/// Why the program ends before it has a window.
#[derive(Debug, PartialEq)]
pub enum Answer {
    /// What was asked for.
    Said(String),
    /// What is wrong.
    Refused(String),
}

const USAGE: &str = "usage: clinic\n\nOpens the window of Clinic Desk. Its data are kept in the folder named by CLINIC_DATA_DIR, or in the \
                     user's data folder.\nclinic-admin sets up, fills and checks a clinic's server.";

/// The answer to the words after the program's name; none when the window is to open.
pub fn answer(words: &[String], has_display: bool) -> Option<Answer> {
    match words.first().map(String::as_str) {
        Some("--version" | "-V") => Some(Answer::Said(format!("clinic {}", env!("CARGO_PKG_VERSION")))),
        Some("--help" | "-h") => Some(Answer::Said(USAGE.into())),
        // Whatever else a desktop adds when it starts a program is nothing to this one.
        _ if !has_display => Some(Answer::Refused(
            "Clinic Desk needs a display to open its window, and there is none here (DISPLAY and WAYLAND_DISPLAY are \
             empty)."
                .into(),
        )),
        _ => None,
    }
}

/// Whether a window can be shown at all, as far as the environment says.
pub fn has_display() -> bool {
    let named = |variable| std::env::var_os(variable).is_some_and(|display| !display.is_empty());
    !cfg!(target_os = "linux") || named("DISPLAY") || named("WAYLAND_DISPLAY")
}

#[cfg(test)]
mod tests {
    use super::{Answer, answer};

    #[test]
    fn a_terminal_is_answered_in_words_and_a_desktop_with_a_window() {
        assert_eq!(answer(&[], true), None);
        let words = |word: &str| vec![word.to_owned()];
        assert!(
            matches!(answer(&words("--version"), false), Some(Answer::Said(said)) if said.starts_with("clinic 0."))
        );
        assert!(matches!(answer(&words("--help"), false), Some(Answer::Said(said)) if said.contains("usage")));
        assert_eq!(answer(&words("-psn_0_1"), true), None);
        assert!(matches!(answer(&[], false), Some(Answer::Refused(said)) if said.contains("display")));
    }
}
