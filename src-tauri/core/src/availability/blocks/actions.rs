//! What the desk does with blocks: adds one or pastes many, changes, removes, puts back. Visits that are in the way stay
//! where they are; new ones are kept out.

use serde_json::json;

use super::model::{AddBlocks, Block, BlockView, BlockWish, ChangeBlock, NameBlocks, read_blocks};
use super::store::{self, Standing};
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::availability::cache::Schedules;
use crate::availability::openings;
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome, RecordKind};
use crate::ids::{BlockId, DoctorId};
use crate::once::once;

/// Adds blocks, all or none. Sent twice, they are added once.
///
/// # Errors
/// [`ClinicError::Invalid`] at `blocks[i].field`: those of [`read_blocks`], and [`FieldProblem::Overlaps`] at
/// `starts_local` where the doctor has another block then; [`ClinicError::Forbidden`], [`ClinicError::NotFound`].
pub async fn add(clinic: &Clinic, actor: &Actor, request: AddBlocks) -> Outcome<Vec<BlockView>> {
    actor.may(Action::ManageAvailability)?;
    let wishes = read_blocks(&request.blocks)?;
    once(clinic, request.request_id, || async {
        let schedules = clinic.schedules().await?;
        let blocks = on_the_walls(&schedules, &wishes)?;
        let mut write = clinic.write(actor, request.request_id).await?;
        schedules.hold(write.connection()).await?;
        store::insert(write.connection(), &blocks).await?;
        write.touch_topic("availability");
        let event = AuditEvent::about(AuditAction::BlocksAdded, "doctor", wishes[0].doctor_id.0);
        write.commit(event.detail(json!({ "blocks": request.blocks }))).await
    })
    .await?;
    views(clinic, &wishes.iter().map(|wish| wish.id).collect::<Vec<_>>()).await
}

/// Changes a block: another time, doctor, kind, title or release. Sent twice, it is done once.
///
/// # Errors
/// As [`add`], at `blocks[0].field`; [`ClinicError::Stale`] when someone changed or removed it since.
pub async fn change(clinic: &Clinic, actor: &Actor, request: ChangeBlock) -> Outcome<BlockView> {
    actor.may(Action::ManageAvailability)?;
    let wishes = read_blocks(std::slice::from_ref(&request.block))?;
    once(clinic, request.request_id, || async {
        let schedules = clinic.schedules().await?;
        let stood = schedules.block(request.block.id);
        let (of, was) = stood.ok_or(ClinicError::Stale { what: RecordKind::Block })?;
        let [(doctor, block)] = &on_the_walls(&schedules, &wishes)?[..] else {
            return Err(ClinicError::Stale { what: RecordKind::Block });
        };
        let mut write = clinic.write(actor, request.request_id).await?;
        schedules.hold(write.connection()).await?;
        store::update(write.connection(), *doctor, request.row_version, block).await?;
        write.touch_topic("availability");
        openings::note(&mut write, of, was.span).await?;
        let event = AuditEvent::about(AuditAction::BlockChanged, "block", request.block.id.0);
        write.commit(event.detail(json!({ "block": [was.view(of), request.block] }))).await
    })
    .await?;
    views(clinic, &[request.block.id]).await?.pop().ok_or(ClinicError::NotFound { what: RecordKind::Block })
}

/// Removes blocks; those that are already are left. Sent twice, it is done once.
///
/// # Errors
/// [`ClinicError::Invalid`] at `block_ids`, [`ClinicError::Forbidden`].
pub async fn remove(clinic: &Clinic, actor: &Actor, request: NameBlocks) -> Outcome<()> {
    set_standing(clinic, actor, request, Standing::Removed, AuditAction::BlocksRemoved).await.map(drop)
}

/// Puts removed blocks back as they were, also over one that was added since: the undo. Sent twice, it is done once.
///
/// # Errors
/// As [`remove`].
pub async fn restore(clinic: &Clinic, actor: &Actor, request: NameBlocks) -> Outcome<Vec<BlockView>> {
    let ids = set_standing(clinic, actor, request, Standing::Restored, AuditAction::BlocksRestored).await?;
    views(clinic, &ids).await
}

async fn set_standing(
    clinic: &Clinic,
    actor: &Actor,
    request: NameBlocks,
    standing: Standing,
    action: AuditAction,
) -> Outcome<Vec<BlockId>> {
    actor.may(Action::ManageAvailability)?;
    if !(1..=200).contains(&request.block_ids.len()) {
        return Err(FieldError::new("block_ids", FieldProblem::OutOfRange { least: 1, most: 200 }).into());
    }
    once(clinic, request.request_id, || async {
        let schedules = clinic.schedules().await?;
        let mut write = clinic.write(actor, request.request_id).await?;
        if store::set_standing(write.connection(), &request.block_ids, standing).await? > 0 {
            write.touch_topic("availability");
            // Those that are put back stand in no schedule yet: they open nothing.
            for (doctor, block) in request.block_ids.iter().filter_map(|id| schedules.block(*id)) {
                openings::note(&mut write, doctor, block.span).await?;
            }
            let event = AuditEvent::about(action, "block", request.block_ids[0].0);
            write.commit(event.detail(json!({ "block_ids": request.block_ids }))).await?;
        }
        Ok(())
    })
    .await?;
    Ok(request.block_ids)
}

/// The blocks on their walls, none over another one of the same doctor: two titles on one time could not be read.
fn on_the_walls(schedules: &Schedules, wishes: &[BlockWish]) -> Outcome<Vec<(DoctorId, Block)>> {
    let mut placed: Vec<(DoctorId, Block)> = Vec::new();
    for (index, wish) in wishes.iter().enumerate() {
        let schedule = schedules.of(wish.doctor_id).ok_or(ClinicError::NotFound { what: RecordKind::Doctor })?;
        let zone = match wish.location_id {
            Some(id) => schedules.locations.get(&id).ok_or(ClinicError::NotFound { what: RecordKind::Location })?.1,
            None => schedules.zone_of(schedule),
        };
        let block = wish.on_the_wall(zone, index)?;
        let of_doctor = placed.iter().filter(|(doctor, _)| *doctor == wish.doctor_id).map(|(_, other)| other);
        let mut others = schedule.blocks.iter().filter(|other| !wishes.iter().any(|wish| wish.id == other.id));
        if others.any(|other| other.span.overlaps(block.span))
            || of_doctor.into_iter().any(|other| other.span.overlaps(block.span))
        {
            return Err(FieldError::new(&format!("blocks[{index}].starts_local"), FieldProblem::Overlaps).into());
        }
        placed.push((wish.doctor_id, block));
    }
    Ok(placed)
}

/// The blocks of these ids that stand, in that order.
async fn views(clinic: &Clinic, ids: &[BlockId]) -> Outcome<Vec<BlockView>> {
    let schedules = retry(|| clinic.schedules()).await?;
    Ok(ids.iter().filter_map(|id| schedules.block(*id)).map(|(doctor, block)| block.view(doctor)).collect())
}
