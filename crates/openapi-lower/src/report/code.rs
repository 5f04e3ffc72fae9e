//! What the lines of a report are about.

use std::fmt::{self, Display};

/// How much a line of the report matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// An operation has no method.
    LeftOut,
    /// A request can say something else than the caller meant, or a part of a response can be lost.
    Loss,
    /// The client offers less than the document: bytes instead of a type, or no argument.
    Less,
    /// A rule that only the service checks, or another name.
    Note,
}

impl Severity {
    /// All severities, the most severe first.
    pub const ALL: [Self; 4] = [Self::LeftOut, Self::Loss, Self::Less, Self::Note];

    /// The name, such as `left-out`.
    pub fn name(self) -> &'static str {
        match self {
            Self::LeftOut => "left-out",
            Self::Loss => "loss",
            Self::Less => "less",
            Self::Note => "note",
        }
    }
}

impl Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

macro_rules! codes {
    ($($code:ident $name:literal $severity:ident $meaning:literal $(; $fix:literal)?)*) => {
        /// What a line of the report is about. [`constructs`](crate::constructs) has a table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $meaning] $code,)*
        }

        impl Code {
            /// All codes, the most severe first.
            pub const ALL: &[Self] = &[$(Self::$code,)*];

            /// The name, such as `body-media-type`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$code => $name,)* }
            }

            /// How much it matters.
            pub fn severity(self) -> Severity {
                match self { $(Self::$code => Severity::$severity,)* }
            }

            /// What it means.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$code => $meaning,)* }
            }

            /// How to fix it. Every code of an operation that is left out has an answer.
            pub fn fix(self) -> Option<&'static str> {
                match self { $(Self::$code => [$($fix)?].first().copied(),)* }
            }
        }
    };
}

codes! {
    NoTarget "no-target" LeftOut
        "a reference has no target, or the references form a cycle";
        "correct the reference in the overlay"
    Method "method" LeftOut
        "progenitor sends only GET, PUT, POST, DELETE, HEAD and PATCH";
        "send the request with `reqwest::Client::request`"
    NewIn32 "new-in-3.2" LeftOut
        "a body of several values, or a parameter in `querystring`, both of which OpenAPI 3.2 added";
        "send the request with `reqwest` itself, or describe the whole body by a `schema` or the parameter as one in `query` in the overlay"
    OwnServer "own-server" LeftOut
        "the operation has servers of its own, to which the client must not send its credentials";
        "remove `servers` in the overlay if it is right to call the base URL of the client"
    PathTemplate "path-template" LeftOut
        "requests would go to another path than the document says";
        "correct the path in the overlay"
    Misspelled "misspelled" LeftOut
        "a key is probably misspelled, and would change what is sent";
        "correct the key in the overlay, or remove it"
    BodyUndescribed "body-undescribed" LeftOut
        "a body is required, but not described";
        "describe its `content` in the overlay"
    BodyMediaType "body-media-type" LeftOut
        "progenitor would send the body under another media type";
        "send the request with `reqwest` itself, or add a media type in the overlay that the service accepts as well"
    NestedForm "nested-form" LeftOut
        "a form holds only fields of scalars";
        "send the request with `reqwest` itself, or describe the fields as text in the overlay"
    MalformedParameter "malformed-parameter" LeftOut
        "a parameter has no name that HTTP allows, or is in an unknown place";
        "correct the parameter in the overlay"
    RequiredCookie "required-cookie" LeftOut
        "progenitor sends no cookies";
        "send the cookie in `ClientHooks`, and remove the parameter in the overlay"
    ParameterStyle "parameter-style" LeftOut
        "progenitor would write a required parameter differently";
        "describe the parameter as text in the overlay if the service reads it in that form, too"
    SameArgument "same-argument" LeftOut
        "a required parameter makes an argument that another one makes already, or that is reserved";
        "send the request with `reqwest` itself, or remove the parameter in the overlay if the service does not need it"

    BodyAlwaysSent "body-always-sent" Loss
        "an optional body is always sent"
    ServerIgnored "server-ignored" Loss
        "the request goes to the base URL of the client, not to one that the operation chooses"
    ReservedEscaped "reserved-escaped" Loss
        "reserved characters of a parameter are escaped, against `allowReserved`"
    TypeAssumed "type-assumed" Loss
        "a type is missing or unknown: the probable one is taken, and other values are refused"
    NumberDigits "number-digits" Loss
        "a `number` is an `f64`: integers beyond 2^53 and decimals beyond 15 digits are rounded"
    IntegerRange "integer-range" Loss
        "an `integer` has 64 bits: one beyond them is refused"
    NullAbsent "null-absent" Loss
        "null in an optional property is read as an absent value"
    EmptyAbsent "empty-absent" Loss
        "an empty list or map in an optional property of a response is read as an absent one"
    Undescribed "undescribed" Loss
        "properties of a response that the document does not describe are not read"

    Bytes "bytes" Less
        "the body of a response arrives as bytes: decode it as the type in the line"
    AmbiguousUnion "ambiguous-union" Less
        "the branches cannot be told apart: a value arrives undecoded"
    JoinedUnion "joined-union" Less
        "one type has the fields of all branches"
    AnyValue "any-value" Less
        "any value is accepted in place of a type"
    ParameterNotSent "parameter-not-sent" Less
        "an optional parameter has no argument"
    ParameterUntyped "parameter-untyped" Less
        "a parameter is passed as text, or as a map"
    MediaTypes "media-types" Less
        "of several media types, the client knows one"
    NoBody "no-body" Less
        "a body is ignored: it is not described, or HTTP does not allow it"
    Credentials "credentials" Less
        "credentials are not sent unless you do, in `ClientHooks`"
    NotGenerated "not-generated" Less
        "headers, callbacks, webhooks and redirects have no code"
    Malformed "malformed" Less
        "a value of the wrong type, or a status that does not exist, is ignored"
    Unknown "unknown" Less
        "a key that OpenAPI does not define is ignored"
    SameField "same-field" Less
        "a property goes into the field `extra`, because another one makes the same field"

    Limit "limit" Note
        "a limit is not checked: the service does"
    Format "format" Note
        "a format is not checked: the service does"
    OpenEnum "open-enum" Note
        "the listed values are not checked"
    ClosedEnum "closed-enum" Note
        "an enumeration tells the branches of a union apart, and is closed in responses, too"
    Default "default" Note
        "a default is not applied"
    NewProperties "new-properties" Note
        "additional properties are accepted, though the document forbids them"
    Nullable "nullable" Note
        "`nullable` is read as in 3.0"
    ParameterNull "parameter-null" Note
        "a parameter is never null: an optional one is left out instead"
    NoEffect "no-effect" Note
        "a keyword does not change the generated code"
    Renamed "renamed" Note
        "the code has another name than the document, or one of its own"
    Unused "unused" Note
        "no operation uses a schema"
    Fragment "fragment" Note
        "HTTP sends no fragment of a URL"
    NoInfo "no-info" Note
        "a document without `info` has no title"
}

impl Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
