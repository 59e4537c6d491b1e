//! Bodies on their way through a connection, of which its seat is told.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes};
use axum::response::Response;
use hyper::body::{Body as _, Frame, Incoming, SizeHint};

use crate::commands::seats::Held;

/// A request that is being answered, until its answer was taken.
pub(super) struct Asked(Arc<Held>);

impl Asked {
    pub(super) fn begins(held: &Arc<Held>, request: &hyper::Request<Incoming>) -> Self {
        held.begins(!request.body().is_end_stream());
        Self(held.clone())
    }

    /// The answer, which ends the asking once its body was taken.
    pub(super) fn through(self, answer: Response) -> Response {
        answer.map(|body| Body::new(Answered { body, _asked: self }))
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        self.0.answered();
    }
}

struct Answered {
    body: Body,
    _asked: Asked,
}

impl hyper::body::Body for Answered {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The body of a request.
pub(super) struct Coming {
    body: Incoming,
    held: Arc<Held>,
}

impl Coming {
    pub(super) fn body(body: Incoming, held: Arc<Held>) -> Body {
        Body::new(Self { body, held })
    }
}

impl hyper::body::Body for Coming {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        match frame.as_ref() {
            Some(Ok(frame)) => self.held.came(frame.data_ref().map_or(0, Bytes::len)),
            _ => self.held.came_whole(),
        }
        if self.body.is_end_stream() {
            self.held.came_whole();
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Coming {
    fn drop(&mut self) {
        self.held.came_whole();
    }
}
