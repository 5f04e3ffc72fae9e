//! What `diff` says of changes that a vendor makes.

use expect_test::{Expect, expect};
use xtask::Exit;

use crate::copy::{Copy, page};

/// The difference that one edit of the V2 document makes.
async fn differs(edit: impl Fn(String) -> String, expected: Expect) {
    let copy = Copy::new();
    let document = copy.read("specs/tracking-v2.yaml");
    let other = edit(document.clone());
    assert_ne!(other, document);
    copy.write("other.yaml", other);
    let before = copy.files();
    let (exit, said) = copy.specs(&["diff", "tracking-v2", &copy.path("other.yaml")]).await;
    expected.assert_eq(&said);
    assert_eq!((exit, copy.files()), (Exit::Differs, before));
}

#[tokio::test]
async fn a_reworded_description_changes_comments_only() {
    let edit = |it: String| it.replace("Email of the referral", "The e-mail address");
    differs(edit, expect![[r#"
        document: specs/tracking-v2.yaml → other.yaml
          meaning: no change
          wording:
            changed /components/schemas/TrackingV2Request/properties/email/description: "**required** if uid is not set - Email of the referral" → "**required** if uid is not set - The e-mail address"

        corrected by the overlay:
          the same

        lowered to OpenAPI 3.0:
          the same

        generated code:
          comments only
        --- before/tracking_v2.rs
        +++ after/tracking_v2.rs
        @@ -40,7 +40,7 @@
                 ///URL parameter of the affiliate (i.e. https://company.com?red=john -> john). You can use a competitor slug as well.
                 #[serde(skip_serializing_if = "::std::option::Option::is_none")]
                 pub affiliate_slug: ::std::option::Option<::std::string::String>,
        -        ///**required** if uid is not set - Email of the referral
        +        ///**required** if uid is not set - The e-mail address
                 #[serde(skip_serializing_if = "::std::option::Option::is_none")]
                 pub email: ::std::option::Option<::std::string::String>,
                 ///Cookie set by the tracking script in the referral's browser. Used to match the exact click that converted.
    "#]]).await;
}

#[tokio::test]
async fn a_new_field_of_the_response_is_added_to_its_type() {
    let edit = |it: String| {
        let state = "                state:\n                  type: string\n";
        it.replace(
            state,
            &format!("{state}                plan:\n                  type: string\n"),
        )
    };
    differs(edit, expect![[r#"
        document: specs/tracking-v2.yaml → other.yaml
          meaning:
            added   /components/schemas/TrackingV2Response/properties/data/properties/attributes/properties/plan: {"type":"string"}
          wording: no change

        corrected by the overlay:
          the same

        lowered to OpenAPI 3.0:
          meaning:
            added   /components/schemas/TrackingV2ResponseDataAttributes/properties/plan: {"type":"string"}
          wording: no change

        generated code:
        --- before/tracking_v2.rs
        +++ after/tracking_v2.rs
        @@ -78,6 +78,8 @@
                 #[serde(skip_serializing_if = "::std::option::Option::is_none")]
                 pub email: ::std::option::Option<::std::string::String>,
                 #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        +        pub plan: ::std::option::Option<::std::string::String>,
        +        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
                 pub state: ::std::option::Option<::std::string::String>,
                 #[serde(skip_serializing_if = "::std::option::Option::is_none")]
                 pub state_set_at: ::std::option::Option<i64>,
    "#]]).await;
}

#[tokio::test]
async fn a_new_field_of_the_request_is_added_to_its_type() {
    let edit = |it: String| {
        let gr_id = "        gr_id:\n          type: string\n";
        it.replace(gr_id, &format!("        coupon:\n          type: string\n{gr_id}"))
    };
    differs(edit, expect![[r#"
        document: specs/tracking-v2.yaml → other.yaml
          meaning:
            added   /components/schemas/TrackingV2Request/properties/coupon: {"type":"string"}
          wording: no change

        corrected by the overlay:
          the same

        lowered to OpenAPI 3.0:
          the same

        generated code:
        --- before/tracking_v2.rs
        +++ after/tracking_v2.rs
        @@ -40,6 +40,8 @@
                 ///URL parameter of the affiliate (i.e. https://company.com?red=john -> john). You can use a competitor slug as well.
                 #[serde(skip_serializing_if = "::std::option::Option::is_none")]
                 pub affiliate_slug: ::std::option::Option<::std::string::String>,
        +        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        +        pub coupon: ::std::option::Option<::std::string::String>,
                 ///**required** if uid is not set - Email of the referral
                 #[serde(skip_serializing_if = "::std::option::Option::is_none")]
                 pub email: ::std::option::Option<::std::string::String>,
    "#]]).await;
}

#[tokio::test]
async fn a_renamed_operation_is_no_longer_what_the_overlay_corrects() {
    let edit = |it: String| it.replace("/v2/tracking/conversion:", "/v3/tracking/conversion:");
    differs(edit, expect![[r#"
        document: specs/tracking-v2.yaml → other.yaml
          meaning:
            removed /paths/~1v2~1tracking~1conversion: {"post":{"description":"The tracking API allows you to track conversions for any affiliate.","requestBody":{"content":{"…
            added   /paths/~1v3~1tracking~1conversion: {"post":{"description":"The tracking API allows you to track conversions for any affiliate.","requestBody":{"content":{"…
          wording: no change

        corrected by the overlay:
          no code can be generated from it:
          specs/tracking-v2.overlay.yaml#/actions/0: target `$.paths['/v2/tracking/conversion'].post` matches nothing in other.yaml; the vendor may have fixed it: delete this action, or correct its target
    "#]]).await;
}

#[tokio::test]
async fn a_requirement_that_joins_the_list_is_one_change_of_the_list() {
    let edit = |it: String| {
        it.replace("        - affiliate_slug\n", "        - email\n        - affiliate_slug\n")
    };
    differs(edit, expect![[r#"
        document: specs/tracking-v2.yaml → other.yaml
          meaning:
            changed /components/schemas/TrackingV2Request/required: ["affiliate_slug"] → ["email","affiliate_slug"]
          wording: no change

        corrected by the overlay:
          no code can be generated from it:
          specs/tracking-v2.overlay.yaml#/actions/1: target `$.components[?length(@.TrackingV2Request.required) == 1 && @.TrackingV2Request.required[0] == 'affiliate_slug'].TrackingV2Request.required` matches nothing in other.yaml; the vendor may have fixed it: delete this action, or correct its target
    "#]]).await;
}

#[tokio::test]
async fn a_page_is_compared_by_its_block_even_if_the_operation_was_renamed() {
    let copy = Copy::new();
    let document = copy.read("specs/tracking-v2.yaml");
    copy.write("page.md", page("POST /v2/tracking/conversion", &document));
    let (exit, said) = copy.specs(&["diff", "tracking-v2", &copy.path("page.md")]).await;
    assert_eq!((exit, said.as_str()), (Exit::Done, "tracking-v2: no difference\n"));

    let renamed = document.replace("/v2/tracking", "/v3/tracking");
    copy.write("page.md", page("POST /v3/tracking/conversion", &renamed));
    let (exit, said) = copy.specs(&["diff", "tracking-v2", &copy.path("page.md")]).await;
    assert!(said.contains("added   /paths/~1v3~1tracking~1conversion"), "{said}");
    assert_eq!(exit, Exit::Differs);
}

#[tokio::test]
async fn what_cannot_be_compared_fails() {
    let copy = Copy::new();
    let mut said = String::new();
    for args in [["tracking-v2", "https://example.com/page.md"], ["payments", "-"]] {
        let (exit, line) = copy.specs(&["diff", args[0], args[1]]).await;
        assert_eq!(exit, Exit::Failed);
        said += &line;
    }
    expect![[r#"
        error: https://example.com/page.md: save it to a file first
        error: no spec is called payments; there are: tracking-v1, tracking-v2
    "#]]
    .assert_eq(&said);
}
