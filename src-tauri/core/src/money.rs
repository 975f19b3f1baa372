//! Amounts of money: a decimal and a currency, never a bare number.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{FieldError, FieldProblem};

/// An amount in one currency. Two decimals at most, as the database keeps them; a string on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Money {
    /// The amount in the currency's main unit, e.g. `"85.00"`.
    #[ts(type = "string")]
    pub amount: Decimal,
    /// ISO 4217, three capital letters.
    pub currency: String,
}

impl Money {
    /// Reads an amount someone typed.
    ///
    /// # Errors
    /// [`FieldProblem::NotMoney`] when it is no number, negative, above 99,999,999.99 or finer than a hundredth.
    ///
    /// ```
    /// use clinic_core::money::Money;
    /// assert_eq!(Money::parse("fee", "85.5", "USD").unwrap().amount.to_string(), "85.50");
    /// assert!(Money::parse("fee", "-1", "USD").is_err());
    /// assert!(Money::parse("fee", "1.005", "USD").is_err());
    /// ```
    pub fn parse(field: &str, amount: &str, currency: &str) -> Result<Self, FieldError> {
        let refuse = || FieldError::new(field, FieldProblem::NotMoney);
        let mut amount: Decimal = amount.trim().parse().map_err(|_| refuse())?;
        let most = Decimal::new(9_999_999_999, 2);
        if amount.is_sign_negative() && !amount.is_zero() || amount > most || amount.normalize().scale() > 2 {
            return Err(refuse());
        }
        amount.rescale(2);
        let currency_is_code = currency.len() == 3 && currency.bytes().all(|letter| letter.is_ascii_uppercase());
        if !currency_is_code {
            return Err(FieldError::new("currency", FieldProblem::UnknownChoice));
        }
        Ok(Self { amount, currency: currency.to_owned() })
    }
}
