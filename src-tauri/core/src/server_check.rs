//! Whether a server is set up to carry a clinic: what was found, whether it will do, and what to do where it will not.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use sqlx::mysql::MySqlConnection;

use crate::clinic::Clinic;
use crate::error::Outcome;
use crate::server_address::{Road, ServerAddress};

/// How good what was found is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// As it should be.
    Ok,
    /// Worth knowing.
    Note,
    /// It works, and it could be better.
    Warn,
    /// Data or people are at risk, or the program cannot work.
    Bad,
}

/// One thing looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What was looked at.
    pub what: &'static str,
    /// How good it is.
    pub verdict: Verdict,
    /// What was found.
    pub found: String,
    /// What to do; empty when it is as it should be.
    pub advice: &'static str,
}

/// What the server says of itself, as the rules below need it.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// `select version()`.
    pub version: String,
    /// Server variables of the session that are looked at, by name in lower case.
    pub variables: HashMap<String, String>,
    /// The cipher of the connection; empty when it is plain.
    pub cipher: String,
    /// The road is a socket or a loopback port of this computer.
    pub this_computer: bool,
    /// Character set and collation of the database.
    pub character_set: (String, String),
    /// The server's clock less this computer's.
    pub clock_ahead: Duration,
    /// Newest migration in the database and in the program.
    pub schema: (u32, u32),
}

const VARIABLES: &str = "show variables where variable_name in ('transaction_isolation', 'tx_isolation', \
    'innodb_flush_log_at_trx_commit', 'innodb_doublewrite', 'log_bin', 'sync_binlog', 'sql_mode', 'max_connections', \
    'max_allowed_packet', 'require_secure_transport', 'wsrep_on', 'system_time_zone', 'read_only', 'innodb_lock_wait_timeout')";

/// Asks the server and judges what it says.
///
/// # Errors
/// [`ClinicError::Offline`](crate::error::ClinicError::Offline) when it does not answer.
pub async fn check(clinic: &Clinic, address: &ServerAddress) -> Outcome<Vec<Check>> {
    let schema = clinic.schema_status().await?;
    let mut connection = address.connect_once().await?;
    let mut facts = read(&mut connection).await?;
    facts.schema = (schema.database, schema.program);
    facts.this_computer = !matches!(address.road, Road::Tls { .. });
    Ok(judge(&facts))
}

async fn read(connection: &mut MySqlConnection) -> Outcome<Facts> {
    let version: String = sqlx::query_scalar("select version()").fetch_one(&mut *connection).await?;
    let variables: Vec<(String, String)> = sqlx::query_as(VARIABLES).fetch_all(&mut *connection).await?;
    let cipher: Option<(String, String)> =
        sqlx::query_as("show session status like 'Ssl_cipher'").fetch_optional(&mut *connection).await?;
    let character_set: Option<(String, String)> = sqlx::query_as(
        "select default_character_set_name, default_collation_name from information_schema.schemata \
         where schema_name = database()",
    )
    .fetch_optional(&mut *connection)
    .await?;
    let clock = crate::clock::Clock::system();
    let before = clock.now();
    let server: DateTime<Utc> = sqlx::query_scalar("select utc_timestamp(6)").fetch_one(&mut *connection).await?;
    let midway = before + (clock.now() - before) / 2;
    Ok(Facts {
        version,
        variables: variables.into_iter().map(|(name, value)| (name.to_lowercase(), value)).collect(),
        cipher: cipher.map(|(_, value)| value).unwrap_or_default(),
        this_computer: false,
        character_set: character_set.unwrap_or_default(),
        clock_ahead: server - midway,
        schema: (0, 0),
    })
}

