//! Who has which booking cells of some lanes — visits, and holds that have not ended — to check several visits against the
//! calendar and against each other.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::{MySqlPool, QueryBuilder};

use crate::availability::slots::{cell_of, cell_start, cells_of};
use crate::error::Outcome;
use crate::ids::{AppointmentId, ResourceId};
use crate::interval::Interval;

/// Cells with who holds them, by lane and cell: a seat for each visit.
#[derive(Debug, Default)]
pub(super) struct Held {
    cells: HashMap<(ResourceId, i64), Vec<(u8, AppointmentId)>>,
}

/// A cell: its lane, its start, the seat, and the visit or the hold that has it.
type CellRow = (ResourceId, DateTime<Utc>, u8, Option<AppointmentId>, Option<AppointmentId>);

/// How many stretches one statement asks for.
const AT_ONCE: usize = 128;

impl Held {
    /// What is held of these stretches by visits other than those that leave their places.
    pub(super) async fn read(
        pool: &MySqlPool,
        stretches: &[(ResourceId, Interval)],
        leaving: &[AppointmentId],
    ) -> Outcome<Self> {
        let mut held = Self::default();
        for some in stretches.chunks(AT_ONCE) {
            let mut query = QueryBuilder::new(
                "select c.resource_id, c.cell_start, c.seat, c.appointment_id, h.id from appointment_cells c \
                     left join slot_holds h on h.id = c.hold_id and h.expires_at > utc_timestamp(6) where ",
            );
            let mut any = query.separated(" or ");
            for (lane, span) in some {
                let cells = cells_of(*span);
                any.push("(c.resource_id = ").push_bind_unseparated(*lane);
                any.push_unseparated(" and c.cell_start >= ")
                    .push_bind_unseparated(cell_start(cells.start).naive_utc());
                any.push_unseparated(" and c.cell_start < ").push_bind_unseparated(cell_start(cells.end).naive_utc());
                any.push_unseparated(")");
            }
            let rows: Vec<CellRow> = query.build_query_as().fetch_all(pool).await?;
            for (lane, start, seat, visit, hold) in rows {
                // Neither: a hold that has ended. The write removes it.
                let Some(id) = visit.or(hold).filter(|id| !leaving.contains(id)) else { continue };
                let cell = held.cells.entry((lane, cell_of(start))).or_default();
                // Stretches may overlap: a cell is then read twice.
                if !cell.contains(&(seat, id)) {
                    cell.push((seat, id));
                }
            }
        }
        Ok(held)
    }

    /// The first of these seats that is free all the time; else who holds the first of them.
    pub(super) fn free_seat(
        &self,
        lane: ResourceId,
        span: Interval,
        seats: std::ops::Range<u8>,
    ) -> Result<u8, Option<AppointmentId>> {
        let mut in_the_way = None;
        for seat in seats {
            let Some(holder) = self.holder(lane, span, seat) else { return Ok(seat) };
            in_the_way = in_the_way.or(Some(holder));
        }
        Err(in_the_way)
    }

    fn holder(&self, lane: ResourceId, span: Interval, seat: u8) -> Option<AppointmentId> {
        cells_of(span)
            .filter_map(|cell| self.cells.get(&(lane, cell)))
            .flatten()
            .find(|(taken, _)| *taken == seat)
            .map(|(_, id)| *id)
    }

    /// Marks a seat as taken by a visit of the plan.
    pub(super) fn take(&mut self, lane: ResourceId, span: Interval, seat: u8, id: AppointmentId) {
        for cell in cells_of(span) {
            self.cells.entry((lane, cell)).or_default().push((seat, id));
        }
    }
}
