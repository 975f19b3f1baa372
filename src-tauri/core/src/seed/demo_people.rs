//! The patients of the demo clinic: invented, of many scripts and lengths, so that a screen that holds them holds anybody.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};

use super::random::Chance;
use crate::bulk::NewPatient;
use crate::ids::{DoctorId, PatientId};
use crate::patients::model::Gender;
use crate::patients::reference;

/// Given names of women, given names of men, family names, and whether family names follow the given name's gender.
struct Names {
    women: &'static [&'static str],
    men: &'static [&'static str],
    families: &'static [&'static str],
    /// How many in a hundred.
    share: usize,
}

const NAMES: [Names; 14] = [
    Names {
        women: &["Olivia", "Grace", "Harriet", "Megan", "Joan", "Beatrice", "Rosie", "Maureen"],
        men: &["Oliver", "Callum", "Arthur", "Stanley", "Rhys", "Douglas", "Alfie", "Gerald"],
        families: &["Ashworth", "Pemberton", "Holloway", "Fairclough", "Hughes", "Brightwell", "Mc Allister", "O’Dowd"],
        share: 16,
    },
    Names {
        women: &["Chidinma", "Adaeze", "Ama", "Efua", "Yetunde", "Wanjiru", "Naledi", "Tendai"],
        men: &["Chukwuemeka", "Kwabena", "Babatunde", "Kamau", "Sipho", "Tafadzwa", "Kofi", "Ifeanyi"],
        families: &["Okonkwo-Eze", "Boateng", "Adeyemi", "Mwangi", "Dlamini", "Moyo", "Asante", "Nwachukwu"],
        share: 10,
    },
    Names {
        women: &["María del Carmen", "Lucía", "Ximena", "Guadalupe", "Inés", "Valentina"],
        men: &["José Luis", "Joaquín", "Íñigo", "Mateo", "Andrés", "Ángel"],
        families: &["García-Quintero", "Muñoz", "Ibáñez Peña", "Villanueva", "Núñez de Arce", "Etxeberria"],
        share: 10,
    },
    Names {
        women: &["Priya", "Lakshmi", "Meenakshi", "Ananya", "Harpreet", "Fatema"],
        men: &["Arjun", "Venkataraman", "Rohan", "Gurpreet", "Siddharth", "Imtiaz"],
        families: &["Subramaniam", "Chattopadhyay", "Kaur", "Deshmukh", "Iyer", "Rahman"],
        share: 10,
    },
    Names {
        women: &["Xiuying", "Meilin", "Yan", "Huifang", "Jia"],
        men: &["Zhiqiang", "Wei", "Haoran", "Guodong", "Bo"],
        families: &["Ouyang", "Zhao", "Li", "Situ", "Xu", "Ng"],
        share: 8,
    },
    Names {
        women: &["Zofia", "Agnieszka", "Kateřina", "Jadranka", "Ioana", "Żaneta"],
        men: &["Wojciech", "Łukasz", "Jiří", "Miloš", "Ștefan", "Zdzisław"],
        families: &["Szczepański", "Kowalczyk", "Dvořáček", "Jovanović", "Ionescu", "Brzęczyszczykiewicz"],
        share: 9,
    },
    Names {
        women: &["Aylin", "Elif", "Şebnem", "Gülay"],
        men: &["Emre", "Kağan", "Oğuz", "İlker"],
        families: &["Yıldırım", "Çelik", "Öztürk", "Kılıçdar"],
        share: 5,
    },
    Names {
        women: &["Astrid", "Freja", "Åsa", "Guðrún", "Saoirse", "Sirkka-Liisa"],
        men: &["Søren", "Björn", "Øyvind", "Þórður", "Eoghan", "Väinö"],
        families: &["Ångström-Lie", "Sørensen", "Þorsteinsdóttir", "Mac Giolla Phádraig", "Häkkilä", "van der Vliet"],
        share: 7,
    },
    Names {
        women: &["Linh", "Thùy Dương", "Mai", "Malee"],
        men: &["Minh Khôi", "Đức", "Somchai", "Bảo"],
        families: &["Nguyễn", "Trần", "Phạm", "Srisuk"],
        share: 6,
    },
    Names {
        women: &["Leilani", "Mele", "Aroha"],
        men: &["Keoni", "Sione", "Tāne"],
        families: &["Kealoha", "Tuʻipulotu", "Ngata"],
        share: 3,
    },
    // Names in their own script: right to left, and without spaces or capitals.
    Names {
        women: &["فاطمة", "ليلى", "نور", "مريم"],
        men: &["محمد", "يوسف", "عبد الرحمن", "خالد"],
        families: &["الحسيني", "بن سالم", "الخطيب", "منصور"],
        share: 6,
    },
    Names {
        women: &["נועה", "יעל", "שירה"],
        men: &["איתן", "יונתן", "עומר"],
        families: &["בן־דוד", "מזרחי", "פרידמן"],
        share: 3,
    },
    Names {
        women: &["秀英", "美咲", "지우"],
        men: &["志强", "大翔", "민준"],
        families: &["欧阳", "小鳥遊", "남궁"],
        share: 4,
    },
    Names {
        women: &["Людмила", "Оксана", "Ελένη"],
        men: &["Святослав", "Дмитро", "Αριστείδης"],
        families: &["Щербак", "Коваленко", "Παπαδιαμαντόπουλος"],
        share: 3,
    },
];

