//! The requests that store a conversion.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use reditus::{Click, Conversion, InvalidField, NoReferrer::Nobody};
use reditus_outbox::{Entry, InvalidConversion};
use serde_json::json;

use super::{
    fields::Fields,
    nothing::{self, Nothing, Unreadable},
    refusal::Refusal,
    state::Relay,
};

/// What became of a request. Neither of the first two says that the service knows of it yet.
pub(super) enum Stored {
    New,
    /// The outbox has, or had, a conversion of the same customer by the same referrer.
    Before,
    Nothing(Nothing),
}

impl IntoResponse for Stored {
    fn into_response(self) -> Response {
        let (status, body) = match self {
            Self::New => (StatusCode::ACCEPTED, json!({ "stored": "new" })),
            Self::Before => (StatusCode::ACCEPTED, json!({ "stored": "before" })),
            Self::Nothing(why) => {
                let body =
                    json!({ "stored": "nothing", "reason": why.as_str(), "why": why.to_string() });
                (StatusCode::OK, body)
            }
        };
        (status, Json(body)).into_response()
    }
}

/// The vendor's operation.
pub(super) async fn v2(
    State(relay): State<Arc<Relay>>,
    request: Request,
) -> Result<Stored, Refusal> {
    let mut fields = Fields::read(request).await?;
    let names_both = fields.is_given("affiliate_slug") && fields.is_given("advocate_slug");
    let names_nobody = !fields.is_given("affiliate_slug") && !fields.is_given("advocate_slug");
    let slugs = (fields.text("affiliate_slug"), fields.text("advocate_slug"));
    if names_both {
        fields.problem("advocate_slug", "is there as well as `affiliate_slug`: name one referrer");
    }
    if names_nobody {
        let problem = "is missing, and so is `advocate_slug`: one of them names who referred";
        fields.problem("affiliate_slug", problem);
    }
    let referrer = match slugs {
        (Some(slug), _) => Conversion::affiliate(slug),
        (None, Some(slug)) => Conversion::advocate(slug),
        (None, None) => Conversion::affiliate("unknown"),
    };
    let mut conversion = fields.customer(referrer);
    if let Some(gr_id) = fields.text("gr_id") {
        conversion = conversion.gr_id(gr_id);
    }
    fields.check(conversion.invalid_fields());
    let conversion = fields.finish(conversion)?;
    store(&relay, Entry::new(&conversion)).await
}

/// The vendor's older operation. If the click names a slug, the conversion is reported through V2,
/// which will stay; only V1 can tell who is behind a key or a link.
#[expect(deprecated)]
pub(super) async fn v1(
    State(relay): State<Arc<Relay>>,
    request: Request,
) -> Result<Stored, Refusal> {
    let mut fields = Fields::read(request).await?;
    if !fields.is_given("email") {
        fields.problem("email", "is missing");
    }
    if !fields.is_given("gr_id") {
        match (fields.is_given("pk"), fields.is_given("uid")) {
            (true, true) => {}
            (true, false) => fields.problem("uid", "is missing: `pk` is of no use without it"),
            (false, true) => fields.problem("pk", "is missing: `uid` is of no use without it"),
            (false, false) => fields.problem("gr_id", "is missing, and so are `pk` and `uid`"),
        }
    }
    let email = fields.text("email").unwrap_or_else(|| "unknown".to_owned());
    let (gr_id, pk, uid) = (fields.text("gr_id"), fields.text("pk"), fields.text("uid"));
    let click = gr_id.as_deref().map(nothing::read);
    let referrer = click.as_ref().map(nothing::referrer);
    let conversion = match (click, referrer, pk.zip(uid)) {
        (Some(Ok(click)), Some(Ok(referrer)), _) => {
            let conversion = referrer.email(email).gr_id(click.gr_id());
            fields.check(conversion.invalid_fields());
            let conversion = fields.finish(conversion)?;
            return store(&relay, Entry::new(&conversion)).await;
        }
        (_, _, Some((pk, uid))) => reditus::v1::Conversion::partner(email, pk, uid),
        (Some(Ok(click)), Some(Err(why)), None) if why != Nothing::NoReferrer(Nobody) => {
            by_v1(&click, &email)
        }
        (_, why, None) => {
            if let Some(Err(why)) = why {
                fields.problem("gr_id", format!("cannot be reported: {why}"));
            }
            reditus::v1::Conversion::click(email, "unknown")
        }
    };
    fields.check(conversion.invalid_fields());
    let conversion = fields.finish(conversion)?;
    store(&relay, Entry::v1(&conversion)).await
}

