//! Checking a prescription by what its QR code says and the clinic's public key, and nothing else.

use std::path::Path;

use clinic_core::prescriptions::slip::{SignedSlip, SlipFault};
use clinic_core::prescriptions::verifier::parse_key;

use crate::Prescription;
use crate::words::Problem;

/// Does what the command line asks for.
pub fn run(command: Prescription) -> Result<(), Problem> {
    let Prescription::Verify { clinic_key, qr } = command;
    let key = key_of(&clinic_key)?;
    let code = match qr {
        Some(code) => code,
        None => std::io::read_to_string(std::io::stdin())
            .map_err(|error| Problem::file(Path::new("standard input"), error))?,
    };
    let slip = SignedSlip::parse(&code).and_then(|signed| signed.verified(&key)).map_err(|fault| {
        Problem::NotSound(match fault {
            SlipFault::NotAPrescription => "this is no prescription's code, or not all of it",
            SlipFault::Altered => "NOT VALID: it was changed after it was signed",
            SlipFault::NotOfThisClinic => "NOT VALID: whoever signed it is no doctor of this clinic",
        })
    })?;
    println!("signed by a doctor of the clinic");
    println!("number       {}", slip.number);
    println!("patient      {}, born {}", slip.patient_name, slip.patient_birth_date);
    println!("doctor       {}, licence {}", slip.doctor_name, slip.licence_number);
    println!("signed on    {}", slip.signed_on);
    if !slip.valid_until.is_empty() {
        println!("valid until  {}", slip.valid_until);
    }
    for (place, medication) in slip.medications.iter().enumerate() {
        println!("{:>3}. {medication}", place + 1);
    }
    if slip.medications.iter().any(|medication| medication.ends_with('…')) {
        println!("a line that ends in … goes on on the paper: the code has no room for more");
    }
    Ok(())
}

/// The key of these digits, or of the file that is called so.
fn key_of(named: &str) -> Result<[u8; 32], Problem> {
    if let Some(key) = parse_key(named) {
        return Ok(key);
    }
    let path = Path::new(named);
    let text = std::fs::read_to_string(path).map_err(|error| Problem::file(path, error))?;
    parse_key(&text).ok_or(Problem::Usage("--clinic-key is neither a public key nor a file with one"))
}
