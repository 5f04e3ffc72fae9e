//! From a click on an affiliate's link to the affiliate's money: what to build, in order, and what to
//! alert on.
//!
//! # 1. The script, on every page where visitors arrive
//!
//! Put the vendor's script on your landing pages, as its App Settings say. A visit by a referral link
//! (`?red=john` of an affiliate, `?refby=jwe512` of an advocate, or a competitor's `?via=` and so on)
//! sets the cookie `_gr_id`, for 60 days by default. The last click wins. A visit without such a link
//! changes nothing.
//!
//! Remove `gr("track", "conversion", …)` from your pages if there is one. It reports from the browser
//! what your backend is about to report, and one of the two gets a 409.
//!
//! # 2. The cookie, in the handler of the signup
//!
//! The browser sends the cookie along with the form. Check that it arrives: the form has to be on the
//! host that set it. [`Click::from_headers`](crate::Click::from_headers) reads it, and with the
//! feature `axum` a handler takes an `Option<Click>`. A visitor can write anything into a cookie, so
//! no cookie may make a signup fail. Most visitors have none.
//!
//! [`Conversion::from_click`](crate::Conversion::from_click) takes the referrer from the click. If
//! there is none, [`NoReferrer`](crate::NoReferrer) says what the click has instead: log it, because
//! some of these are worth a commission.
//!
//! # 3. The conversion, in the transaction of the signup
//!
//! ```
//! use reditus::{Click, Conversion, NoReferrer};
//!
//! fn conversion(click: &Click, email: &str, user_id: u64) -> Result<Conversion, NoReferrer> {
//!     let referrer = Conversion::from_click(click)?;
//!     Ok(referrer.email(email).uid(user_id.to_string()).gr_id(click.gr_id()))
//! }
//! ```
//!
//! Send your own id of the user (`uid`) as well as the e-mail address, which changes over time. Do
//! not call the service in the handler: it can be slow or down, and a process that ends loses what it
//! has not sent. `reditus-outbox` writes the conversion to a table in your own database, in the
//! transaction that stores the user. A worker, in your process or in `reditus outbox run`, reports it
//! within milliseconds of the commit, and goes on trying if the service is down.
//!
//! In a function that is frozen when it returns, await [`Client::track`](crate::Client::track), and
//! put what failed into a queue: see `examples/lambda_like.rs`. A backend in another language sends
//! the signup, with the visitor's whole `Cookie` header, to `reditus relay`, which makes the same
//! promises.
//!
//! # 4. The customer in Stripe, after the conversion
//!
//! The service matches Stripe's customers with conversions by e-mail address, or better by `uid`: it
//! has to be Stripe's customer id, or the `user_id` in the metadata of Stripe's customer. If Stripe's
//! customer is created first, the vendor gives the conversion 30 seconds, and a later one may be
//! recorded but never paid. So commit the signup first, then create the customer with your user's id
//! as `metadata.user_id`: see `stripe.rs` among the outbox's examples.
//!
//! # 5. Alerts
//!
//! | what | where | meaning |
//! |---|---|---|
//! | the oldest conversion not reported is over 30 s old | `Stats::oldest`, `reditus outbox status`, `/metrics` of a relay | payments may not be matched |
//! | the account is paused | `Stats::paused` | the token, the base URL or a proxy is wrong: nothing gets through |
//! | dead entries | `Stats::dead` | given up: refused for days, or failing for a month; `reditus outbox dead` lists them |
//! | cookies that cannot be read | warnings in the log | something on the way changes cookies |
//! | clicks that name nobody by slug | [`NoReferrer`](crate::NoReferrer) other than `Nobody` | some are worth a commission |
//!
//! # Trying it
//!
//! 1. `reditus sandbox --addr 127.0.0.1:4010`, and open <http://127.0.0.1:4010> in a browser.
//! 2. Use `http://127.0.0.1:4010/script.js` in the place of the vendor's script.
//! 3. Start your backend with `REDITUS_BASE_URL=http://127.0.0.1:4010` and any `REDITUS_API_TOKEN`.
//! 4. Open your landing page with `?red=john`, and sign up.
//!
//! The conversion appears on the sandbox's page, with its click decoded. The buttons there show what
//! your backend does when the service fails. `examples/axum-sqlx-outbox` is a whole service to try
//! this with, and `examples/test_with_sandbox.rs` does the same in tests.
