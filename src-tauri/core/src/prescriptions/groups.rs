//! To which group of substances a word belongs, by how the name is built: the stems of international nonproprietary names
//! (WHO, *The use of stems in the selection of international nonproprietary names*, 2018), and the names of the groups
//! themselves. Pure.

/// A group by the ends of its names, their beginnings, and words that are whole.
struct Group {
    ends: &'static [&'static str],
    begins: &'static [&'static str],
    words: &'static [&'static str],
}

const GROUPS: [Group; 11] = [
    Group { ends: &["cillin"], begins: &[], words: &["amoxiclav", "pivmecillinam", "augmentin"] },
    Group { ends: &[], begins: &["cef", "cephal"], words: &[] },
    // Not the salts: ferrous sulfate.
    Group { ends: &[], begins: &["sulfad", "sulfam", "sulfas", "sulfon"], words: &["trimoxazole", "cotrimoxazole"] },
    Group { ends: &["oxacin"], begins: &["quinolone", "fluoroquinolone"], words: &[] },
    Group { ends: &["cycline"], begins: &[], words: &[] },
    Group { ends: &["thromycin"], begins: &["macrolide"], words: &[] },
    Group { ends: &["profen"], begins: &[], words: &[] },
    Group { ends: &["oxicam"], begins: &[], words: &[] },
    Group { ends: &["pril"], begins: &[], words: &[] },
    Group { ends: &["vastatin", "statin"], begins: &[], words: &[] },
    Group { ends: &["caine"], begins: &[], words: &[] },
];

/// Whether two words, in small letters, name substances of one group. *Statins* are one, *nystatin* is none of them.
pub(super) fn are_of_one(one: &str, other: &str) -> bool {
    group_of(one).is_some_and(|group| group_of(other) == Some(group))
}

fn group_of(word: &str) -> Option<usize> {
    let word = word.strip_suffix('s').unwrap_or(word);
    if word == "nystatin" {
        return None;
    }
    GROUPS.iter().position(|Group { ends, begins, words }| {
        ends.iter().any(|end| word.ends_with(end))
            || begins.iter().any(|begin| word.starts_with(begin))
            || words.contains(&word)
    })
}
