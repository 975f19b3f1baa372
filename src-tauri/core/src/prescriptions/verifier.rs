//! What others need to check the clinic's prescriptions: its public key, and a page that does it in any browser. Pure.

use data_encoding::{BASE64, HEXLOWER, HEXLOWER_PERMISSIVE};

/// What stands before the 32 bytes of an Ed25519 key in a public key's DER (RFC 8410).
const DER: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
const BEGIN: &str = "-----BEGIN PUBLIC KEY-----";
const END: &str = "-----END PUBLIC KEY-----";

/// The key as openssl and others read it.
///
/// ```
/// use clinic_core::prescriptions::verifier::{parse_key, pem};
/// assert_eq!(parse_key(&pem(&[7; 32])), Some([7; 32]));
/// assert_eq!(parse_key(&"07".repeat(32)), Some([7; 32]));
/// assert_eq!(parse_key("07"), None);
/// ```
pub fn pem(public: &[u8; 32]) -> String {
    format!("{BEGIN}\n{}\n{END}\n", BASE64.encode(&[DER.as_slice(), public].concat()))
}

/// Reads a public key: PEM, or 64 hexadecimal digits.
pub fn parse_key(text: &str) -> Option<[u8; 32]> {
    let text = text.trim();
    let bytes = match text.strip_prefix(BEGIN) {
        Some(rest) => {
            let inner: String = rest.strip_suffix(END)?.split_whitespace().collect();
            BASE64.decode(inner.as_bytes()).ok()?.strip_prefix(&DER)?.to_vec()
        }
        None => HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?,
    };
    bytes.try_into().ok()
}

/// A page of one file that asks nobody: it checks what a QR code says against this key.
pub fn page(public: &[u8; 32]) -> String {
    include_str!("verifier.html").replace("{clinic_public_key}", &HEXLOWER.encode(public))
}
