//! A write that is done once however often it is sent: after a lost answer, by two windows, or twice at the same moment.

use std::future::Future;

use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome};
use crate::ids::RequestId;

/// Does the write unless it was done before, and tries again where the database asks for it. When it fails because the same
/// write, sent twice at once, was faster the other time, it is done.
///
/// # Errors
/// Those of the write.
pub(crate) async fn once<Write, Fut>(clinic: &Clinic, request: RequestId, write: Write) -> Outcome<()>
where
    Write: Fn() -> Fut,
    Fut: Future<Output = Outcome<()>>,
{
    retry(|| async {
        if clinic.already_done(request).await? {
            return Ok(());
        }
        match write().await {
            Err(error) if !matches!(error, ClinicError::Offline { .. }) => {
                if clinic.already_done(request).await? {
                    Ok(())
                } else {
                    Err(error)
                }
            }
            done => done,
        }
    })
    .await
}
