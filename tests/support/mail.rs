//! A real mail server on this computer (Debian's python3-aiosmtpd), and what lies in its mailbox.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// How the mail server speaks TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    None,
    Starttls,
    Implicit,
}

/// A mail server. It ends with this value.
pub struct MailServer {
    program: Child,
    folder: PathBuf,
    pub port: i32,
}

impl MailServer {
    /// One that takes everything from everybody.
    pub fn open() -> Self {
        Self::start(Tls::None, None)
    }

    /// One that speaks TLS so, and wants a name and a password `name:password`.
    pub fn start(tls: Tls, account: Option<&str>) -> Self {
        let folder = std::env::temp_dir().join(format!("clinic-mail-{}", clinic_core::ids::fresh().simple()));
        std::fs::create_dir_all(&folder).expect("a folder");
        if tls != Tls::None {
            certificate(&folder);
        }
        let word = match tls {
            Tls::None => "none",
            Tls::Starttls => "starttls",
            Tls::Implicit => "implicit",
        };
        let mut command = Command::new("/usr/bin/python3");
        command.args(["-c", include_str!("mail_server.py")]).arg(&folder).args(["--tls", word]);
        if let Some(account) = account {
            command.args(["--account", account]);
        }
        let mut program = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("python3 and python3-aiosmtpd");
        let mut said = String::new();
        BufReader::new(program.stdout.take().expect("piped")).read_line(&mut said).expect("says that it is ready");
        let port = said.trim().strip_prefix("ready ").and_then(|port| port.parse().ok());
        Self { program, folder, port: port.expect("python3-aiosmtpd is installed") }
    }

    /// What verifies its certificate.
    pub fn authority(&self) -> String {
        std::fs::read_to_string(self.folder.join("cert.pem")).expect("a certificate")
    }

    /// From now on it answers every message with this reply; with none it takes them.
    pub fn answers(&self, reply: &str) {
        std::fs::write(self.folder.join("answer"), reply).expect("writes");
    }

    /// All that it took, in that order.
    pub fn mailbox(&self) -> Vec<String> {
        let files = std::fs::read_dir(&self.folder).expect("a folder").flatten().map(|entry| entry.path());
        let mut letters: Vec<_> = files.filter(|path| path.extension().is_some_and(|end| end == "eml")).collect();
        letters.sort();
        letters.iter().map(|path| std::fs::read_to_string(path).expect("a letter")).collect()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.program.kill().ok();
        self.program.wait().ok();
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

/// A certificate of its own for 127.0.0.1, by openssl.
fn certificate(folder: &Path) {
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"])
        .args(["-subj", "/CN=mail.test", "-addext", "subjectAltName=IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout"])
        .arg(folder.join("key.pem"))
        .arg("-out")
        .arg(folder.join("cert.pem"))
        .stderr(Stdio::null())
        .status();
    assert!(made.expect("openssl").success());
}

/// The value of a header, unfolded, its encoded words as they are.
pub fn header(letter: &str, name: &str) -> String {
    let head = letter.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ");
    let found = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
    found.unwrap_or_else(|| panic!("{name} in {head}")).to_owned()
}

/// The body as its reader sees it, read by Python: a program that is not ours.
pub fn body(letter: &str) -> String {
    read(letter, "message.get_content()")
}

/// The subject as its reader sees it.
pub fn subject(letter: &str) -> String {
    read(letter, "message['Subject']")
}

fn read(letter: &str, what: &str) -> String {
    use std::io::Write;
    let script = format!(
        "import email, email.policy, sys\nmessage = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)\n\
         sys.stdout.buffer.write(str({what}).encode())"
    );
    let mut python = Command::new("/usr/bin/python3")
        .args(["-c", &script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3");
    python.stdin.take().expect("piped").write_all(letter.as_bytes()).expect("writes");
    let output = python.wait_with_output().expect("ends");
    String::from_utf8(output.stdout).expect("text").replace("\r\n", "\n")
}
