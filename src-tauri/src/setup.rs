//! From the first start to a clinic that answers: a private server on this computer, or a shared one by address.

use std::path::PathBuf;

use clinic_core::clinic::Clinic;
use clinic_core::error::{ClinicError, FieldError, FieldProblem, FormCheck, OfflineCause, Outcome};
use clinic_core::private_server::{Durability, PrivateServer, ServerProgram};
use clinic_core::seed::demo;
use clinic_core::server_address::check_authority;
use clinic_core::setup::{JoinServer, ServerPassword, ServerSummary, SetupState, SetupStep};
use zeroize::Zeroizing;

use crate::away;
use crate::secrets;
use crate::settings::{self, KnownServer, SharedServer};
use crate::state::Desk;

/// The database of a private clinic.
const DATABASE: &str = "clinic";

/// Where the workstation stands. Starts or reaches the server it knows.
///
/// # Errors
/// [`ClinicError::Inconsistent`] when the settings cannot be read. A server that does not answer is a state.
pub async fn state(desk: &Desk) -> Outcome<SetupState> {
    let _one_at_a_time = desk.setting_up.lock().await;
    let Some(known) = settings::read(desk.folder()).map_err(unreadable)? else { return Ok(choose()) };
    if desk.clinic().await.is_some() {
        revive(desk).await;
        return Ok(ready(desk, &known).await);
    }
    let reached = match &known {
        KnownServer::Private => reach_private(desk).await.map(drop),
        KnownServer::Shared(server) => match recalled(desk, server).await {
            Some(password) => reach_shared(desk, server, &password).await,
            None => return Ok(SetupState::NeedsPassword { server: summary(desk, &known) }),
        },
    };
    Ok(match desk.heard("reach the server", reached) {
        Ok(()) => ready(desk, &known).await,
        Err(error) => SetupState::Failed { server: summary(desk, &known), error },
    })
}

/// Makes a private server with a demo clinic, or finds the one that is there.
///
/// # Errors
/// [`clinic_core::error::Refusal::NoServerProgram`], [`ClinicError::Offline`] when the server does not start.
pub async fn try_private(desk: &Desk) -> Outcome<SetupState> {
    let _one_at_a_time = desk.setting_up.lock().await;
    desk.heard("try on this computer", make_private(desk).await)?;
    settings::write(desk.folder(), &KnownServer::Private).map_err(unreadable)?;
    Ok(ready(desk, &KnownServer::Private).await)
}

/// Joins the clinic of a shared server. The server is remembered, its password goes to the keyring where there is one.
///
/// # Errors
/// [`ClinicError::Invalid`], [`ClinicError::Offline`] with its cause, [`clinic_core::error::Refusal::SchemaOlder`] or
/// [`clinic_core::error::Refusal::SchemaNewer`].
pub async fn join(desk: &Desk, request: JoinServer) -> Outcome<SetupState> {
    let _one_at_a_time = desk.setting_up.lock().await;
    let (server, password) = checked(request)?;
    desk.heard("join", reach_shared(desk, &server, &password).await)?;
    secrets::keep(&server.account(), &password).await;
    let known = KnownServer::Shared(server);
    settings::write(desk.folder(), &known).map_err(unreadable)?;
    Ok(ready(desk, &known).await)
}

/// Reaches the known server with a password that was asked for.
///
/// # Errors
/// As [`join`].
pub async fn server_password(desk: &Desk, request: ServerPassword) -> Outcome<SetupState> {
    let _one_at_a_time = desk.setting_up.lock().await;
    let known = settings::read(desk.folder()).map_err(unreadable)?;
    let Some(KnownServer::Shared(server)) = known else { return Ok(choose()) };
    let reached = desk.heard("server password", reach_shared(desk, &server, &request.password).await);
    // Typed once is enough: when the server is back, it is reached without asking again.
    let again = reached.as_ref().is_err_and(away::is_away).then(|| Zeroizing::new(request.password.clone()));
    *desk.typed_password.lock().await = again;
    reached?;
    secrets::keep(&server.account(), &request.password).await;
    Ok(ready(desk, &KnownServer::Shared(server)).await)
}

/// Forgets the known server and its password. Nothing on the server changes, and a private one keeps its folder.
///
/// # Errors
/// [`ClinicError::Inconsistent`] when the settings cannot be written.
pub async fn forget_server(desk: &Desk) -> Outcome<SetupState> {
    let _one_at_a_time = desk.setting_up.lock().await;
    desk.sign_out().await.ok();
    if let Some(KnownServer::Shared(server)) = settings::read(desk.folder()).map_err(unreadable)? {
        secrets::forget(&server.account()).await;
    }
    desk.enter(None, None).await;
    settings::forget(desk.folder()).map_err(unreadable)?;
    Ok(choose())
}

