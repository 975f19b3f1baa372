//! The commands: parse, ask the core, print.

use std::io::{Read, Write};
use std::path::Path;
use std::time::Instant;

use clinic_core::access::{Actor, Role};
use clinic_core::civil::Zone;
use clinic_core::clinic::{Clinic, SchemaStatus};
use clinic_core::error::{ClinicError, OfflineCause};
use clinic_core::ids::{DoctorId, RequestId, UserId};
use clinic_core::import::{self, ImportReport};
use clinic_core::seed::{demo, scale};
use clinic_core::server_check::{self, Verdict};
use clinic_core::users::model::AddUser;
use clinic_core::{doctors, invariants, race, users};

use crate::connect::Server;
use crate::prescription;
use crate::words::Problem;
use crate::{Command, Doctor, Import, Migrate, Race, Seed, User};

/// How many refused rows of a file are shown one by one.
const LINES_SHOWN: usize = 20;

/// Who the audit log says did it.
const TOOL: &str = "clinic-admin";

/// Does what the command line asks for.
pub async fn run(server: Server, command: Command) -> Result<(), Problem> {
    match command {
        Command::Migrate(command) => migrate(&server, command).await,
        Command::Seed(command) => seed(&server, command).await,
        Command::Import(command) => import(&server, command).await,
        Command::User(command) => user(&server, command).await,
        Command::Prescription(command) => prescription::run(command),
        Command::Doctor(options) => doctor(&server, &options).await,
        Command::Race(options) => race(&server, &options).await,
    }
}

async fn migrate(server: &Server, command: Migrate) -> Result<(), Problem> {
    let (clinic, address) = server.clinic().await?;
    let status = match command {
        Migrate::Up => clinic.migrate_up().await?,
        Migrate::Down { to, erase_data: true } => clinic.migrate_down(to).await?,
        Migrate::Down { .. } | Migrate::Status => clinic.schema_status().await?,
    };
    let SchemaStatus { database, program } = status;
    println!("{}: schema {database}, this program {program}", address.words());
    Ok(())
}

async fn seed(server: &Server, command: Seed) -> Result<(), Problem> {
    let clinic = server.ready().await?;
    let began = Instant::now();
    match command {
        Seed::Demo { zone } => {
            let zone = match zone {
                Some(name) => Zone::parse("zone", &name).map_err(ClinicError::from)?,
                None => demo::zone_of_this_computer(),
            };
            demo::fill(&clinic, zone, |_| {}).await?;
            println!("the demo clinic is there ({:.1} s); sign in with", began.elapsed().as_secs_f64());
            for account in demo::accounts() {
                println!("  {:24} {}  ({})", account.email, account.password, account.role.word());
            }
        }
        Seed::Scale { patients, appointments, doctors } => {
            let mut said = 0;
            let mut progress = |percent| {
                if percent / 10 > said {
                    said = percent / 10;
                    eprintln!("{percent} % ({:.0} s)", began.elapsed().as_secs_f64());
                }
            };
            scale(&clinic, patients, appointments, doctors, &mut progress).await?;
            println!("{patients} patients, {appointments} appointments in {:.1} s", began.elapsed().as_secs_f64());
        }
    }
    Ok(())
}

async fn import(server: &Server, command: Import) -> Result<(), Problem> {
    let clinic = server.ready().await?;
    let Import::Synthea { folder, report: file } = command;
    let began = Instant::now();
    let report = import::synthea::import(&clinic, &Actor::system(TOOL), &folder, |_| {}).await?;
    for part in &report.files {
        println!(
            "{:18} {:6} new, {:6} unchanged, {:6} refused",
            part.file,
            part.new,
            part.unchanged,
            part.refused.len()
        );
        for ((reason, field), count) in part.by_reason() {
            println!("{:18} {count:6} {field}: {}", "", reason.words());
        }
        for row in part.refused.iter().take(LINES_SHOWN) {
            println!("{:18} line {}: {} {}", "", row.line, row.field, row.reason.words());
        }
        if part.refused.len() > LINES_SHOWN && file.is_none() {
            println!("{:18} and {} more: all of them with --report FILE", "", part.refused.len() - LINES_SHOWN);
        }
    }
    println!("done in {:.1} s", began.elapsed().as_secs_f64());
    if let Some(file) = file {
        write_report(&file, &report).map_err(|error| Problem::file(&file, error))?;
        println!("every row refused is in {}", file.display());
    }
    Ok(())
}

fn write_report(path: &Path, report: &ImportReport) -> std::io::Result<()> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    for row in report.table() {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        writeln!(file, "{}", cells.join(","))?;
    }
    file.flush()
}

/// A cell of a CSV file. What a spreadsheet would take for a formula is made text: ids of other programs are in there.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

