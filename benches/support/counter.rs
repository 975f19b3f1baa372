//! What the server reads while something runs, as it counts it itself (D18): rows taken through an index, and rows taken
//! by going through a table, kept or passing.

use clinic_core::server_address::ServerAddress;
use sqlx::MySqlConnection;

/// More than this is no small table any more: something large was gone through without an index.
const MOST_SCANNED: i64 = 20_000;

/// Rows read.
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    /// By a key, or by the order of one.
    pub through_indexes: i64,
    /// One after the other.
    pub scanned: i64,
}

impl Rows {
    /// Whether a large table was gone through.
    pub fn too_many_scanned(&self) -> bool {
        self.scanned > MOST_SCANNED
    }
}

/// What the server reads while `once` runs; nothing else may run.
pub async fn rows_of(address: &ServerAddress, once: impl AsyncFn()) -> Rows {
    let mut connection = address.connect_once().await.expect("connects");
    // Asking is counted too: once with nothing in between.
    let (idle, before) = (counted(&mut connection).await, counted(&mut connection).await);
    once().await;
    let after = counted(&mut connection).await;
    let asking = before.minus(idle);
    after.minus(before).minus(asking)
}

impl Rows {
    fn minus(self, other: Self) -> Self {
        let through_indexes = self.through_indexes - other.through_indexes;
        Self { through_indexes, scanned: self.scanned - other.scanned }
    }
}

async fn counted(connection: &mut MySqlConnection) -> Rows {
    let counts: Vec<(String, String)> = sqlx::query_as("show global status like 'Handler_read_%'")
        .fetch_all(connection)
        .await
        .expect("the server counts");
    let sum = |of: fn(&str) -> bool| {
        let chosen = counts.iter().filter(|(name, _)| of(&name.to_ascii_lowercase()));
        chosen.map(|(_, count)| count.parse::<i64>().expect("a number")).sum()
    };
    Rows {
        through_indexes: sum(|name| matches!(name, "handler_read_key" | "handler_read_next" | "handler_read_prev")),
        scanned: sum(|name| name == "handler_read_rnd_next"),
    }
}
