//! A response is read as it is.

use serde_json::json;

use crate::generated::types::Price;
use crate::server::client;

#[tokio::test]
async fn a_float_keeps_its_digits_and_other_properties_are_kept() {
    let (client, _request) =
        client(r#"{"amount": 1234567.89, "currency": "EUR", "details": null}"#);
    let price: Price = client.price().await.unwrap().into_inner();
    assert_eq!(price.amount, 1234567.89);
    assert_eq!(price.extra["currency"].0, json!("EUR"));
    assert!(price.details.is_none());
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
