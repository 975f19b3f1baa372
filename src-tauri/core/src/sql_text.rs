//! SQL as text for what is sent as one packet: many statements in one round trip. Values go in as numbers, as hexadecimal
//! literals or as digits of a date, so nothing that a person typed is ever read as SQL.

use std::fmt::Write;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// Statements, each ended by a semicolon.
#[derive(Debug, Default)]
pub(crate) struct SqlText(String);

impl SqlText {
    /// Adds a piece of SQL as it stands in the program.
    pub(crate) fn push(&mut self, sql: &'static str) -> &mut Self {
        self.0.push_str(sql);
        self
    }

    /// Adds values with commas between them.
    pub(crate) fn list(&mut self, values: &[&dyn SqlValue]) -> &mut Self {
        for (index, value) in values.iter().enumerate() {
            if index > 0 {
                self.0.push(',');
            }
            value.write(&mut self.0);
        }
        self
    }

    /// Adds one value.
    pub(crate) fn value(&mut self, value: &dyn SqlValue) -> &mut Self {
        value.write(&mut self.0);
        self
    }

    /// Adds values with commas between them, in brackets.
    pub(crate) fn row(&mut self, values: &[&dyn SqlValue]) -> &mut Self {
        self.push("(").list(values).push(")")
    }

    /// Adds the statements of another text.
    pub(crate) fn append(&mut self, other: Self) -> &mut Self {
        self.0.push_str(&other.0);
        self
    }

    /// The text, to be sent.
    pub(crate) fn into_sql(self) -> sqlx::AssertSqlSafe<String> {
        sqlx::AssertSqlSafe(self.0)
    }
}

/// What can stand as a value in [`SqlText`].
pub(crate) trait SqlValue {
    /// Writes itself as a literal.
    fn write(&self, sql: &mut String);
}

fn hexadecimal(bytes: &[u8], sql: &mut String) {
    sql.push_str("x'");
    for byte in bytes {
        write!(sql, "{byte:02x}").expect("a string takes all that is written to it");
    }
    sql.push('\'');
}

impl SqlValue for Uuid {
    fn write(&self, sql: &mut String) {
        hexadecimal(self.as_bytes(), sql);
    }
}

impl SqlValue for &str {
    fn write(&self, sql: &mut String) {
        sql.push_str("_utf8mb4 ");
        hexadecimal(self.as_bytes(), sql);
    }
}

impl SqlValue for String {
    fn write(&self, sql: &mut String) {
        self.as_str().write(sql);
    }
}

impl SqlValue for u64 {
    fn write(&self, sql: &mut String) {
        write!(sql, "{self}").expect("a string takes all that is written to it");
    }
}

impl SqlValue for bool {
    fn write(&self, sql: &mut String) {
        sql.push(if *self { '1' } else { '0' });
    }
}

impl SqlValue for rust_decimal::Decimal {
    fn write(&self, sql: &mut String) {
        write!(sql, "{self}").expect("a string takes all that is written to it");
    }
}

impl SqlValue for DateTime<Utc> {
    fn write(&self, sql: &mut String) {
        write!(sql, "'{}'", self.format("%Y-%m-%d %H:%M:%S%.6f")).expect("a string takes all that is written to it");
    }
}

impl SqlValue for NaiveDate {
    fn write(&self, sql: &mut String) {
        write!(sql, "'{self}'").expect("a string takes all that is written to it");
    }
}

impl<T: SqlValue> SqlValue for Option<T> {
    fn write(&self, sql: &mut String) {
        match self {
            Some(value) => value.write(sql),
            None => sql.push_str("null"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SqlText;

    #[test]
    fn what_a_person_typed_is_never_read_as_sql() {
        let mut sql = SqlText::default();
        sql.push("insert into t values ").row(&[&"'); drop table t; -- é", &None::<&str>, &7_u64]).push(";");
        assert_eq!(sql.0, "insert into t values (_utf8mb4 x'27293b2064726f70207461626c6520743b202d2d20c3a9',null,7);");
    }
}
