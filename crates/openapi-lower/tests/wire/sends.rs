//! A request says what the caller wrote, and nothing else.

use serde_json::{Value, json};

use crate::generated::types::{
    Owner, PathText, Update, UpdateColor, UpdateColorOrNull, UpdateFilter, UpdateFriendsOrNull,
    UpdateNicknameOrNull, UpdateOwnerOrNull, UpdateParentOrNull,
};
use crate::server::client;

async fn sent(update: &Update) -> Value {
    let (client, request) = client("{}");
    client.update_pet(update).await.unwrap();
    let (line, body) = request.join().unwrap();
    assert_eq!(line, "PATCH /pets HTTP/1.1");
    serde_json::from_str(&body).unwrap()
}

#[tokio::test]
async fn fields_that_are_not_set_are_not_sent_whatever_their_default() {
    assert_eq!(sent(&Update::default()).await, json!({}));
    let update = Update { tracking: Some(true), ..Update::default() };
    assert_eq!(sent(&update).await, json!({ "tracking": true }));
}

#[tokio::test]
async fn empty_lists_and_maps_are_sent() {
    let update =
        Update { tags: Some(vec![]), labels: Some([].into_iter().collect()), ..Update::default() };
    assert_eq!(sent(&update).await, json!({ "tags": [], "labels": {} }));
}

#[tokio::test]
async fn null_is_sent_and_so_is_a_value() {
    let nulls = Update {
        nickname: Some(UpdateNicknameOrNull(None)),
        owner: Some(UpdateOwnerOrNull(None)),
        parent: Some(UpdateParentOrNull(None)),
        friends: Some(UpdateFriendsOrNull(None)),
        color: Some(UpdateColorOrNull(None)),
        ..Update::default()
    };

    let expected =
        json!({ "nickname": null, "owner": null, "parent": null, "friends": null, "color": null });
    assert_eq!(sent(&nulls).await, expected);
    let values = Update {
        nickname: Some(UpdateNicknameOrNull(Some("Rex".to_owned()))),
        owner: Some(UpdateOwnerOrNull(Some(Owner::default()))),
        parent: Some(UpdateParentOrNull(Some(Box::default()))),
        friends: Some(UpdateFriendsOrNull(Some(vec![]))),
        color: Some(UpdateColorOrNull(Some(UpdateColor::Red))),
        ..Update::default()
    };
    let expected = json!({
        "nickname": "Rex", "owner": {}, "parent": {}, "friends": [], "color": "red"
    });
    assert_eq!(sent(&values).await, expected);
}

#[tokio::test]
async fn text_in_a_path_stays_where_it_is_put() {
    let texts = [
        ("rex", "rex"),
        ("a b", "a%20b"),
        ("a/b?c#d", "a%2Fb%3Fc%23d"),
        ("...", "..."),
        (".hidden", ".hidden"),
        ("%2e%2e", "%252e%252e"),
        ("\u{e9}\n", "%C3%A9%0A"),
    ];
    for (text, sent) in texts {
        let (client, request) = client("");
        client.pet_of(&text.parse().unwrap(), -7).await.unwrap();
        let (line, _) = request.join().unwrap();
        assert_eq!(line, format!("GET /owners/{sent}/pets/-7 HTTP/1.1"));
    }
}

#[test]
fn text_that_leads_to_another_path_is_an_error_before_anything_is_sent() {
    for text in ["", ".", "..", "..\\admin", "\\"] {
        assert!(text.parse::<PathText>().is_err(), "{text:?}");
        assert!(PathText::try_from(text.to_owned()).is_err(), "{text:?}");
        // Where it would have led: `Url` takes a backslash for a slash.
        let url = reqwest::Url::parse(&format!("https://pets.example/owners/{text}/pets/1"));
        let path = url.unwrap().path().to_owned();
        assert!(path.contains("//") || path != format!("/owners/{text}/pets/1"), "{path}");
    }
}

#[test]
fn a_list_is_not_taken_for_an_object() {
    for value in [json!([]), json!(["x"]), json!({}), json!({ "a": "x" })] {
        let filter: UpdateFilter = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(serde_json::to_value(filter).unwrap(), value);
    }
}
