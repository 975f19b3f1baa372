//! Many visits in one write: a series, and what must be moved because a doctor is away.

use std::time::Instant;

use clinic_core::appointments;
use clinic_core::appointments::model::RequestedTime;
use clinic_core::appointments::together::model::{BookTogether, MoveTogether, VisitMove};
use clinic_core::availability::model::{TimeOffKind, TimeOffRequest};
use clinic_core::ids::{RequestId, TimeOffId};

use super::field::Field;
use super::table::{Figure, median};
use super::{Bench, Runner, alone};

/// Visits of a day that must be moved.
const MOVES: usize = 40;
/// Series that are booked, two of them to warm up.
const SERIES: usize = 14;
/// Times off, one of them to warm up.
const TIMES_OFF: usize = 8;

impl Bench<'_> {
    /// What is written for many visits in one go.
    pub async fn several_at_once(&self) -> Vec<Figure> {
        let [series, proposed, moved] =
            ["book a series of 52", "propose 40 moves of a time off", "make these 40 moves"]
                .map(|what| format!("{what}, {}", self.size));
        let mut figures = Vec::new();
        if self.asked.wants(&series) {
            figures.push(self.figure(series, self.series().await).await);
        }
        if self.asked.wants(&proposed) || self.asked.wants(&moved) {
            let (proposals, moves) = self.times_off().await;
            figures.push(self.figure(proposed, proposals).await);
            figures.push(self.figure(moved, moves).await);
        }
        figures
    }

    /// Beside an insert of one row.
    async fn figure(&self, name: String, times: Vec<f64>) -> Figure {
        let median_ms = median(times);
        self.floor_table().await;
        let floor_ms = median(alone(Runner::Floor(self.address.connect_once().await.expect("connects")), 60).await);
        Figure { name, median_ms, floor_ms, rate: 1000.0 / median_ms, rows: None, aim: "the same at 1 M" }
    }

    /// Each with its 52 visits of one year, checked and booked.
    async fn series(&self) -> Vec<f64> {
        let field = Field::make(&self.clinic, &self.address, SERIES).await;
        let mut times = Vec::new();
        for index in 0..SERIES {
            let request = field.series(index);
            let begun = Instant::now();
            let booked = appointments::book_series(&self.clinic, &self.actor, request).await.expect("books");
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
            assert_eq!(booked.visits.len(), 52);
        }
        field.retire(&self.address).await;
        times.split_off(2)
    }

    /// A doctor with the colleagues of a specialty is away on a full day: proposals for its visits, and their moves.
    async fn times_off(&self) -> (Vec<f64>, Vec<f64>) {
        let field = Field::make(&self.clinic, &self.address, MOVES).await;
        field.qualify(&self.address, 0, self.specialty).await;
        let (clinic, actor) = (&self.clinic, &self.actor);
        let (mut proposing, mut moving) = (Vec::new(), Vec::new());
        // What is moved lands on the days after; the next time off is further on.
        for day in (0..TIMES_OFF).map(|round| round * 3) {
            let visits = (0..MOVES).map(|slot| field.visit(0, slot, day, slot)).collect();
            appointments::book_together(clinic, actor, BookTogether { visits }).await.expect("books");
            let time_off = TimeOffRequest {
                id: TimeOffId::fresh(),
                doctor_id: field.doctors[0],
                starts_local: field.slot(day, 0).format("%FT%R").to_string(),
                ends_local: field.slot(day + 1, 0).format("%FT%R").to_string(),
                time_off_kind: TimeOffKind::Leave,
                note: String::new(),
            };
            let entered = appointments::enter_time_off(clinic, actor, time_off).await.expect("is entered").time_off;
            let begun = Instant::now();
            let proposed = appointments::propose_moves(clinic, actor, entered.id).await.expect("proposes").visits;
            proposing.push(begun.elapsed().as_secs_f64() * 1000.0);
            assert!(proposed.len() == MOVES && proposed.iter().all(|one| one.other_doctor.is_some()), "{proposed:?}");
            let visits = proposed.into_iter().filter_map(|one| {
                let place = one.same_doctor?;
                Some(VisitMove {
                    appointment_id: one.visit.id,
                    row_version: one.visit.row_version,
                    doctor_id: Some(place.doctor_id),
                    location_id: Some(place.location_id),
                    starts: RequestedTime::Instant { at: place.starts_at },
                    minutes: None,
                    override_reason: None,
                })
            });
            let request = MoveTogether { request_id: RequestId::fresh(), visits: visits.collect(), series_id: None };
            let begun = Instant::now();
            let moved = appointments::move_together(clinic, actor, request).await.expect("moves");
            moving.push(begun.elapsed().as_secs_f64() * 1000.0);
            assert_eq!(moved.len(), MOVES);
        }
        field.retire(&self.address).await;
        (proposing.split_off(1), moving.split_off(1))
    }
}
