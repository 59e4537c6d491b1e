//! A letter, and the way to the mail server.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use lettre::message::header::{
    ContentTransferEncoding, ContentType, HeaderName, HeaderValue, MIME_VERSION_1_0,
};
use lettre::message::{Body, Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls as Line, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{AsyncSmtpTransport, Error};
use lettre::{AsyncTransport, Tokio1Executor};

use crate::config::{Mail, Tls, Url};
use crate::http::locale::{Locale, t};
use crate::store::{Letter, LetterKind};

/// Why a letter does not leave. In our own words: a server's answer quotes the address that it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The password's or the certificate's file.
    #[error("the file of the password or of the certificate cannot be used")]
    Files,
    /// The sender's or the receiver's address.
    #[error("an address is none")]
    Address,
    /// No day of the audit chain was closed yet.
    #[error("there is no head of the audit chain yet")]
    NoHead,
    /// No connection, or one that broke off.
    #[error("the mail server cannot be reached")]
    Away,
    /// It takes too long.
    #[error("the mail server does not answer in time")]
    Silent,
    /// No encrypted line, or a certificate that nobody vouches for.
    #[error("no encrypted line to the mail server")]
    Tls,
    /// It says no, with this number.
    #[error("the mail server refuses with {0}")]
    Refused(u16),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        if let Some(code) = error.status() {
            Self::Refused(code.into())
        } else if error.is_timeout() {
            Self::Silent
        } else if error.is_tls() || error.is_client() {
            Self::Tls
        } else {
            Self::Away
        }
    }
}

/// The way to the mail server.
#[derive(Debug)]
pub struct Post {
    line: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    host: String,
    desk: String,
    patience: Duration,
}

impl Post {
    /// Reads what the settings name; nothing is connected yet.
    ///
    /// # Errors
    /// [`Trouble`]
    pub fn new(mail: &Mail, desk: &Url, patience: Duration) -> Result<Self, Trouble> {
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&mail.server)
            .port(mail.port)
            .hello_name(ClientId::Domain(desk.host().to_owned()))
            .timeout(Some(patience))
            .tls(tls(mail)?);
        if let Some((name, file)) = &mail.sign_in {
            let text = std::fs::read_to_string(file).map_err(|_| Trouble::Files)?;
            let password = text.lines().next().unwrap_or_default().to_owned();
            builder = builder.credentials(Credentials::new(name.clone(), password));
        }
        Ok(Self {
            line: builder.build(),
            from: mail.from.parse().map_err(|_| Trouble::Address)?,
            host: desk.host().to_owned(),
            desk: format!("{desk}/desk"),
            patience,
        })
    }

    /// Goes to the server, signs in, and comes back.
    ///
    /// # Errors
    /// [`Trouble`]
    pub async fn reach(&self) -> Result<(), Trouble> {
        match self.in_time(self.line.test_connection()).await? {
            true => Ok(()),
            false => Err(Trouble::Away),
        }
    }

    /// Brings a letter to the server. An answer that got lost leaves open whether it was taken; sent again it bears the same
    /// Message-ID, by which mail programs know it for one.
    pub(super) async fn send(
        &self,
        letter: &Letter,
        head: Option<&str>,
        now: Timestamp,
    ) -> Result<(), Trouble> {
        let (subject, body) = match letter.kind {
            LetterKind::Daily => ("mail-subject", self.body("mail-body")),
            LetterKind::Call => ("mail-call-subject", self.body("mail-call-body")),
            LetterKind::Head => ("mail-head-subject", bare(head.ok_or(Trouble::NoHead)?)),
        };
        let message = self.written(letter, subject, body, now);
        let message = message.ok_or(Trouble::Address)?;
        self.in_time(self.line.send(message)).await.map(|_| ())
    }

    fn body(&self, id: &str) -> Body {
        Body::new(t(Locale::Ja, id, &[("desk", &self.desk)]))
    }

    /// Nothing of it but its date and its Message-ID differs from day to day, and in the head of the audit chain the head.
    fn written(
        &self,
        letter: &Letter,
        subject: &str,
        body: Body,
        now: Timestamp,
    ) -> Option<Message> {
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let seconds = Duration::from_secs(now.as_second().try_into().ok()?);
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, letter.address.parse().ok()?))
            .date(SystemTime::UNIX_EPOCH + seconds)
            .message_id(Some(format!(
                "<{}@{}>",
                hex::encode(letter.id.0),
                self.host
            )))
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .subject(t(Locale::Ja, subject, &[]))
            .header(MIME_VERSION_1_0)
            .header(ContentType::TEXT_PLAIN)
            .body(body)
            .ok()
    }

    /// The library's own patience is for single answers; a server that drips is not waited for either.
    async fn in_time<T>(
        &self,
        asked: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Trouble> {
        match tokio::time::timeout(self.patience, asked).await {
            Ok(done) => Ok(done?),
            Err(_) => Err(Trouble::Silent),
        }
    }
}

/// A line of ASCII as it is, for it is looked for in the mail as that lies; far shorter than the 998 characters of a mail's line.
fn bare(line: &str) -> Body {
    let bytes = format!("{line}\r\n").into_bytes();
    Body::dangerous_pre_encoded(bytes, ContentTransferEncoding::SevenBit)
}

fn tls(mail: &Mail) -> Result<Line, Trouble> {
    if mail.tls == Tls::None {
        return Ok(Line::None);
    }
    let mut parameters = TlsParameters::builder(mail.server.clone());
    if let Some(file) = &mail.ca {
        let pem = std::fs::read(file).map_err(|_| Trouble::Files)?;
        let ca = Certificate::from_pem(&pem).map_err(|_| Trouble::Files)?;
        parameters = parameters.add_root_certificate(ca);
    }
    let parameters = parameters.build_rustls().map_err(|_| Trouble::Files)?;
    Ok(match mail.tls {
        Tls::Tls => Line::Wrapper(parameters),
        Tls::StartTls | Tls::None => Line::Required(parameters),
    })
}