const STREETS: [&str; 12] = [
    "Quayside",
    "Harbour Street",
    "Lime Kiln Lane",
    "Northgate",
    "Station Road",
    "Mill Race",
    "Old Rope Walk",
    "St Brannock’s Terrace",
    "Copper Beech Avenue",
    "Observatory Hill",
    "Saltmarsh Drive",
    "Weavers’ Yard",
];

/// Somebody whose name tries a screen: hand-made, one of each kind of trouble.
const TRYING: [(&str, &str, Gender); 8] = [
    (
        "Featherstonehaugh-Cholmondeley-Papadimitropoulos-Ramanathapuram",
        "Theodora Wilhelmina Constantina Anneliese Magdalena Josephine",
        Gender::Female,
    ),
    ("O", "I", Gender::Male),
    ("D’Arcy-O’Brien", "Seán Óg", Gender::Male),
    ("de la Cruz y Fernández de Córdoba", "María de los Ángeles", Gender::Female),
    ("أبو الفضل بن محمد الأنصاري", "عبد المجيد", Gender::Male),
    ("Null", "Test", Gender::Other),
    ("Smith <script>alert('x')</script>", "Robert'); drop table patients;--", Gender::Unknown),
    ("Ahn", "Sam", Gender::Other),
];

/// Makes `count` patients (at least 20), most of whom usually see one of `doctors`.
pub(super) fn people(chance: &mut Chance, count: usize, doctors: &[DoctorId], now: DateTime<Utc>) -> Vec<NewPatient> {
    let today = now.date_naive();
    let mut people: Vec<NewPatient> = Vec::with_capacity(count);
    while people.len() < count {
        let number = people.len();
        let (family_name, given_name, gender) = match TRYING.get(number) {
            Some((family, given, gender)) => ((*family).to_owned(), (*given).to_owned(), *gender),
            None => name(chance),
        };
        let birth_date = birth_date(chance, today);
        people.push(NewPatient {
            id: PatientId(chance.id(now - Duration::days(90))),
            reference: reference::of(number as u32),
            email: chance.percent(60).then(|| format!("patient{number}@example.org")),
            phone: if chance.percent(90) { phone(number) } else { String::new() },
            address: format!("{} {}", 1 + chance.below(180), chance.pick(&STREETS)),
            usual_doctor_id: chance.percent(75).then(|| *chance.pick(doctors)),
            family_name,
            given_name,
            birth_date,
            birth_date_estimated: chance.percent(2),
            gender,
            deceased_on: None,
            external_id: None,
        });
    }
    // Two who died, and two who were registered twice, the second time a little differently.
    let last = people.len() - 1;
    people[last].deceased_on = Some(today - Duration::days(40));
    people[last - 1].deceased_on = Some(today - Duration::days(400));
    for (copy, original) in [(last - 2, 12), (last - 3, 15)] {
        let known = people[original].clone();
        people[copy].given_name = known.given_name.chars().take(3).collect();
        people[copy].family_name = known.family_name;
        people[copy].birth_date = known.birth_date;
        people[copy].gender = known.gender;
        people[copy].phone = known.phone;
    }
    people
}

fn name(chance: &mut Chance) -> (String, String, Gender) {
    let mut place = chance.below(NAMES.iter().map(|names| names.share).sum());
    let names = NAMES
        .iter()
        .find(|names| {
            let found = place < names.share;
            place = place.saturating_sub(names.share);
            found
        })
        .unwrap_or(&NAMES[0]);
    let gender = if chance.percent(52) { Gender::Female } else { Gender::Male };
    let given = chance.pick(if gender == Gender::Female { names.women } else { names.men });
    ((*chance.pick(names.families)).to_owned(), (*given).to_owned(), gender)
}

/// From newborns to ninety-eight, with more of the very young and the old, as a waiting room has.
fn birth_date(chance: &mut Chance, today: NaiveDate) -> NaiveDate {
    let days = match chance.below(10) {
        0 | 1 => chance.below(6 * 365),
        2..=6 => 6 * 365 + chance.below(54 * 365),
        _ => 60 * 365 + chance.below(38 * 365),
    };
    today - Duration::days(days as i64 + 1)
}

/// A number of the range that is kept for fiction: 555-0100 to 555-0199 of an area.
fn phone(number: usize) -> String {
    const AREAS: [u16; 8] = [212, 303, 312, 415, 503, 617, 702, 808];
    format!("+1{}55501{:02}", AREAS[number / 100 % AREAS.len()], number % 100)
}

/// The year in which somebody of the demo began: for the doctors.
pub(super) fn years_ago(now: DateTime<Utc>, years: i32) -> u16 {
    u16::try_from(now.year() - years).unwrap_or(2000)
}
