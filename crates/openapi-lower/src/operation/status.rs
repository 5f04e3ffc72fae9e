//! The keys of `responses`.

/// The meaning of a key of `responses`.
pub(super) enum Status {
    Success,
    Failure,
    /// `default`, which progenitor would take for a success as well.
    Rest,
    /// 1xx and 3xx, for which progenitor has no case.
    Neither,
    Unknown,
}

impl Status {
    pub(super) fn of(key: &str) -> Self {
        let [class, rest @ ..] = key.as_bytes() else { return Self::Unknown };
        let number = rest.len() == 2 && rest.iter().all(u8::is_ascii_digit);
        match class {
            _ if key == "default" => Self::Rest,
            _ if !number && !rest.eq_ignore_ascii_case(b"XX") => Self::Unknown,
            b'2' => Self::Success,
            b'4' | b'5' => Self::Failure,
            b'1' | b'3' => Self::Neither,
            _ => Self::Unknown,
        }
    }
}
