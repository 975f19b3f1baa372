//! Vital signs: what was typed, read and held against what is possible in a living person. Pure.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::consultations::note::Vitals;
use crate::error::{FieldProblem, FormCheck};

/// One vital sign as a field: its name, what it may be and how finely it is measured.
struct Sign {
    field: &'static str,
    least: Decimal,
    most: Decimal,
    decimals: u32,
}

const fn sign(field: &'static str, least_tenths: i64, most: i64, decimals: u32) -> Sign {
    Sign { field, least: tenths(least_tenths), most: tenths(most * 10), decimals }
}

const fn tenths(tenths: i64) -> Decimal {
    // Bounds of vital signs are small; the low part holds them.
    Decimal::from_parts(tenths as u32, 0, 0, false, 1)
}

const SYSTOLIC: Sign = sign("vitals.systolic_mmhg", 400, 300, 0);
const DIASTOLIC: Sign = sign("vitals.diastolic_mmhg", 200, 200, 0);
const PULSE: Sign = sign("vitals.pulse_per_minute", 200, 300, 0);
const BREATHS: Sign = sign("vitals.breaths_per_minute", 40, 80, 0);
const TEMPERATURE: Sign = sign("vitals.temperature_celsius", 300, 45, 1);
const SATURATION: Sign = sign("vitals.oxygen_saturation_percent", 500, 100, 0);
const WEIGHT: Sign = sign("vitals.weight_kg", 3, 500, 2);
const HEIGHT: Sign = sign("vitals.height_cm", 200, 260, 1);

impl Vitals {
    /// Notes a problem at each sign that is typed and is no number, too fine, or not possible; and where the diastolic
    /// pressure is not below the systolic.
    pub(super) fn check(&self, check: &mut FormCheck) {
        let systolic = read(&SYSTOLIC, &self.systolic_mmhg, check);
        let diastolic = read(&DIASTOLIC, &self.diastolic_mmhg, check);
        if let (Some(systolic), Some(diastolic)) = (systolic, diastolic)
            && diastolic >= systolic
        {
            let most = systolic.to_i32().unwrap_or(i32::MAX).saturating_sub(1);
            check.note(DIASTOLIC.field, FieldProblem::OutOfRange { least: 20, most });
        }
        for (sign, typed) in [
            (&PULSE, &self.pulse_per_minute),
            (&BREATHS, &self.breaths_per_minute),
            (&TEMPERATURE, &self.temperature_celsius),
            (&SATURATION, &self.oxygen_saturation_percent),
            (&WEIGHT, &self.weight_kg),
            (&HEIGHT, &self.height_cm),
        ] {
            read(sign, typed, check);
        }
    }

    /// kg/m² with one decimal, where weight and height are there and possible.
    ///
    /// ```
    /// use clinic_core::consultations::note::Vitals;
    /// let vitals = Vitals { weight_kg: "70".into(), height_cm: "175".into(), ..Vitals::default() };
    /// assert_eq!(vitals.body_mass_index().as_deref(), Some("22.9"));
    /// assert_eq!(Vitals::default().body_mass_index(), None);
    /// ```
    pub fn body_mass_index(&self) -> Option<String> {
        let mut check = FormCheck::default();
        let weight = read(&WEIGHT, &self.weight_kg, &mut check)?;
        let metres = read(&HEIGHT, &self.height_cm, &mut check)?.checked_div(Decimal::ONE_HUNDRED)?;
        let index = weight.checked_div(metres.checked_mul(metres)?)?;
        Some(format!("{:.1}", index.round_dp_with_strategy(1, rust_decimal::RoundingStrategy::MidpointAwayFromZero)))
    }
}

/// The number typed, or `None`: nothing was, or a problem was noted.
fn read(sign: &Sign, typed: &str, check: &mut FormCheck) -> Option<Decimal> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    // Digits with one point at most: what `Decimal` reads beyond that (signs, underscores) nobody measures.
    let plain = typed.len() <= 10 && typed.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number = typed.parse::<Decimal>().ok().filter(|number| plain && (sign.least..=sign.most).contains(number));
    let Some(number) = number else {
        let whole = |bound: Decimal| bound.to_i32().unwrap_or_default();
        check.note(sign.field, FieldProblem::OutOfRange { least: whole(sign.least), most: whole(sign.most) });
        return None;
    };
    if number.normalize().scale() > sign.decimals {
        check.note(sign.field, FieldProblem::TooPrecise { decimals: sign.decimals });
        return None;
    }
    Some(number)
}