async fn user(server: &Server, command: User) -> Result<(), Problem> {
    let clinic = server.ready().await?;
    let actor = Actor::system(TOOL);
    match command {
        User::Add { email, name, role, doctor } => {
            let role =
                Role::from_word(&role).ok_or(Problem::Usage("--role is one of receptionist, doctor, administrator"))?;
            let doctor_id = match doctor {
                Some(licence) => Some(by_licence(&doctors::list(&clinic, &actor).await?, &licence)?),
                None => None,
            };
            let password = typed_password()?;
            let (request_id, id) = (RequestId::fresh(), UserId::fresh());
            let added =
                users::add(&clinic, &actor, AddUser { request_id, id, email, name, role, password, doctor_id }).await?;
            println!("{} may sign in as {}, and chooses another password then", added.email, added.role.word());
        }
        User::Passwd { email } => {
            users::set_password(&clinic, &actor, &email, typed_password()?).await?;
            println!("{email} has a new password, to be changed at the next sign-in; their sessions ended");
        }
    }
    Ok(())
}

fn by_licence(doctors: &[doctors::model::DoctorView], licence: &str) -> Result<DoctorId, Problem> {
    let found = doctors.iter().find(|doctor| doctor.licence_number == licence);
    found.map(|doctor| doctor.id).ok_or(Problem::Usage("--doctor: no doctor has this licence number"))
}

fn typed_password() -> Result<String, Problem> {
    let mut text = String::new();
    let read = std::io::stdin().take(4_096).read_to_string(&mut text);
    read.map_err(|error| Problem::File("standard input".into(), error))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

async fn doctor(server: &Server, options: &Doctor) -> Result<(), Problem> {
    let (clinic, address) = server.clinic().await?;
    println!("{}", address.words());
    let mut worst = Verdict::Ok;
    for check in server_check::check(&clinic, &address).await? {
        worst = worst.max(check.verdict);
        let word = match check.verdict {
            Verdict::Ok => "ok  ",
            Verdict::Note => "note",
            Verdict::Warn => "warn",
            Verdict::Bad => "BAD ",
        };
        println!("  {word}  {:32} {}", check.what, check.found);
        if !check.advice.is_empty() {
            println!("        → {}", check.advice);
        }
    }
    if options.calendar {
        worst = worst.max(calendar(&clinic).await?);
    }
    if worst == Verdict::Bad { Err(Problem::NotSound("something is wrong: see BAD above")) } else { Ok(()) }
}

async fn calendar(clinic: &Clinic) -> Result<Verdict, Problem> {
    let findings = match invariants::check(clinic).await {
        // The program's sessions may read for thirty seconds at a time, so that none of them holds up the others.
        Err(ClinicError::Offline { cause: OfflineCause::Busy, .. }) => {
            println!("  warn  calendar: not checked, it takes longer to read than a session may; try at a quiet hour");
            return Ok(Verdict::Warn);
        }
        findings => findings?,
    };
    for finding in &findings {
        println!(
            "  {}  {}: {} broken",
            if finding.broken == 0 { "ok  " } else { "BAD " },
            finding.rule,
            finding.broken
        );
    }
    let sound = findings.iter().all(|finding| finding.broken == 0);
    Ok(if sound { Verdict::Ok } else { Verdict::Bad })
}

async fn race(server: &Server, options: &Race) -> Result<(), Problem> {
    if options.clients == 0 || options.rounds == 0 {
        return Err(Problem::Usage("--clients and --rounds are 1 at least"));
    }
    let address = server.address().await?;
    let began = Instant::now();
    let report = race::race(&address, options.clients, options.rounds).await.map_err(|error| match error {
        // The account is right, and may not do this.
        ClinicError::Offline { cause: OfflineCause::AccountRefused, detail } if detail.contains("1044") => {
            Problem::NotSound(
                "the race makes a scratch database and drops it afterwards: it needs an account that may create and drop \
                 databases, such as the server's own administrator; that of a clinic's database is not enough",
            )
        }
        error => error.into(),
    })?;
    println!("{} rounds for a place of one, {} for the places of a group", report.single_rounds, report.group_rounds);
    println!(
        "attempts {}, booked {} of {} places, refused {}, failed {}, overlaps {} ({:.1} s)",
        report.attempts,
        report.booked,
        report.places,
        report.refused,
        report.failed.len(),
        report.overlaps(),
        began.elapsed().as_secs_f64(),
    );
    for wrong in report.wrong_rounds.iter().chain(&report.failed).take(20) {
        println!("  {wrong}");
    }
    for finding in report.findings.iter().filter(|finding| finding.broken > 0) {
        println!("  {}: {} broken", finding.rule, finding.broken);
    }
    if report.is_clean() { Ok(()) } else { Err(Problem::NotSound("the race was not clean")) }
}
