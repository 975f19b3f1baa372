//! The way to the mail server, and what it answers.

use std::error::Error;
use std::time::Duration;

use lettre::Message;
use lettre::transport::smtp;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;

use super::model::MessageProblem;
use super::settings::model::{MailSecurity, MessageSettings};

/// A mail server that takes longer over one step is away.
const PATIENCE: Duration = Duration::from_secs(40);

/// Why a message did not go, and the mail server's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) problem: MessageProblem,
    pub(super) detail: String,
}

impl Fault {
    fn new(problem: MessageProblem, detail: impl ToString) -> Self {
        // It goes into a column, and onto the screen.
        let detail = detail.to_string();
        let plain = detail.chars().map(|letter| if letter.is_control() { ' ' } else { letter });
        Self { problem, detail: plain.take(500).collect() }
    }
}

/// A mail server that answers and knows us.
pub(super) struct Postbox(AsyncSmtpConnection);

impl Postbox {
    /// Connects, over TLS with a verified name unless the mail server is this computer, and signs in.
    pub(super) async fn open(settings: &MessageSettings, password: Option<&str>) -> Result<Self, Fault> {
        let opening = tokio::time::timeout(PATIENCE, Self::open_at(settings, password));
        opening.await.unwrap_or_else(|_| Err(Fault::new(MessageProblem::CannotConnect, "no answer")))
    }

    async fn open_at(settings: &MessageSettings, password: Option<&str>) -> Result<Self, Fault> {
        let us = ClientId::default();
        let port = u16::try_from(settings.port).unwrap_or_default();
        let implicit = if settings.security == MailSecurity::Tls { Some(tls(settings)?) } else { None };
        let server = (settings.host.as_str(), port);
        let connecting = AsyncSmtpConnection::connect_tokio1(server, Some(PATIENCE), &us, implicit, None);
        let mut connection = connecting.await.map_err(|error| not_reached(&error))?;
        match settings.security {
            MailSecurity::Tls => {}
            MailSecurity::Starttls if connection.can_starttls() => {
                connection.starttls(tls(settings)?, &us).await.map_err(|error| not_reached(&error))?;
            }
            MailSecurity::Starttls => return Err(Fault::new(MessageProblem::NoTls, "")),
            MailSecurity::None if settings.is_here() => {}
            MailSecurity::None => return Err(Fault::new(MessageProblem::NoTls, "")),
        }
        if !settings.user_name.is_empty() {
            let refused = |detail: &str| Fault::new(MessageProblem::SignInRefused, detail);
            let password = password.ok_or_else(|| refused(""))?;
            let credentials = Credentials::new(settings.user_name.clone(), password.to_owned());
            let signed_in = connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await;
            signed_in.map_err(|error| match said(&error) {
                Some(words) if error.is_permanent() => refused(&words),
                _ if error.is_client() => refused(&error.to_string()),
                _ => not_reached(&error),
            })?;
        }
        Ok(Self(connection))
    }

    /// Hands a message over. [`MessageProblem::NoAnswer`]: it may have gone.
    pub(super) async fn hand_over(&mut self, message: &Message) -> Result<(), Fault> {
        let text = message.formatted();
        let handing = tokio::time::timeout(PATIENCE, self.0.send(message.envelope(), &text));
        match handing.await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) if error.is_permanent() => Err(Fault::new(MessageProblem::AddressRefused, words(&error))),
            Ok(Err(error)) if error.is_transient() => Err(Fault::new(MessageProblem::Deferred, words(&error))),
            // Nothing was said to the mail server: what it would need to take the message it does not offer.
            Ok(Err(error)) if error.is_client() => Err(Fault::new(MessageProblem::AddressRefused, error)),
            Ok(Err(error)) => Err(Fault::new(MessageProblem::NoAnswer, error)),
            Err(_) => Err(Fault::new(MessageProblem::NoAnswer, "")),
        }
    }

    /// Whether another message can be handed over this way.
    pub(super) fn is_open(&self) -> bool {
        !self.0.has_broken()
    }

    /// Says good-bye.
    pub(super) async fn close(mut self) {
        tokio::time::timeout(Duration::from_secs(2), self.0.quit()).await.ok();
    }
}

fn tls(settings: &MessageSettings) -> Result<TlsParameters, Fault> {
    let refused = |error: smtp::Error| Fault::new(MessageProblem::CertificateRefused, error);
    let mut parameters = TlsParameters::builder(settings.host.clone());
    if !settings.ca_pem.is_empty() {
        let authority = Certificate::from_pem(settings.ca_pem.as_bytes()).map_err(refused)?;
        parameters = parameters.add_root_certificate(authority);
    }
    parameters.build_rustls().map_err(refused)
}

fn not_reached(error: &smtp::Error) -> Fault {
    let problem =
        if is_of_the_certificate(error) { MessageProblem::CertificateRefused } else { MessageProblem::CannotConnect };
    Fault::new(problem, words(error))
}

/// Whether the server's certificate was the reason: the error lies within one of reading and writing.
fn is_of_the_certificate(error: &smtp::Error) -> bool {
    let mut source = error.source();
    while let Some(cause) = source {
        let inner = cause.downcast_ref::<std::io::Error>().and_then(|io| io.get_ref());
        let found = inner.and_then(|inner| inner.downcast_ref::<rustls::Error>()).or_else(|| cause.downcast_ref());
        if let Some(found) = found {
            return matches!(found, rustls::Error::InvalidCertificate(_));
        }
        source = cause.source();
    }
    false
}

fn words(error: &smtp::Error) -> String {
    said(error).unwrap_or_else(|| error.to_string())
}

/// What the mail server said, with its number.
fn said(error: &smtp::Error) -> Option<String> {
    let code = error.status()?;
    Some(format!("{code} {}", error.source().map(ToString::to_string).unwrap_or_default()))
}
