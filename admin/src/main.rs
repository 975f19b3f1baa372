//! `clinic-admin`: Clinic Desk at the command line, over the same core as the window. Each command parses, asks the core and
//! prints. Exit code 0: done. 1: refused, or something is wrong. 2: the command line itself is wrong.

mod commands;
mod connect;
mod prescription;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use connect::Server;

#[derive(Parser)]
#[command(name = "clinic-admin", version, about = "Set up, fill, check and measure a clinic's server")]
struct CommandLine {
    #[command(flatten)]
    server: Server,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The database's schema.
    #[command(subcommand)]
    Migrate(Migrate),
    /// Fill a clinic with people who do not exist.
    #[command(subcommand)]
    Seed(Seed),
    /// Bring in what another program kept. Rows that do not fit are refused and reported; a second run changes nothing.
    #[command(subcommand)]
    Import(Import),
    /// Who signs in.
    #[command(subcommand)]
    User(User),
    /// Check a prescription; no server is asked.
    #[command(subcommand)]
    Prescription(Prescription),
    /// Look at the server's settings and say what to do about them.
    Doctor(Doctor),
    /// Let many clients book the same slots at once, on a scratch database, and count who won.
    Race(Race),
}

#[derive(Subcommand)]
enum Migrate {
    /// Bring the schema up to this program.
    Up,
    /// Take the schema back; what is in the tables dropped is lost.
    Down {
        /// The migration to go back to; 0 leaves nothing.
        #[arg(long)]
        to: u32,
        /// Must be said: what is in the tables dropped goes, and comes back only from a backup.
        #[arg(long, required = true)]
        erase_data: bool,
    },
    /// Say where the schema stands.
    Status,
}

#[derive(Subcommand)]
enum Seed {
    /// The demo clinic, in an empty database.
    Demo {
        /// The zone of the clinic's wall clock, e.g. `Europe/London`; this computer's when not said.
        #[arg(long)]
        zone: Option<String>,
    },
    /// A clinic of any size to measure with, in an empty database.
    Scale {
        /// How many patients.
        #[arg(long)]
        patients: usize,
        /// How many appointments.
        #[arg(long)]
        appointments: usize,
        /// Over how many doctors; 10 for up to 20,000 appointments, else 100.
        #[arg(long)]
        doctors: Option<usize>,
    },
}

#[derive(Subcommand)]
enum Import {
    /// Patients, providers, organizations and encounters of a Synthea folder (CSV).
    Synthea {
        /// The folder with patients.csv, providers.csv, organizations.csv and encounters.csv.
        folder: PathBuf,
        /// Write every row refused to this file (CSV: file, line, field, reason, words, id).
        #[arg(long, value_name = "FILE")]
        report: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
enum User {
    /// Add somebody; the password is read from standard input.
    Add {
        /// By which they sign in.
        #[arg(long)]
        email: String,
        /// Their name.
        #[arg(long)]
        name: String,
        /// `receptionist`, `doctor` or `administrator`.
        #[arg(long)]
        role: String,
        /// The licence number of the doctor they are; needed for the role of doctor.
        #[arg(long, value_name = "LICENCE")]
        doctor: Option<String>,
    },
    /// Give somebody a new password, read from standard input; their sessions end.
    Passwd {
        /// By which they sign in.
        #[arg(long)]
        email: String,
    },
}

#[derive(Subcommand)]
enum Prescription {
    /// Say whether a doctor of the clinic signed what a QR code says, and what that is. Exit code 1: no.
    Verify {
        /// The clinic's public key: the file that the program exported (PEM), or its 64 hexadecimal digits.
        #[arg(long, value_name = "FILE OR DIGITS")]
        clinic_key: String,
        /// What the QR code says; read from standard input when not said.
        #[arg(long, value_name = "TEXT")]
        qr: Option<String>,
    },
}

#[derive(Args)]
struct Doctor {
    /// Also look for visits that overlap and cells that belong to nobody. Reads the whole calendar.
    #[arg(long)]
    calendar: bool,
}

#[derive(Args)]
struct Race {
    /// How many clients, each with a connection of its own.
    #[arg(long, default_value_t = 32)]
    clients: usize,
    /// How many slots they fight for.
    #[arg(long, default_value_t = 50)]
    rounds: usize,
}

#[tokio::main]
async fn main() -> ExitCode {
    let command_line = CommandLine::parse();
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    match commands::run(command_line.server, command_line.command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("clinic-admin: {problem}");
            ExitCode::FAILURE
        }
    }
}