/// Starts the private server again when it has ended: nobody else would. Whoever is about to need it waits for it here.
pub async fn revive_private_server(desk: &Desk) {
    let _one_at_a_time = desk.setting_up.lock().await;
    revive(desk).await;
}

async fn revive(desk: &Desk) {
    let Some(server) = desk.private_server().await else { return };
    if server.has_ended() {
        let started = start_server(desk, server.folder().to_owned()).await;
        desk.heard("start the private server again", started).ok();
    }
}

async fn recalled(desk: &Desk, server: &SharedServer) -> Option<String> {
    match secrets::recall(&server.account()).await {
        Some(password) => Some(password),
        None => desk.typed_password.lock().await.as_ref().map(|typed| typed.to_string()),
    }
}

async fn make_private(desk: &Desk) -> Outcome<()> {
    let clinic = reach_private(desk).await?;
    demo::fill(&clinic, demo::zone_of_this_computer(), |percent| {
        desk.progress(SetupStep::SeedDemo, 45 + i32::from(percent) * 55 / 100);
    })
    .await
}

async fn reach_private(desk: &Desk) -> Outcome<Clinic> {
    let server = start_server(desk, desk.folder().join("server")).await?;
    desk.progress(SetupStep::Connect, 35);
    let clinic = Clinic::connect(&server.make_database(DATABASE).await?).await?;
    desk.progress(SetupStep::Migrate, 40);
    clinic.migrate_up().await?;
    desk.enter(Some(clinic.clone()), Some(server)).await;
    Ok(clinic)
}

async fn start_server(desk: &Desk, folder: PathBuf) -> Outcome<PrivateServer> {
    let program = ServerProgram::find();
    PrivateServer::start(&folder, program.as_ref(), Durability::Durable, |step| {
        desk.progress(step, if step == SetupStep::InitialiseServer { 5 } else { 25 });
    })
    .await
}

async fn reach_shared(desk: &Desk, server: &SharedServer, password: &str) -> Outcome<()> {
    desk.progress(SetupStep::Connect, 30);
    let clinic = Clinic::connect(&server.address(password)).await?;
    clinic.check_schema().await?;
    desk.enter(Some(clinic), None).await;
    Ok(())
}

fn checked(request: JoinServer) -> Outcome<(SharedServer, String)> {
    let mut check = FormCheck::default();
    let mut text = |field: &str, value: &str, most: u32| {
        let value = value.trim().to_owned();
        if value.is_empty() {
            check.note(field, FieldProblem::Missing);
        } else if value.chars().count() > most as usize {
            check.note(field, FieldProblem::TooLong { most });
        } else if value.chars().any(|letter| letter.is_control() || letter.is_whitespace()) {
            check.note(field, FieldProblem::BadCharacters);
        }
        value
    };
    let host = text("host", &request.host, 253);
    let database = text("database", &request.database, 64);
    let user = text("user", &request.user, 80);
    let port = u16::try_from(request.port).ok().filter(|port| *port > 0);
    let port = port.ok_or_else(|| FieldError::new("port", FieldProblem::OutOfRange { least: 1, most: 65535 }));
    let port = check.take(port).unwrap_or_default();
    let ca_pem = Some(request.ca_pem.trim().to_owned()).filter(|pem| !pem.is_empty());
    match &ca_pem {
        Some(pem) if pem.len() > 100_000 => check.note("ca_pem", FieldProblem::TooLong { most: 100_000 }),
        Some(pem) => drop(check.take(check_authority("ca_pem", pem))),
        None => {}
    }
    check.finish()?;
    Ok((SharedServer { host, port, database, user, ca_pem }, request.password))
}

fn choose() -> SetupState {
    SetupState::Choose { server_program: ServerProgram::find().map(|program| program.words()) }
}

async fn ready(desk: &Desk, known: &KnownServer) -> SetupState {
    let is_demo = match desk.clinic().await {
        Some(clinic) => demo::is_demo(&clinic).await.unwrap_or_default(),
        None => false,
    };
    let demo_accounts = if is_demo { demo::accounts() } else { vec![] };
    SetupState::Ready { server: summary(desk, known), demo_accounts }
}

fn summary(desk: &Desk, known: &KnownServer) -> ServerSummary {
    let kept_here = desk.kept_place().keeps_something();
    match known {
        KnownServer::Private => {
            ServerSummary { private: true, address: desk.folder().display().to_string(), kept_here }
        }
        KnownServer::Shared(server) => ServerSummary { kept_here, ..server.summary() },
    }
}

fn unreadable(error: std::io::Error) -> ClinicError {
    let full = matches!(error.kind(), std::io::ErrorKind::StorageFull);
    if full {
        return ClinicError::Offline { cause: OfflineCause::DiskFull, detail: error.to_string() };
    }
    ClinicError::Inconsistent { detail: format!("settings: {error}") }
}
