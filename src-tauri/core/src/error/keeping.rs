//! Why a file could not be kept.

use std::io;

use super::KeepingFault;

impl KeepingFault {
    /// What an error of the disk means.
    pub fn of(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => Self::DiskFull,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::NoPermission,
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::NoFolder,
            _ => Self::Failed,
        }
    }
}