/// Judges what a server says of itself.
///
/// ```
/// use clinic_core::server_check::{Facts, Verdict, judge};
/// let checks = judge(&Facts { version: "5.7.44".into(), ..Facts::default() });
/// let version = checks.iter().find(|check| check.what == "version").unwrap();
/// assert_eq!(version.verdict, Verdict::Bad);
/// ```
pub fn judge(facts: &Facts) -> Vec<Check> {
    let value = |name: &str| facts.variables.get(name).map(String::as_str).unwrap_or_default();
    let on = |name: &str| matches!(value(name).to_ascii_uppercase().as_str(), "ON" | "1");
    let number = |name: &str| value(name).parse::<u64>().unwrap_or(0);
    let mut checks = Vec::new();
    let mut say = |what, verdict, found: String, advice| {
        let advice = if verdict == Verdict::Ok { "" } else { advice };
        checks.push(Check { what, verdict, found, advice });
    };
    let unless = |good: bool, otherwise: Verdict| if good { Verdict::Ok } else { otherwise };

    let (version_verdict, advice) = judge_version(&facts.version);
    say("version", version_verdict, facts.version.clone(), advice);

    let (database, program) = facts.schema;
    say(
        "schema",
        unless(database == program, Verdict::Bad),
        format!("{database} in the database, {program} in this program"),
        if database < program {
            "run `clinic-admin migrate up`"
        } else {
            "the database is newer than this program: update the program"
        },
    );

    let isolation = [value("transaction_isolation"), value("tx_isolation")].concat();
    let read_committed = isolation.starts_with("READ-COMMITTED");
    say("isolation of a session", unless(read_committed, Verdict::Bad), isolation, "sessions must get READ COMMITTED");
    let strict = value("sql_mode").contains("STRICT_");
    say(
        "sql_mode of a session",
        unless(strict, Verdict::Bad),
        if strict { "strict".into() } else { value("sql_mode").to_owned() },
        "sessions must be strict, or values that do not fit are cut silently",
    );

    say(
        "innodb_flush_log_at_trx_commit",
        unless(value("innodb_flush_log_at_trx_commit") == "1", Verdict::Bad),
        value("innodb_flush_log_at_trx_commit").to_owned(),
        "set it to 1: otherwise a booking that was acknowledged can be lost when the server's power fails",
    );
    let doublewrite = value("innodb_doublewrite");
    say(
        "innodb_doublewrite",
        unless(!matches!(doublewrite.to_ascii_uppercase().as_str(), "OFF" | "0" | ""), Verdict::Warn),
        doublewrite.to_owned(),
        "switch it on, unless the file system never writes half a page (ZFS)",
    );
    if on("log_bin") {
        say(
            "sync_binlog",
            unless(value("sync_binlog") == "1", Verdict::Warn),
            value("sync_binlog").to_owned(),
            "set it to 1: otherwise the binary log, and with it a replica or a restore, can miss the last writes",
        );
    } else {
        let advice = "without a binary log a restore goes back to the last backup, not to the last minute";
        say("binary log", Verdict::Note, "off".into(), advice);
    }

    if facts.this_computer {
        say("encryption of the connection", Verdict::Ok, "none needed: it stays on this computer".into(), "");
    } else {
        let encrypted = !facts.cipher.is_empty();
        let found = if encrypted { facts.cipher.clone() } else { "none".into() };
        say("encryption of the connection", unless(encrypted, Verdict::Bad), found, "give the server a certificate");
        say(
            "require_secure_transport",
            unless(on("require_secure_transport"), Verdict::Warn),
            value("require_secure_transport").to_owned(),
            "switch it on, so that no account can be used in plain text",
        );
    }

    let (character_set, collation) = &facts.character_set;
    let fits = character_set == "utf8mb4" && collation == "utf8mb4_unicode_520_ci";
    say(
        "character set of the database",
        unless(fits, Verdict::Warn),
        format!("{character_set}, {collation}"),
        "make it utf8mb4 with utf8mb4_unicode_520_ci; the clinic's own tables say so themselves",
    );

    let off = facts.clock_ahead.abs();
    let clock = match off.num_seconds() {
        0..=4 => Verdict::Ok,
        5..=299 => Verdict::Warn,
        _ => Verdict::Bad,
    };
    say(
        "clocks",
        clock,
        format!(
            "the server is {:.1} s {} this computer; it counts in {}",
            off.num_milliseconds() as f64 / 1_000.0,
            if facts.clock_ahead < Duration::zero() { "behind" } else { "ahead of" },
            value("system_time_zone"),
        ),
        "let both follow a time server; the server's clock decides what is past",
    );

    let connections = number("max_connections");
    say(
        "max_connections",
        unless(connections >= 100, Verdict::Warn),
        format!("{connections}: enough for about {} workstations", connections / 4),
        "raise it to four for each workstation and twenty more",
    );
    let packet = number("max_allowed_packet");
    say(
        "max_allowed_packet",
        unless(packet >= 4 << 20, Verdict::Bad),
        format!("{} MiB", packet >> 20),
        "set it to 16M: long notes and imports are refused otherwise",
    );
    let writable = !matches!(value("read_only").to_ascii_uppercase().as_str(), "ON" | "1" | "READ_ONLY");
    say(
        "writable",
        unless(writable, Verdict::Bad),
        value("read_only").to_owned(),
        "read_only is on: this is a replica",
    );
    if on("wsrep_on") {
        let advice = "let every workstation write to one and the same node; keep the others for when it fails";
        say("Galera cluster", Verdict::Note, "on".into(), advice);
    }
    let advice = "watch it on the server itself: a full disk stops every booking";
    say("free disk", Verdict::Note, "cannot be seen from here".into(), advice);
    checks
}

