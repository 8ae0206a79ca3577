//! The client's defaults and limits that the web half needs too. The generated protocol carries them there.

/// How many streams may be open to one origin at a time, unless the option `maxStreams` says otherwise: a browser
/// opens at most six HTTP/1.1 connections to a host, and the page's other requests need some of them.
pub const DEFAULT_MAX_STREAMS: u32 = 4;

/// How many objects a page of a list has at most.
pub const PAGE_SIZE: u32 = 500;

/// How many pages a list has at most. A `continue` that never ends would keep its subscribers waiting for ever.
pub const MAX_PAGES: u32 = 10_000;

/// How many bytes a list may have, all its pages together. A little gzip can be a lot of JSON.
pub const MAX_LIST_BYTES: f64 = 500e6;

/// How many bytes a line of a stream may have, and the `Status` of a refusal.
pub const MAX_LINE_BYTES: f64 = 64e6;

/// How long a page of a read may take, in milliseconds, before the read is given up.
pub const READ_TIMEOUT: f64 = crate::core::watch::READ_TIMEOUT;

/// What the option `maxStreams` means: absent is the default, and no number is without a limit of some kind.
pub fn max_streams(option: Option<f64>) -> u32 {
    // The cast saturates: `Infinity` is the greatest number.
    option.map_or(DEFAULT_MAX_STREAMS, |limit| (limit as u32).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absent_limit_is_the_default_and_infinity_the_greatest() {
        assert_eq!(max_streams(None), DEFAULT_MAX_STREAMS);
        assert_eq!([1.0, 7.0, f64::INFINITY].map(|limit| max_streams(Some(limit))), [1, 7, u32::MAX]);
        // The web half lets no such option through; here they must not mean "none at all", which waits for ever.
        assert_eq!([0.0, -1.0, f64::NAN].map(|limit| max_streams(Some(limit))), [1, 1, 1]);
    }
}
