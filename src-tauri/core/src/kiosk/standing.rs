//! What a kiosk can do about a visit. Pure.

use chrono::{DateTime, Utc};

use super::model::{KioskStanding, KioskVisit};
use crate::appointments::model::{AppointmentStatus, AppointmentView, VisitKind};
use crate::civil::Zone;
use crate::ids::LocationId;

/// The visit as its patient sees it at this location now; none where there is nothing to be told: it is over, or was called
/// off.
pub(super) fn seen(visit: &AppointmentView, here: LocationId, now: DateTime<Utc>) -> Option<KioskVisit> {
    use AppointmentStatus::{Arrived, Cancelled, CheckedIn, Completed, Confirmed, InProgress, NoShow, Scheduled};
    let zone = Zone::parse("time_zone", &visit.time_zone).unwrap_or(Zone::UTC);
    let (date, today) = (visit.starts_local.date(), zone.local(now).date());
    let standing = match visit.status {
        Cancelled | Completed => return None,
        _ if date < today => return None,
        _ if date > today => KioskStanding::Later,
        NoShow | InProgress => KioskStanding::AtTheDesk,
        CheckedIn => KioskStanding::CheckedIn,
        Scheduled | Confirmed | Arrived if visit.location_id != here => KioskStanding::Elsewhere,
        Scheduled | Confirmed | Arrived if visit.visit_kind == VisitKind::Video => KioskStanding::AtTheDesk,
        Scheduled | Confirmed | Arrived => KioskStanding::Due,
    };
    Some(KioskVisit {
        id: visit.id,
        reference: visit.reference.clone(),
        starts_local: visit.starts_local,
        doctor_name: visit.doctor_name.clone(),
        location_name: visit.location_name.clone(),
        standing,
    })
}
