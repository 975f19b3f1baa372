//! The program as people run it: arguments, standard input, what it prints and how it ends.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clinic_core::crypto::signing::Signatory;
use clinic_core::prescriptions::slip::{CERTIFICATE, SIGNATURE, SignedSlip, Slip, certified, digest};
use clinic_core::prescriptions::verifier::pem;
use clinic_core::private_server::{Durability, PrivateServer, ServerProgram};
use clinic_core::server_address::Road;

/// How a run ended.
#[derive(Debug)]
struct Run {
    code: Option<i32>,
    said: String,
    complained: String,
}

/// An empty database on the test server of this checkout.
struct Server {
    socket: PathBuf,
    user: String,
    database: String,
}

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

impl Server {
    async fn new() -> Self {
        let (name, program) = match std::env::var("CLINIC_TEST_SERVER").as_deref() {
            Ok("mysql") => {
                let home = std::env::var_os("CLINIC_MYSQL_HOME").expect("CLINIC_MYSQL_HOME names the unpacked MySQL");
                ("mysql", ServerProgram::MySql { server: PathBuf::from(home).join("mysqld") })
            }
            _ => ("mariadb", ServerProgram::find().expect("mariadbd is installed")),
        };
        let folder = project().canonicalize().expect("the project's folder").join("target/test-server").join(name);
        let server =
            PrivateServer::start(&folder, Some(&program), Durability::TestsOnly, |_| {}).await.expect("a server");
        let database = format!("t_{}", clinic_core::ids::fresh().simple());
        let address = server.make_database(&database).await.expect("a database");
        let Road::Socket(socket) = address.road else { panic!("a private server has a socket") };
        Self { socket, user: address.user, database }
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, "")
    }

    fn run_with(&self, arguments: &[&str], typed: &str) -> Run {
        let socket = self.socket.to_str().expect("a plain path");
        let server = ["--socket", socket, "--user", &self.user, "--database", &self.database];
        run(&[&server, arguments].concat(), typed)
    }
}

fn run(arguments: &[&str], typed: &str) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_clinic-admin"))
        .args(arguments)
        .env_remove("CLINIC_PASSWORD")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut input = child.stdin.take().expect("its input");
    // It need not read what is typed before it says no.
    input.write_all(typed.as_bytes()).ok();
    drop(input);
    let output = child.wait_with_output().expect("its end");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    Run { code: output.status.code(), said: text(output.stdout), complained: text(output.stderr) }
}

impl Run {
    fn done(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.said
    }

    fn refused(self, words: &str) {
        assert_eq!(self.code, Some(1), "{self:?}");
        assert!(self.complained.contains(words), "{self:?}");
    }
}

#[tokio::test]
async fn the_schema_goes_up_and_down_and_its_state_is_said() {
    let server = Server::new().await;
    assert!(server.run(&["migrate", "status"]).done().contains("schema 0, this program"));
    server.run(&["seed", "demo"]).refused("run `clinic-admin migrate up`");
    let up = server.run(&["migrate", "up"]).done();
    assert_eq!(server.run(&["migrate", "status"]).done(), up);
    let unsaid = server.run(&["migrate", "down", "--to", "0"]);
    assert_eq!(unsaid.code, Some(2), "nothing is dropped unless it is said: {unsaid:?}");
    server.run(&["migrate", "down", "--to", "9999", "--erase-data"]).refused("to is 0 to");
    assert_eq!(server.run(&["migrate", "status"]).done(), up);
    assert!(server.run(&["migrate", "down", "--to", "0", "--erase-data"]).done().contains("schema 0, this program"));
}

#[tokio::test]
async fn the_demo_is_there_and_people_are_added_to_it() {
    let server = Server::new().await;
    server.run(&["migrate", "up"]).done();
    let said = server.run(&["seed", "demo", "--zone", "Europe/Lisbon"]).done();
    assert!(said.contains("reception@demo.clinic") && said.contains("clinic-demo-2026"), "{said}");
    server.run(&["seed", "demo", "--zone", "Europe/Atlantis"]).refused("not one of the choices");
    server.run(&["seed", "scale", "--patients", "100", "--appointments", "100"]).refused("not empty");

    let add = ["user", "add", "--email", "ann@clinic.example", "--name", "Ann Lee", "--role"];
    let password = "violet kettle marches north\n";
    server.run_with(&[&add[..], &["janitor"]].concat(), password).refused("--role is one of");
    server.run_with(&[&add[..], &["receptionist"]].concat(), "short\n").refused("password needs 10 characters");
    server.run_with(&[&add[..], &["receptionist"]].concat(), password).done();
    server.run_with(&[&add[..], &["receptionist"]].concat(), password).refused("email is taken");
    server.run_with(&["user", "passwd", "--email", "ann@clinic.example"], "harbour lamp sings twice\n").done();
    server.run_with(&["user", "passwd", "--email", "nobody@clinic.example"], password).refused("no such user");
    let doctor = ["user", "add", "--email", "doc@clinic.example", "--name", "Doc", "--role", "doctor", "--doctor"];
    server.run_with(&[&doctor[..], &["NO-SUCH"]].concat(), password).refused("no doctor has this licence");
    server.run_with(&[&doctor[..], &["DEMO-1000"]].concat(), password).refused("doctor_id is taken");
}

