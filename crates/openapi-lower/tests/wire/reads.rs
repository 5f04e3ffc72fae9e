//! A response is read as it is.

use openapi_lower::{Code, Severity, Spec, lower};
use serde_json::{Value, json};

use crate::generated::types::{Price, Update};
use crate::server::client;

#[tokio::test]
async fn a_float_keeps_its_digits_and_other_properties_are_kept() {
    let (client, _request) =
        client(r#"{"amount": 1234567.89, "currency": "EUR", "details": null}"#);
    let price: Price = client.price().await.unwrap().into_inner();
    assert_eq!(price.amount, 1234567.89);
    assert_eq!(price.extra["currency"].0, json!("EUR"));
    assert!(price.details.is_none());
    // Its default.
    assert_eq!(price.stock, u64::MAX);
}

/// `serde(flatten)` reads all fields into a buffer first, those with a type of their own as well.
#[tokio::test]
async fn numbers_keep_their_digits_next_to_properties_that_are_not_described() {
    let response = r#"{
        "amount": 0.1, "details": null, "count": -9223372036854775808, "total": 18446744073709551615,
        "stock": 9223372036854775808,
        "low": -9223372036854775808, "high": 18446744073709551615, "tiny": 5e-324, "third": 0.3333333333333333,
        "deep": { "list": [9007199254740993, 1e300, -0.0] }
    }"#;
    let (client, _request) = client(response);
    let price: Price = client.price().await.unwrap().into_inner();
    assert_eq!((price.count, price.total), (Some(i64::MIN), Some(u64::MAX)));
    assert_eq!(price.stock, 1 << 63);
    assert_eq!(price.extra.len(), 5);
    let before: Value = serde_json::from_str(response).unwrap();
    assert_eq!(serde_json::to_value(price).unwrap(), before);
}

#[test]
fn text_is_read_where_a_union_allows_it_next_to_properties() {
    // A field that only a branch of the union describes is read, too.
    for label in [json!("red"), json!({ "text": "red" }), json!({ "color": "red" }), json!({})] {
        let value = json!({ "amount": 1.5, "details": null, "label": label, "stock": u64::MAX });
        let price: Price = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(serde_json::to_value(price).unwrap(), value);
    }
}

#[test]
fn null_in_an_optional_property_is_read_as_absent_and_the_report_says_so() {
    let update: Update = serde_json::from_value(json!({ "nickname": null })).unwrap();
    assert!(update.nickname.is_none());
    let lowered = lower(&Spec::file("tests/wire/document.yaml").read().unwrap()).unwrap();
    let label = "/components/schemas/Price/properties/label";
    let line = lowered.report().with(Severity::Loss).find(|it| it.code() == Code::NullAbsent);
    assert_eq!(line.unwrap().pointer(), label);
}

#[tokio::test]
async fn json_under_any_media_type_is_read() {
    let (client, _request) = client(r#"{"name": "Jane"}"#);
    let owner = client.update_pet(&Default::default()).await.unwrap().into_inner();
    assert_eq!(owner.name.as_deref(), Some("Jane"));
}

#[tokio::test]
async fn a_response_behind_a_reference_to_a_path_item_accepts_new_values() {
    let (client, _request) = client(r#""amber""#);
    assert_eq!(client.by_reference().await.unwrap().into_inner().0, "amber");
}