/// CHECK constraints are enforced since MySQL 8.0.16; what the schema uses is in MariaDB since 10.5, and 10.6 is the oldest
/// that is still looked after.
fn judge_version(version: &str) -> (Verdict, &'static str) {
    let mut numbers = version.split(|character: char| !character.is_ascii_digit()).filter_map(|part| part.parse().ok());
    let mut next = || numbers.next().unwrap_or(0_u32);
    let found = (next(), next(), next());
    if version.contains("MariaDB") {
        match found {
            found if found >= (10, 6, 0) => (Verdict::Ok, ""),
            found if found >= (10, 5, 0) => {
                (Verdict::Warn, "update to MariaDB 10.6 or later: 10.5 is no longer looked after")
            }
            _ => (Verdict::Bad, "MariaDB 10.6 or later is needed"),
        }
    } else if found >= (8, 0, 16) {
        (Verdict::Ok, "")
    } else {
        (Verdict::Bad, "MySQL 8.0.16 or later is needed: earlier ones do not enforce the schema's rules")
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, Facts, Verdict, judge};

    fn sound() -> Facts {
        let variables = [
            ("transaction_isolation", "READ-COMMITTED"),
            ("innodb_flush_log_at_trx_commit", "1"),
            ("innodb_doublewrite", "ON"),
            ("log_bin", "ON"),
            ("sync_binlog", "1"),
            ("sql_mode", "STRICT_ALL_TABLES"),
            ("max_connections", "600"),
            ("max_allowed_packet", "16777216"),
            ("require_secure_transport", "ON"),
            ("read_only", "OFF"),
        ];
        Facts {
            version: "10.11.19-MariaDB".into(),
            variables: variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            cipher: "TLS_AES_256_GCM_SHA384".into(),
            this_computer: false,
            character_set: ("utf8mb4".into(), "utf8mb4_unicode_520_ci".into()),
            clock_ahead: Duration::zero(),
            schema: (22, 22),
        }
    }

    fn verdict(facts: &Facts, what: &str) -> Verdict {
        judge(facts).into_iter().find(|check| check.what == what).map_or(Verdict::Ok, |check| check.verdict)
    }

    #[test]
    fn a_sound_server_has_nothing_to_be_done() {
        assert!(judge(&sound()).iter().all(|check| check.verdict <= Verdict::Note), "{:#?}", judge(&sound()));
    }

    #[test]
    fn what_is_not_sound_is_said() {
        for (variable, value, what, expected) in [
            ("innodb_flush_log_at_trx_commit", "2", "innodb_flush_log_at_trx_commit", Verdict::Bad),
            ("innodb_doublewrite", "OFF", "innodb_doublewrite", Verdict::Warn),
            ("sync_binlog", "0", "sync_binlog", Verdict::Warn),
            ("log_bin", "OFF", "binary log", Verdict::Note),
            ("sql_mode", "", "sql_mode of a session", Verdict::Bad),
            ("transaction_isolation", "REPEATABLE-READ", "isolation of a session", Verdict::Bad),
            ("max_connections", "40", "max_connections", Verdict::Warn),
            ("max_allowed_packet", "1048576", "max_allowed_packet", Verdict::Bad),
            ("require_secure_transport", "OFF", "require_secure_transport", Verdict::Warn),
            ("read_only", "ON", "writable", Verdict::Bad),
            ("wsrep_on", "ON", "Galera cluster", Verdict::Note),
        ] {
            let mut facts = sound();
            facts.variables.insert(variable.into(), value.into());
            assert_eq!(verdict(&facts, what), expected, "{variable} = {value}");
            assert!(judge(&facts).iter().all(|check| check.verdict == Verdict::Ok || !check.advice.is_empty()));
        }
    }

    #[test]
    fn versions_clocks_schema_and_plain_text_are_judged() {
        for (version, expected) in [
            ("8.0.15", Verdict::Bad),
            ("8.0.16", Verdict::Ok),
            ("9.7.4", Verdict::Ok),
            ("10.4.34-MariaDB-log", Verdict::Bad),
            ("10.5.23-MariaDB", Verdict::Warn),
            ("11.8.9-MariaDB", Verdict::Ok),
        ] {
            assert_eq!(verdict(&Facts { version: version.into(), ..sound() }, "version"), expected, "{version}");
        }
        for (seconds, expected) in [(-4, Verdict::Ok), (30, Verdict::Warn), (-600, Verdict::Bad)] {
            let facts = Facts { clock_ahead: Duration::seconds(seconds), ..sound() };
            assert_eq!(verdict(&facts, "clocks"), expected, "{seconds}");
        }
        assert_eq!(verdict(&Facts { schema: (21, 22), ..sound() }, "schema"), Verdict::Bad);
        let plain = Facts { cipher: String::new(), ..sound() };
        assert_eq!(verdict(&plain, "encryption of the connection"), Verdict::Bad);
        let here = Facts { this_computer: true, ..plain };
        assert_eq!(verdict(&here, "encryption of the connection"), Verdict::Ok);
    }
}
