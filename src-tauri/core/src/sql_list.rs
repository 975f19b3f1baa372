//! Lists in statements, of few lengths, so that the statements stay few and prepared (design: database, reading fast).

use sqlx::{Encode, MySql, QueryBuilder, Type};

/// Appends `(?, ?, …)` with the list bound, padded with its last member up to one of a few lengths. An empty list is
/// `(null)`, which nothing is in.
pub(crate) fn push_list<'a, T>(query: &mut QueryBuilder<MySql>, list: &'a [T])
where
    &'a T: Encode<'a, MySql> + Type<MySql>,
{
    let Some(last) = list.last() else {
        query.push("(null)");
        return;
    };
    let padded = [1, 4, 16, 64, 128, 512].into_iter().find(|size| *size >= list.len()).unwrap_or(list.len());
    query.push("(");
    let mut separated = query.separated(", ");
    for member in list.iter().chain(std::iter::repeat(last)).take(padded) {
        separated.push_bind(member);
    }
    query.push(")");
}
