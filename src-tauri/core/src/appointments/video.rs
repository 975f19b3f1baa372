//! Video visits (A5): each has a link that nobody can guess and no other visit has. The visit keeps its token, the clinic the
//! address in front of it, so that a clinic that moves its video rooms need not touch its visits.

use rand::distr::{Alphanumeric, SampleString};

use super::model::VisitKind;

/// Letters and digits of a token: 131 bits of chance.
const LETTERS: usize = 22;

/// A fresh token for a video visit; none for one in person.
pub(crate) fn token_of(kind: VisitKind) -> Option<String> {
    (kind == VisitKind::Video).then(|| Alphanumeric.sample_string(&mut rand::rng(), LETTERS))
}

/// The link of a token behind the clinic's address; none while the clinic has set none.
///
/// ```text
/// link("https://video.clinic.example/rooms", "4fT…") = "https://video.clinic.example/rooms/4fT…"
/// ```
pub(super) fn link(base_url: Option<&str>, token: Option<&str>) -> Option<String> {
    let (base_url, token) = base_url.filter(|base| !base.is_empty()).zip(token)?;
    Some(format!("{}/{token}", base_url.trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{link, token_of};
    use crate::appointments::model::VisitKind;

    #[test]
    fn tokens_are_long_and_never_the_same() {
        let tokens: BTreeSet<String> = (0..1_000).filter_map(|_| token_of(VisitKind::Video)).collect();
        assert_eq!(tokens.len(), 1_000);
        assert!(tokens.iter().all(|token| token.len() == 22 && token.bytes().all(|byte| byte.is_ascii_alphanumeric())));
        assert_eq!(token_of(VisitKind::InPerson), None);
    }

    #[test]
    fn a_link_needs_an_address_and_has_one_slash_before_its_token() {
        assert_eq!(link(Some("https://v.example/"), Some("t")).as_deref(), Some("https://v.example/t"));
        assert_eq!(link(Some("https://v.example/r"), Some("t")).as_deref(), Some("https://v.example/r/t"));
        assert_eq!(link(Some(""), Some("t")), None);
        assert_eq!(link(Some("https://v.example"), None), None);
    }
}