#[tokio::test]
async fn an_import_says_what_came_in_and_writes_what_did_not() {
    let server = Server::new().await;
    server.run(&["migrate", "up"]).done();
    let fixtures = project().join("tests/fixtures/synthea");
    let report = std::env::temp_dir().join(format!("{}.csv", server.database));
    let import = ["import", "synthea", fixtures.to_str().unwrap(), "--report", report.to_str().unwrap()];
    let said = server.run(&import).done();
    let encounters = said.lines().find(|line| line.starts_with("encounters.csv")).unwrap();
    assert_eq!(
        encounters.split_whitespace().collect::<Vec<_>>().join(" "),
        "encounters.csv 5 new, 0 unchanged, 16 refused"
    );
    assert!(said.contains("the provider has another visit at that time"), "{said}");
    let rows = std::fs::read_to_string(&report).unwrap();
    assert!(rows.starts_with("\"file\",\"line\",\"field\",\"reason\",\"words\",\"id\"\n"), "{rows}");
    assert!(rows.contains("\"encounters.csv\",\"9\",\"STOP\",\"longer_than_a_day\""), "{rows}");
    std::fs::remove_file(&report).unwrap();
    let again = server.run(&import[..3]).done();
    assert!(again.contains("0 new,      5 unchanged,     16 refused"), "{again}");
    assert!(again.contains("line 9: STOP longer than 24 hours: a stay, not a visit"), "{again}");
    server.run(&["import", "synthea", "/nonexistent"]).refused("organizations.csv: in /nonexistent: ");
}

#[tokio::test]
async fn the_doctor_says_what_is_wrong_with_a_server() {
    let server = Server::new().await;
    server.run(&["migrate", "up"]).done();
    // The server of the tests keeps what it acknowledged in memory only.
    let run = server.run(&["doctor", "--calendar"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    let line = run.said.lines().find(|line| line.contains("innodb_flush_log_at_trx_commit")).unwrap();
    assert!(line.trim_start().starts_with("BAD"), "{line}");
    assert!(run.said.contains("set it to 1"), "{run:?}");
    assert!(run.said.contains("no two live visits of one doctor overlap"), "{run:?}");
}

#[tokio::test]
async fn a_race_is_run_on_a_scratch_database() {
    let server = Server::new().await;
    let said = server.run(&["race", "--clients", "4", "--rounds", "5"]).done();
    let expected = "4 rounds for a place of one, 1 for the places of a group\n\
                    attempts 20, booked 7 of 7 places, refused 13, failed 0, overlaps 0";
    assert!(said.starts_with(expected), "{said}");
    server.run(&["race", "--clients", "0", "--rounds", "5"]).refused("1 at least");
}

#[test]
fn a_server_must_be_named_and_answer() {
    run(&["doctor"], "").refused("say which server");
    run(&["--host", "127.0.0.1", "--port", "1", "doctor"], "").refused("cannot be reached");
    let authority = std::env::temp_dir().join(format!("{}.pem", clinic_core::ids::fresh().simple()));
    std::fs::write(&authority, "-----BEGIN CERTIFICATE-----\nnot base64 at all\n-----END CERTIFICATE-----\n").unwrap();
    let pasted = run(&["--host", "db.clinic.example", "--ca", authority.to_str().unwrap(), "doctor"], "");
    pasted.refused("--ca holds no certificate in PEM form");
    std::fs::remove_file(&authority).unwrap();
    run(&["--host", "localhost", "--password-file", "/nonexistent", "doctor"], "").refused("/nonexistent");
    assert_eq!(run(&["--host", "a", "--socket", "b", "doctor"], "").code, Some(2), "one road");
    assert_eq!(run(&["dance"], "").code, Some(2), "no such command");
}

#[test]
fn a_prescription_is_checked_without_a_server() {
    let (clinic, doctor) = (Signatory::fresh().unwrap(), Signatory::fresh().unwrap());
    let slip = Slip {
        number: "RX-K7M4-3QXA".into(),
        patient_name: "Lee, Ann".into(),
        patient_birth_date: "1990-02-28".into(),
        doctor_name: "Dr Ada Osei".into(),
        licence_number: "L-1".into(),
        signed_on: "2026-03-02".into(),
        valid_until: "2026-04-01".into(),
        medications: vec!["Amoxicillin 500 mg · 21".into()],
        digest: digest(b"all of it"),
    };
    let message = slip.message();
    let signed = SignedSlip {
        doctor_public: doctor.public(),
        certificate: clinic.sign(CERTIFICATE, &certified(&doctor.public(), "Dr Ada Osei", "L-1")),
        signature: doctor.sign(SIGNATURE, &message),
        message,
    };
    let key = std::env::temp_dir().join(format!("{}.pem", clinic_core::ids::fresh().simple()));
    std::fs::write(&key, pem(&clinic.public())).unwrap();
    let verify = |key: &str, code: &str| run(&["prescription", "verify", "--clinic-key", key], code);
    let said = verify(key.to_str().unwrap(), &signed.text()).done();
    for words in ["signed by a doctor", "RX-K7M4-3QXA", "Lee, Ann, born 1990-02-28", "1. Amoxicillin 500 mg · 21"] {
        assert!(said.contains(words), "{words} is not in: {said}");
    }
    std::fs::remove_file(&key).unwrap();
    let digits = |public: [u8; 32]| public.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    verify(&digits(clinic.public()), &signed.text()).done();
    verify(&digits(doctor.public()), &signed.text()).refused("no doctor of this clinic");
    let mut altered = signed.clone();
    altered.message[12] ^= 1;
    verify(&digits(clinic.public()), &altered.text()).refused("changed after it was signed");
    verify(&digits(clinic.public()), "hello").refused("no prescription's code");
    verify("/nonexistent", &signed.text()).refused("/nonexistent");
}
