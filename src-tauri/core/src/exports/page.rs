//! `patient.html`: the same to read and to print. It stands alone: no script, nothing fetched, every text escaped.

use super::collect::{Collected, Filed, words};
use super::model::ExportScope;
use super::notes::{self, Section, escaped, instant};
use crate::chart::model::ChartStanding;
use crate::patients::model::PatientView;

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1.5rem;color:#1a2027;\
background:#fff}h1{font-size:1.6rem;margin:0}h2{font-size:1.15rem;margin:2.2rem 0 .6rem;padding-bottom:.3rem;\
border-bottom:2px solid #1a2027}article{margin:0 0 1.1rem;break-inside:avoid}h3{font-size:1rem;margin:0 0 .2rem}\
p{margin:.2rem 0}.when{color:#4a5561;font-size:.87rem}dl{display:grid;grid-template-columns:11rem 1fr;gap:.15rem 1rem;\
margin:.2rem 0}dt{color:#4a5561}dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}table{border-collapse:collapse;\
width:100%;font-size:.87rem}th,td{text-align:left;padding:.2rem .6rem .2rem 0;border-bottom:1px solid #cfd6dd;\
vertical-align:top}.sealed{border-left:4px solid #9a5b00;background:#fff6e5;padding:.6rem 1rem}\
@media print{body{margin:0;max-width:none}a{color:inherit;text-decoration:none}}";

/// A page that is being written.
struct Page(String);

impl Page {
    fn raw(&mut self, html: &str) -> &mut Self {
        self.0.push_str(html);
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        self.0.push_str(&escaped(text));
        self
    }

    fn heading(&mut self, title: &str) -> &mut Self {
        self.raw("<h2>").text(title).raw("</h2>\n")
    }

    fn nothing(&mut self, empty: bool) -> &mut Self {
        if empty { self.raw("<p>None.</p>\n") } else { self }
    }

    fn article(&mut self, title: &str, when: &str, sections: &[Section]) -> &mut Self {
        self.raw("<article><h3>").text(title).raw("</h3><p class=\"when\">").text(when).raw("</p>");
        self.facts(sections).raw("</article>\n")
    }

    fn facts(&mut self, sections: &[Section]) -> &mut Self {
        self.raw("<dl>");
        for (title, text) in sections {
            self.raw("<dt>").text(title).raw("</dt><dd>").text(text).raw("</dd>");
        }
        self.raw("</dl>")
    }

    fn row(&mut self, cells: &[&str]) -> &mut Self {
        self.raw("<tr>");
        for cell in cells {
            self.raw("<td>").text(cell).raw("</td>");
        }
        self.raw("</tr>\n")
    }
}

/// The page.
pub(super) fn page(found: &Collected) -> String {
    let patient = &found.patient;
    let name = format!("{} {}", patient.given_name, patient.family_name);
    let mut page = Page(String::new());
    page.raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    page.raw("<meta name=\"viewport\" content=\"width=device-width\">");
    page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>");
    page.text(&name).raw("</title><style>").raw(STYLE).raw("</style></head><body>\n<h1>").text(&name).raw("</h1>\n");
    page.raw("<p class=\"when\">").text(&format!("Taken out {} by {}", instant(found.taken_at), found.taken_by));
    page.raw("</p>\n<p>").text(match found.scope {
        ExportScope::Everything => "All data that the clinic keeps about this person.",
        ExportScope::Readable => "The data that the clinic's office keeps about this person, without what is clinical.",
    });
    page.raw(" The same, for programs: <a href=\"patient.json\">patient.json</a> (FHIR R4).</p>\n");
    sealed(&mut page, found);
    master_data(&mut page, patient);
    restrictions(&mut page, found);
    visits(&mut page, found);
    if found.scope == ExportScope::Everything {
        clinical(&mut page, found);
    }
    readers(&mut page, found);
    page.raw("</body></html>\n");
    page.0
}

fn sealed(page: &mut Page, found: &Collected) {
    if found.sealed.is_empty() {
        return;
    }
    page.raw("<div class=\"sealed\"><p><strong>Not in here, because only somebody else opens it:</strong></p><ul>");
    for one in &found.sealed {
        page.raw("<li>").text(&format!("{}: sealed for {}, ask there", one.what, one.ask)).raw("</li>");
    }
    page.raw("</ul></div>\n");
}

fn master_data(page: &mut Page, patient: &PatientView) {
    let estimated = if patient.birth_date_estimated { " (estimated)" } else { "" };
    let mut facts: Vec<Section> = vec![
        ("Reference", patient.reference.clone()),
        ("Family name", patient.family_name.clone()),
        ("Given name", patient.given_name.clone()),
        ("Birth date", format!("{}{estimated}", patient.birth_date)),
        ("Gender", words(&patient.gender)),
        ("Phone", patient.phone.clone()),
        ("E-mail", patient.email.clone()),
        ("Agreed to e-mail", if patient.email_consent { "yes" } else { "no" }.to_owned()),
        ("Address", patient.address.clone()),
        ("In an emergency", patient.emergency_name.clone()),
        ("Phone in an emergency", patient.emergency_phone.clone()),
        ("Insurer", patient.insurer.clone()),
        ("Insurance number", patient.insurance_number.clone()),
        ("Usual doctor", patient.usual_doctor_name.clone().unwrap_or_default()),
        ("Died", patient.deceased_on.map(|day| day.to_string()).unwrap_or_default()),
    ];
    facts.retain(|(_, text)| !text.is_empty());
    page.heading("Master data").facts(&facts);
}

fn restrictions(page: &mut Page, found: &Collected) {
    if found.restrictions.is_empty() {
        return;
    }
    page.heading("Restrictions of processing");
    for one in &found.restrictions {
        let when = match (one.lifted_at, &one.lifted_by) {
            (Some(lifted), Some(by)) => {
                format!("From {} ({}) to {} ({by})", instant(one.restricted_at), one.restricted_by, instant(lifted))
            }
            _ => format!("Since {} ({})", instant(one.restricted_at), one.restricted_by),
        };
        let mut facts: Vec<Section> = vec![("Words", one.words.clone()), ("Lifted", one.lifted_words.clone())];
        facts.retain(|(_, text)| !text.is_empty());
        page.article(&words(&one.ground), &when, &facts);
    }
}

fn visits(page: &mut Page, found: &Collected) {
    page.heading("Visits").nothing(found.visits.is_empty());
    for visit in &found.visits {
        let when = visit.starts_local.format("%-d %B %Y, %H:%M");
        let title = format!("{when}, {}", visit.doctor_name);
        let mut facts: Vec<Section> = vec![
            ("Reference", visit.reference.clone()),
            ("Status", words(&visit.status)),
            ("Kind", words(&visit.visit_kind)),
            ("Reason", visit.reason.clone()),
            ("Symptoms", visit.symptoms.clone()),
            ("Fee", format!("{} {}", visit.fee.amount, visit.fee.currency)),
            ("Outside hours", visit.override_reason.clone().unwrap_or_default()),
            ("On top of another", visit.overbook_reason.clone().unwrap_or_default()),
            ("Cancelled", visit.cancelled_at.map(instant).unwrap_or_default()),
            ("Why cancelled", visit.cancellation_reason.clone().unwrap_or_default()),
            ("Arrived", visit.arrived_at.map(instant).unwrap_or_default()),
            ("Begun", visit.started_at.map(instant).unwrap_or_default()),
            ("Completed", visit.completed_at.map(instant).unwrap_or_default()),
            ("Booked by", visit.booked_by.clone().unwrap_or_default()),
        ];
        facts.retain(|(_, text)| !text.is_empty());
        page.article(&title, &format!("{} minutes, {}", visit.minutes, visit.location_name), &facts);
    }
    page.heading("Waitlist").nothing(found.waitlist.is_empty());
    for place in &found.waitlist {
        let mut facts: Vec<Section> = vec![
            ("Status", place.status.clone()),
            ("Priority", place.priority.clone()),
            ("Earliest", place.earliest_on.map(|day| day.to_string()).unwrap_or_default()),
            ("Latest", place.latest_on.map(|day| day.to_string()).unwrap_or_default()),
            ("From", place.from_time.map(|time| time.format("%H:%M").to_string()).unwrap_or_default()),
            ("To", place.to_time.map(|time| time.format("%H:%M").to_string()).unwrap_or_default()),
            ("Notes", place.notes.clone()),
        ];
        facts.retain(|(_, text)| !text.is_empty());
        let title = format!("Waits for {}", place.waits_for.as_deref().unwrap_or("anyone"));
        page.article(&title, &format!("Since {}", instant(place.created_at)), &facts);
    }
    page.heading("Messages").nothing(found.messages.is_empty());
    if !found.messages.is_empty() {
        page.raw("<table><tr><th>Written</th><th>What</th><th>To</th><th>State</th><th>Sent</th></tr>\n");
        for one in &found.messages {
            let sent = one.sent_at.map(instant).unwrap_or_default();
            let what =
                format!("{}: {}, {}", one.message_type.replace('_', " "), one.doctor_name, instant(one.starts_at));
            page.row(&[&instant(one.created_at), &what, &one.address, &one.state, &sent]);
        }
        page.raw("</table>\n");
    }
}

fn clinical(page: &mut Page, found: &Collected) {
    page.heading("Notes").nothing(found.notes.is_empty());
    for note in &found.notes {
        let visit = found.visits.iter().find(|visit| visit.id == note.appointment_id);
        let day = visit.map(|visit| visit.starts_local.format("%-d %B %Y, ").to_string()).unwrap_or_default();
        for version in &note.versions {
            let when = format!("Version {}, {}, {}", version.version, version.author, instant(version.written_at));
            page.article(&format!("{day}{}", note.doctor_name), &when, &notes::of_version(version));
        }
        if let Some(draft) = &note.draft {
            let when = format!("Draft, {}", instant(note.saved_at));
            page.article(&format!("{day}{}", note.doctor_name), &when, &notes::of_note(draft));
        }
    }
    page.heading("Chart").nothing(found.chart.is_empty());
    for entry in &found.chart {
        let (kind, mut sections) = notes::of_fact(&entry.fact);
        if !entry.why.is_empty() {
            sections.push(("Why it was changed", entry.why.clone()));
        }
        let standing = match entry.standing {
            ChartStanding::Active => "holds",
            ChartStanding::Ended => "ended",
            ChartStanding::EnteredInError => "entered in error",
        };
        let when =
            format!("Version {} ({standing}), {}, {}", entry.row_version, entry.saved_by, instant(entry.saved_at));
        page.article(kind, &when, &sections);
    }
    page.heading("Prescriptions").nothing(found.prescriptions.is_empty());
    for (view, versions) in &found.prescriptions {
        for version in versions {
            let newest = version.version == view.version;
            let signed = view.signed_at.filter(|_| newest).map(|at| format!(", signed {}", instant(at)));
            let dispensed = view.dispensed_at.filter(|_| newest).map(|at| format!(", dispensed {}", instant(at)));
            let when = format!(
                "Version {}, {}, {}{}{}",
                version.version,
                version.saved_by,
                instant(version.saved_at),
                signed.unwrap_or_default(),
                dispensed.unwrap_or_default()
            );
            let title = format!("{}, {}", view.number, view.doctor_name);
            page.article(&title, &when, &notes::of_prescription(&version.content));
        }
    }
    page.heading("Letters").nothing(found.letters.is_empty());
    for letter in &found.letters {
        let title = format!("{}, {}", words(&letter.content.kind), letter.doctor_name);
        page.article(&title, &instant(letter.issued_at), &notes::of_letter(&letter.content));
    }
    page.heading("Files").nothing(found.records.is_empty());
    found.records.iter().for_each(|one| record(page, one));
}

fn record(page: &mut Page, one: &Filed) {
    let view = &one.record.view;
    for version in &one.record.versions {
        let mut sections = notes::of_record(&version.form);
        sections.push(("File", format!("{}, {} bytes", view.file_name, view.bytes)));
        sections.push(("SHA-256", view.sha256.clone()));
        if let Some(archived) = view.archived_at {
            sections.push(("Archived", instant(archived)));
        }
        for shared in &one.record.shares {
            let until = shared.ended_at.map(|at| format!(" to {}", instant(at))).unwrap_or_default();
            let said =
                format!("{}, by {}, from {}{until}", shared.doctor_name, shared.shared_by, instant(shared.shared_at));
            sections.push(("Shared with", said));
        }
        let when = format!("Version {}, {}, {}", version.version, version.saved_by, instant(version.saved_at));
        page.article(&version.form.title, &when, &sections);
    }
    if let Some(file) = &one.file {
        page.raw("<p><a href=\"records/").text(&in_address(file)).raw("\">").text(file).raw("</a></p>\n");
    }
}

/// A file's name as it stands in an address.
fn in_address(name: &str) -> String {
    let mut address = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    address
}

fn readers(page: &mut Page, found: &Collected) {
    if !found.emergencies.is_empty() {
        page.heading("Emergency accesses");
        page.raw("<table><tr><th>From</th><th>To</th><th>Who</th><th>Why</th></tr>\n");
        for one in &found.emergencies {
            page.row(&[&instant(one.opened_at), &instant(one.ends_at), &one.who, &one.reason]);
        }
        page.raw("</table>\n");
    }
    page.heading("Who read or changed this data").nothing(found.events.is_empty());
    page.raw("<table><tr><th>When</th><th>Who</th><th>What</th><th>Of</th><th>Where</th></tr>\n");
    for event in &found.events {
        let who = event.who.as_deref().unwrap_or(&event.workstation);
        let (what, of) = (event.action.replace('_', " "), event.subject_kind.replace('_', " "));
        page.row(&[&instant(event.at), who, &what, &of, &event.workstation]);
    }
    page.raw("</table>\n");
}