/// For a click that identifies the affiliate, but not by slug.
#[expect(deprecated)]
fn by_v1(click: &Click, email: &str) -> reditus::v1::Conversion {
    reditus::v1::Conversion::partner_of(click, email)
        .unwrap_or_else(|| reditus::v1::Conversion::click(email, click.gr_id()))
}

/// A signup with the visitor's cookie instead of a slug, whether or not somebody referred it.
#[expect(deprecated)]
pub(super) async fn click(
    State(relay): State<Arc<Relay>>,
    request: Request,
) -> Result<Stored, Refusal> {
    let mut fields = Fields::read(request).await?;
    if !fields.is_given("cookie") {
        let problem = "is missing: send the visitor's `Cookie` header, empty if there is none";
        fields.problem("cookie", problem);
    }
    let cookie = fields.text("cookie").unwrap_or_default();
    let click = nothing::read(&cookie);
    let referrer = nothing::referrer(&click);
    let unknown = || Conversion::affiliate("unknown");
    let mut conversion = fields.customer(referrer.clone().unwrap_or_else(|_| unknown()));
    if let Ok(click) = &click {
        // It is optional: a part of it that cannot be sent must not cost the commission.
        let with_click = conversion.clone().gr_id(click.gr_id());
        if with_click.invalid_fields().all(|field| field.name() != "gr_id") {
            conversion = with_click;
        }
    }
    // A cookie is the visitor's, and not the caller's mistake.
    let (of_caller, of_visitor): (Vec<_>, Vec<_>) = conversion
        .invalid_fields()
        .partition(|field: &InvalidField| matches!(field.name(), "email" | "uid"));
    for invalid in of_caller {
        fields.problem(invalid.name(), invalid.reason().to_owned());
    }
    let conversion = fields.finish(conversion)?;
    let nothing = match (referrer, &click, conversion.fields().email) {
        (Ok(_), ..) if of_visitor.is_empty() => {
            return store(&relay, Entry::new(&conversion)).await;
        }
        (Ok(_), ..) => Nothing::Unreadable(Unreadable::Values),
        // Only V1 can tell who this is, and it knows customers by their address.
        (Err(why), Ok(click), Some(email)) if why != Nothing::NoReferrer(Nobody) => {
            match Entry::v1(&by_v1(click, email)) {
                Ok(entry) => return store(&relay, Ok(entry)).await,
                Err(_) => why,
            }
        }
        (Err(why), ..) => why,
    };
    if nothing.may_be_worth_money() {
        let reason = nothing.as_str();
        tracing::warn!(reason, "a signup has a click that may be worth money, and is not reported");
    }
    relay.counts.nothing(nothing.as_str());
    Ok(Stored::Nothing(nothing))
}

async fn store(relay: &Relay, entry: Result<Entry, InvalidConversion>) -> Result<Stored, Refusal> {
    let entry =
        entry.map_err(|invalid| Refusal::new(StatusCode::BAD_REQUEST, invalid.to_string()))?;
    let is_new = relay.store.keep(entry).await.map_err(|why| {
        Refusal::new(StatusCode::SERVICE_UNAVAILABLE, format!("Not known to be stored: {why}"))
    })?;
    relay.counts.stored(if is_new { "new" } else { "before" });
    Ok(if is_new { Stored::New } else { Stored::Before })
}
