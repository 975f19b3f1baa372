//! What a desk reads: free times, the calendar, people.

use std::time::Instant;

use clinic_core::appointments;
use clinic_core::appointments::calendar::model::CalendarRequest;
use clinic_core::appointments::model::{SlotSearch, SlotSearchOver, VisitListRequest};
use clinic_core::clinic::Clinic;
use clinic_core::clock::Clock;
use clinic_core::ids::DoctorId;
use clinic_core::patients::model::PatientSearch;

use super::Bench;
use super::counter::rows_of;
use super::table::{Figure, median};

/// Rounds before the time is taken: they fill what is kept in memory.
const WARM_UP: usize = 5;

impl Bench<'_> {
    /// Every read, each with what the server took for it.
    pub async fn reads(&self) -> Vec<Figure> {
        let mut figures = self.free_times().await;
        figures.extend(self.calendar().await);
        figures.extend(self.people().await);
        figures.extend(self.charts().await);
        figures
    }

    async fn free_times(&self) -> Vec<Figure> {
        let ids = self.ids();
        let mut figures = Vec::new();
        let one = |days: i32, limit: i32| SlotSearch { days, limit, ..SlotSearch::of_doctor(ids[0]) };
        let of = |over: SlotSearchOver, limit: i32| SlotSearch { over, ..one(30, limit) };
        let specialty = || SlotSearchOver::Specialty { specialty_id: self.specialty };
        // A specialty that every doctor has is searched as anyone is.
        let all = ids.len();
        // Eight hours in one piece are free nowhere: all thirty days of every doctor are read and searched.
        let nowhere = |over| SlotSearch { minutes: Some(480), ..of(over, 200) };
        for (name, search, aim) in [
            ("free slots, one doctor, 1 day".into(), one(1, 200), "<= 0.5 ms"),
            ("free slots, one doctor, 30 days".into(), one(30, 200), "<= 1.5 ms"),
            (format!("first 3 free of {all} doctors"), of(SlotSearchOver::Anyone, 3), "<= 3 ms for 20"),
            ("first 3 free of a specialty".into(), of(specialty(), 3), ""),
            (format!("first 60 of {all} doctors x 30 days"), of(SlotSearchOver::Anyone, 60), "<= 20 ms"),
            ("nothing free in a specialty x 30 days".into(), nowhere(specialty()), "<= 20 ms"),
            (format!("nothing free of {all} doctors x 30 days"), nowhere(SlotSearchOver::Anyone), "<= 20 ms"),
        ] {
            let search = async || {
                appointments::free_slots(&self.clinic, &self.actor, search.clone()).await.expect("searches");
            };
            figures.extend(self.read(name, 60, aim, search).await);
        }
        figures.extend(self.first_search(nowhere(SlotSearchOver::Anyone)).await);
        figures
    }

    /// The same search by a workstation that just began: it knows the doctors' hours, and nothing of what is taken.
    async fn first_search(&self, search: SlotSearch) -> Option<Figure> {
        let name = format!("the first of these at a workstation, {}", self.size);
        if !self.asked.wants(&name) {
            return None;
        }
        let mut taken = Vec::new();
        for _ in 0..7 {
            let clinic = Clinic::connect_with(&self.address, Clock::system(), 2).await.expect("connects");
            let small = SlotSearch { days: 1, ..SlotSearch::of_doctor(self.doctors[0].0) };
            appointments::free_slots(&clinic, &self.actor, small).await.expect("searches");
            let begun = Instant::now();
            appointments::free_slots(&clinic, &self.actor, search.clone()).await.expect("searches");
            taken.push(begun.elapsed().as_secs_f64() * 1000.0);
            clinic.close().await;
        }
        let (median_ms, floor_ms) = (median(taken), self.read_floor().await);
        Some(Figure { name, median_ms, floor_ms, rate: 1000.0 / median_ms, rows: None, aim: "" })
    }

    async fn calendar(&self) -> Vec<Figure> {
        let ids = self.ids();
        let today = self.clinic.now().date_naive();
        let asked = |days: i32, doctor_ids: Vec<DoctorId>| CalendarRequest {
            from_on: today.to_string(),
            days,
            doctor_ids,
            location_id: None,
            statuses: Vec::new(),
            visit_kind: None,
        };
        let (week, month) = (asked(7, ids.iter().copied().take(10).collect()), asked(42, Vec::new()));
        let month_of_one = asked(42, vec![ids[0]]);
        let list = VisitListRequest {
            from_on: today.to_string(),
            to_on: (today + chrono::Days::new(6)).to_string(),
            doctor_ids: Vec::new(),
            location_id: None,
            statuses: Vec::new(),
            visit_kind: None,
            limit: 500,
        };
        let (clinic, actor) = (&self.clinic, &self.actor);
        let week = async || drop(appointments::week(clinic, actor, week.clone()).await.expect("reads"));
        let one = async || drop(appointments::month(clinic, actor, month_of_one.clone()).await.expect("reads"));
        let month = async || drop(appointments::month(clinic, actor, month.clone()).await.expect("reads"));
        let list = async || drop(appointments::list(clinic, actor, list.clone()).await.expect("reads"));
        let aim = "<= 10 ms, the same at 1 M";
        let mut figures = Vec::new();
        figures.extend(self.read("week view of 10 doctors".into(), 40, aim, week).await);
        figures.extend(self.read("month view of one doctor".into(), 40, aim, one).await);
        figures.extend(self.read(format!("month view of {} doctors", ids.len()), 20, "the same at 1 M", month).await);
        figures.extend(self.read("list of a week, 500 visits".into(), 20, "the same at 1 M", list).await);
        figures
    }

    async fn people(&self) -> Vec<Figure> {
        let names = self.some_names().await;
        let mut figures = Vec::new();
        let kinds: [(&str, Vec<String>); 4] = [
            ("a name", names.iter().map(|(family, _)| family.clone()).collect()),
            ("part of a name", names.iter().map(|(family, _)| family.chars().skip(1).take(4).collect()).collect()),
            ("a misspelt name", names.iter().map(|(family, _)| swapped(family)).collect()),
            ("two names", names.iter().map(|(family, given)| format!("{given} {family}")).collect()),
        ];
        for (what, queries) in kinds {
            let next = std::cell::Cell::new(0);
            let search = async || {
                let query = queries[next.replace(next.get() + 1) % queries.len()].clone();
                let search = PatientSearch { query, limit: 20 };
                clinic_core::patients::search(&self.clinic, &self.actor, search).await.expect("searches");
            };
            let name = format!("patient search by {what}");
            figures.extend(self.read(name, 60, "<= 10 ms at 100 k patients", search).await);
        }
        figures
    }

    /// Times a read, if its figure is asked for, and has the server count what it takes.
    pub(super) async fn read(
        &self,
        what: String,
        times: usize,
        aim: &'static str,
        once: impl AsyncFn(),
    ) -> Option<Figure> {
        let name = format!("{what}, {}", self.size);
        if !self.asked.wants(&name) {
            return None;
        }
        for _ in 0..WARM_UP {
            once().await;
        }
        let rows = rows_of(&self.address, &once).await;
        let mut taken = Vec::new();
        for _ in 0..times {
            let begun = Instant::now();
            once().await;
            taken.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
        let median_ms = median(taken);
        let floor_ms = self.read_floor().await;
        Some(Figure { name, median_ms, floor_ms, rate: 1000.0 / median_ms, rows: Some(rows), aim })
    }

    fn ids(&self) -> Vec<DoctorId> {
        self.doctors.iter().map(|(id, _)| *id).collect()
    }

    async fn some_names(&self) -> Vec<(String, String)> {
        let mut connection = self.address.connect_once().await.expect("connects");
        sqlx::query_as(
            "select family_name, given_name from patients where char_length(family_name) > 5 order by id desc limit 60",
        )
        .fetch_all(&mut connection)
        .await
        .expect("reads")
    }
}

/// Two letters in the middle change places.
fn swapped(name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let middle = letters.len() / 2;
    letters.swap(middle - 1, middle);
    letters.into_iter().collect()
}
