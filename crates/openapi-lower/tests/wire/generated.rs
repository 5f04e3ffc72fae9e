#[allow(unused_imports)]
pub use progenitor_client::{ByteStream, ClientInfo, Error, ResponseValue};
#[allow(unused_imports)]
use progenitor_client::{encode_path, ClientHooks, OperationInfo, RequestBuilderExt};
/// Types used as operation parameters and responses.
#[allow(clippy::all)]
pub mod types {
    ///`AnyValue`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[serde(transparent)]
    pub struct AnyValue(pub ::serde_json::Value);
    impl ::std::ops::Deref for AnyValue {
        type Target = ::serde_json::Value;
        fn deref(&self) -> &::serde_json::Value {
            &self.0
        }
    }
    impl ::std::convert::From<AnyValue> for ::serde_json::Value {
        fn from(value: AnyValue) -> Self {
            value.0
        }
    }
    impl ::std::convert::From<::serde_json::Value> for AnyValue {
        fn from(value: ::serde_json::Value) -> Self {
            Self(value)
        }
    }
    ///`Light`
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd
    )]
    #[serde(transparent)]
    pub struct Light(pub ::std::string::String);
    impl ::std::ops::Deref for Light {
        type Target = ::std::string::String;
        fn deref(&self) -> &::std::string::String {
            &self.0
        }
    }
    impl ::std::convert::From<Light> for ::std::string::String {
        fn from(value: Light) -> Self {
            value.0
        }
    }
    impl ::std::convert::From<::std::string::String> for Light {
        fn from(value: ::std::string::String) -> Self {
            Self(value)
        }
    }
    impl ::std::fmt::Display for Light {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            self.0.fmt(f)
        }
    }
    impl ::std::str::FromStr for Light {
        type Err = ::std::convert::Infallible;
        fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
            Ok(Self(value.to_string()))
        }
    }
    ///`Owner`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default)]
    pub struct Owner {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub notes: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
    }
    ///Text in a path: not empty, `.` or `..`, and without a backslash, which would all lead to another path.
    #[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[serde(transparent)]
    pub struct PathText(::std::string::String);
    impl ::std::ops::Deref for PathText {
        type Target = ::std::string::String;
        fn deref(&self) -> &::std::string::String {
            &self.0
        }
    }
    impl ::std::convert::From<PathText> for ::std::string::String {
        fn from(value: PathText) -> Self {
            value.0
        }
    }
    impl ::std::str::FromStr for PathText {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            if value.chars().count() < 1usize {
                return Err("shorter than 1 characters".into());
            }
            static PATTERN: ::std::sync::LazyLock<::regress::Regex> = ::std::sync::LazyLock::new(||
            { ::regress::Regex::new("^(?!\\.{1,2}$)[^\\\\]+$").unwrap() });
            if PATTERN.find(value).is_none() {
                return Err("doesn't match pattern \"^(?!\\.{1,2}$)[^\\\\]+$\"".into());
            }
            Ok(Self(value.to_string()))
        }
    }
    impl ::std::convert::TryFrom<&str> for PathText {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for PathText {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl<'de> ::serde::Deserialize<'de> for PathText {
        fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
        where
            D: ::serde::Deserializer<'de>,
        {
            ::std::string::String::deserialize(deserializer)?
                .parse()
                .map_err(|e: self::error::ConversionError| {
                    <D::Error as ::serde::de::Error>::custom(e.to_string())
                })
        }
    }
    ///`Price`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    pub struct Price {
        pub amount: f64,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub count: ::std::option::Option<i64>,
        #[serde(deserialize_with = "::std::option::Option::deserialize")]
        pub details: ::std::option::Option<PriceDetails>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub label: ::std::option::Option<PriceLabel>,
        #[serde(default = "defaults::default_u64::<u64, 18446744073709551615>")]
        pub stock: u64,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub total: ::std::option::Option<u64>,
        #[serde(flatten)]
        pub extra: ::std::collections::HashMap<::std::string::String, AnyValue>,
    }
    ///`PriceDetails`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default)]
    pub struct PriceDetails {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub rebate: ::std::option::Option<f64>,
    }
    ///`PriceLabel`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[serde(untagged)]
    pub enum PriceLabel {
        PriceLabelObject(PriceLabelObject),
        String(::std::string::String),
    }
    impl ::std::convert::From<PriceLabelObject> for PriceLabel {
        fn from(value: PriceLabelObject) -> Self {
            Self::PriceLabelObject(value)
        }
    }
    ///`PriceLabelObject`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default)]
    pub struct PriceLabelObject {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub color: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub text: ::std::option::Option<::std::string::String>,
    }
    ///`Update`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default)]
    pub struct Update {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub color: ::std::option::Option<UpdateColorOrNull>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub filter: ::std::option::Option<UpdateFilter>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub friends: ::std::option::Option<UpdateFriendsOrNull>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub labels: ::std::option::Option<
            ::std::collections::HashMap<::std::string::String, ::std::string::String>,
        >,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub nickname: ::std::option::Option<UpdateNicknameOrNull>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub owner: ::std::option::Option<UpdateOwnerOrNull>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub parent: ::std::option::Option<UpdateParentOrNull>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub security: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub tags: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub tracking: ::std::option::Option<bool>,
    }
    ///`UpdateColor`
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd
    )]
    pub enum UpdateColor {
        #[serde(rename = "red")]
        Red,
    }
    impl ::std::fmt::Display for UpdateColor {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match *self {
                Self::Red => f.write_str("red"),
            }
        }
    }
    impl ::std::str::FromStr for UpdateColor {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "red" => Ok(Self::Red),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for UpdateColor {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for UpdateColor {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    ///`UpdateColorOrNull`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[serde(transparent)]
    pub struct UpdateColorOrNull(pub ::std::option::Option<UpdateColor>);
    impl ::std::ops::Deref for UpdateColorOrNull {
        type Target = ::std::option::Option<UpdateColor>;
        fn deref(&self) -> &::std::option::Option<UpdateColor> {
            &self.0
        }
    }
    impl ::std::convert::From<UpdateColorOrNull> for ::std::option::Option<UpdateColor> {
        fn from(value: UpdateColorOrNull) -> Self {
            value.0
        }
    }
    impl ::std::convert::From<::std::option::Option<UpdateColor>> for UpdateColorOrNull {
        fn from(value: ::std::option::Option<UpdateColor>) -> Self {
            Self(value)
        }
    }
    ///`UpdateFilter`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[serde(untagged)]
    pub enum UpdateFilter {
        Array(::std::vec::Vec<::std::string::String>),
        UpdateFilterVariant1(UpdateFilterVariant1),
    }
    impl ::std::convert::From<::std::vec::Vec<::std::string::String>> for UpdateFilter {
        fn from(value: ::std::vec::Vec<::std::string::String>) -> Self {
            Self::Array(value)
        }
    }
    impl ::std::convert::From<UpdateFilterVariant1> for UpdateFilter {
        fn from(value: UpdateFilterVariant1) -> Self {
            Self::UpdateFilterVariant1(value)
        }
    }
    ///`UpdateFilterVariant1`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default)]
    pub struct UpdateFilterVariant1 {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub a: ::std::option::Option<::std::string::String>,
    }
    ///`UpdateFriendsOrNull`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[serde(transparent)]
    pub struct UpdateFriendsOrNull(
        pub ::std::option::Option<::std::vec::Vec<::std::string::String>>,
    );
    impl ::std::ops::Deref for UpdateFriendsOrNull {
        type Target = ::std::option::Option<::std::vec::Vec<::std::string::String>>;
        fn deref(
            &self,
        ) -> &::std::option::Option<::std::vec::Vec<::std::string::String>> {
            &self.0
        }
    }
    impl ::std::convert::From<UpdateFriendsOrNull>
    for ::std::option::Option<::std::vec::Vec<::std::string::String>> {
        fn from(value: UpdateFriendsOrNull) -> Self {
            value.0
        }
    }
    impl ::std::convert::From<
        ::std::option::Option<::std::vec::Vec<::std::string::String>>,
    > for UpdateFriendsOrNull {
        fn from(
            value: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
        ) -> Self {
            Self(value)
        }
    }
    ///`UpdateNicknameOrNull`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[serde(transparent)]
    pub struct UpdateNicknameOrNull(pub ::std::option::Option<::std::string::String>);
    impl ::std::ops::Deref for UpdateNicknameOrNull {
        type Target = ::std::option::Option<::std::string::String>;
        fn deref(&self) -> &::std::option::Option<::std::string::String> {
            &self.0
        }
    }
    impl ::std::convert::From<UpdateNicknameOrNull>
    for ::std::option::Option<::std::string::String> {
        fn from(value: UpdateNicknameOrNull) -> Self {
            value.0
        }
    }
    impl ::std::convert::From<::std::option::Option<::std::string::String>>
    for UpdateNicknameOrNull {
        fn from(value: ::std::option::Option<::std::string::String>) -> Self {
            Self(value)
        }
    }
    ///`UpdateOwnerOrNull`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[serde(transparent)]
    pub struct UpdateOwnerOrNull(pub ::std::option::Option<Owner>);
    impl ::std::ops::Deref for UpdateOwnerOrNull {
        type Target = ::std::option::Option<Owner>;
        fn deref(&self) -> &::std::option::Option<Owner> {
            &self.0
        }
    }
    impl ::std::convert::From<UpdateOwnerOrNull> for ::std::option::Option<Owner> {
        fn from(value: UpdateOwnerOrNull) -> Self {
            value.0
        }
    }
    impl ::std::convert::From<::std::option::Option<Owner>> for UpdateOwnerOrNull {
        fn from(value: ::std::option::Option<Owner>) -> Self {
            Self(value)
        }
    }
    ///`UpdateParentOrNull`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[serde(transparent)]
    pub struct UpdateParentOrNull(pub ::std::option::Option<::std::boxed::Box<Update>>);
    impl ::std::ops::Deref for UpdateParentOrNull {
        type Target = ::std::option::Option<::std::boxed::Box<Update>>;
        fn deref(&self) -> &::std::option::Option<::std::boxed::Box<Update>> {
            &self.0
        }
    }
    impl ::std::convert::From<UpdateParentOrNull>
    for ::std::option::Option<::std::boxed::Box<Update>> {
        fn from(value: UpdateParentOrNull) -> Self {
            value.0
        }
    }
    impl ::std::convert::From<::std::option::Option<::std::boxed::Box<Update>>>
    for UpdateParentOrNull {
        fn from(value: ::std::option::Option<::std::boxed::Box<Update>>) -> Self {
            Self(value)
        }
    }
    /// Generation of default values for serde.
    pub mod defaults {
        pub(super) fn default_u64<T, const V: u64>() -> T
        where
            T: ::std::convert::TryFrom<u64>,
            <T as ::std::convert::TryFrom<u64>>::Error: ::std::fmt::Debug,
        {
            T::try_from(V).unwrap()
        }
    }
    /// Error types.
    pub mod error {
        /// Error from a `TryFrom` or `FromStr` implementation.
        pub struct ConversionError(::std::borrow::Cow<'static, str>);
        impl ::std::error::Error for ConversionError {}
        impl ::std::fmt::Display for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }
        impl ::std::fmt::Debug for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
        impl From<&'static str> for ConversionError {
            fn from(value: &'static str) -> Self {
                Self(value.into())
            }
        }
        impl From<String> for ConversionError {
            fn from(value: String) -> Self {
                Self(value.into())
            }
        }
    }
}
#[derive(Clone, Debug)]
/**Client for Pets

Version: 1*/
pub struct Client {
    pub(crate) baseurl: String,
    pub(crate) client: reqwest::Client,
}
impl Client {
    /// Create a new client.
    ///
    /// `baseurl` is the base URL provided to the internal
    /// `reqwest::Client`, and should include a scheme and hostname,
    /// as well as port and a path stem if applicable.
    pub fn new(baseurl: &str) -> Self {
        #[cfg(not(target_arch = "wasm32"))]
        let client = {
            let dur = ::std::time::Duration::from_secs(15u64);
            reqwest::ClientBuilder::new().connect_timeout(dur).timeout(dur)
        };
        #[cfg(target_arch = "wasm32")]
        let client = reqwest::ClientBuilder::new();
        Self::new_with_client(baseurl, client.build().unwrap())
    }
    /// Construct a new client with an existing `reqwest::Client`,
    /// allowing more control over its configuration.
    ///
    /// `baseurl` is the base URL provided to the internal
    /// `reqwest::Client`, and should include a scheme and hostname,
    /// as well as port and a path stem if applicable.
    pub fn new_with_client(baseurl: &str, client: reqwest::Client) -> Self {
        Self {
            baseurl: baseurl.to_string(),
            client,
        }
    }
}
impl ClientInfo<()> for Client {
    fn api_version() -> &'static str {
        "1"
    }
    fn baseurl(&self) -> &str {
        self.baseurl.as_str()
    }
    fn client(&self) -> &reqwest::Client {
        &self.client
    }
    fn inner(&self) -> &() {
        &()
    }
}
impl ClientHooks<()> for &Client {}
#[allow(clippy::all)]
impl Client {
    /**Sends a `GET` request to `/by_reference`

*/
    pub async fn by_reference<'a>(
        &'a self,
    ) -> Result<ResponseValue<types::Light>, Error<()>> {
        let url = format!("{}/by_reference", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "by_reference",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /**Sends a `GET` request to `/owners/{owner}/pets/{number}`

*/
    pub async fn pet_of<'a>(
        &'a self,
        owner: &'a types::PathText,
        number: i64,
    ) -> Result<ResponseValue<()>, Error<()>> {
        let url = format!(
            "{}/owners/{}/pets/{}", self.baseurl, encode_path(& owner.to_string()),
            encode_path(& number.to_string()),
        );
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self.client.get(url).headers(header_map).build()?;
        let info = OperationInfo {
            operation_id: "pet_of",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => Ok(ResponseValue::empty(response)),
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /**Sends a `PATCH` request to `/pets`

*/
    pub async fn update_pet<'a>(
        &'a self,
        body: &'a types::Update,
    ) -> Result<ResponseValue<types::Owner>, Error<()>> {
        let url = format!("{}/pets", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .patch(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "update_pet",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /**Sends a `GET` request to `/price`

*/
    pub async fn price<'a>(&'a self) -> Result<ResponseValue<types::Price>, Error<()>> {
        let url = format!("{}/price", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "price",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
}
/// Items consumers will typically use such as the Client.
pub mod prelude {
    #[allow(unused_imports)]
    pub use super::Client;
}
