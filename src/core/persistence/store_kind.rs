//! Which store a queue's configuration selects. Opens none.

use crate::core::numbered::numbered;

numbered! {
    /// Where the tasks of a queue are kept.
    pub enum StoreKind {
        /// In memory alone.
        Memory,
        /// In the caller's own store.
        Custom,
        /// In localStorage.
        LocalStorage,
        /// In IndexedDB.
        IndexedDb,
        /// Behind a client with the commands of Redis.
        Redis,
    }
}

/// The values of `storageType`, and how its error describes them.
pub const STORAGE_TYPE: (&[&str], &str) =
    (&["memory", "local", "indexeddb", "auto"], "'memory', 'local', 'indexeddb' or 'auto'");

impl StoreKind {
    /// The store that a configuration selects: a custom store takes precedence over a named one. `None` for an unknown name.
    pub fn choose(storage_type: Option<&str>, has_custom: bool, has_redis: bool) -> Option<Self> {
        let named = match storage_type {
            None | Some("memory") => Self::Memory,
            Some("local") => Self::LocalStorage,
            Some("indexeddb") => Self::IndexedDb,
            Some("auto") if has_redis => Self::Redis,
            Some("auto") => Self::LocalStorage,
            Some(_) => return None,
        };
        Some(if has_custom { Self::Custom } else { named })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_names_its_store_and_none_means_memory() {
        let named = |word| StoreKind::choose(word, false, false);
        assert_eq!(named(None), Some(StoreKind::Memory));
        assert_eq!(named(Some("memory")), Some(StoreKind::Memory));
        assert_eq!(named(Some("local")), Some(StoreKind::LocalStorage));
        assert_eq!(named(Some("indexeddb")), Some(StoreKind::IndexedDb));
    }

    #[test]
    fn auto_takes_a_client_that_is_ready_and_local_storage_otherwise() {
        assert_eq!(StoreKind::choose(Some("auto"), false, true), Some(StoreKind::Redis));
        assert_eq!(StoreKind::choose(Some("auto"), false, false), Some(StoreKind::LocalStorage));
        assert_eq!(StoreKind::choose(Some("local"), false, true), Some(StoreKind::LocalStorage));
    }

    #[test]
    fn a_custom_store_comes_before_a_named_one() {
        assert_eq!(StoreKind::choose(None, true, true), Some(StoreKind::Custom));
        assert_eq!(StoreKind::choose(Some("indexeddb"), true, false), Some(StoreKind::Custom));
    }

    #[test]
    fn every_word_that_the_option_takes_names_a_store_and_no_other_does() {
        let (words, _) = STORAGE_TYPE;
        assert!(words.iter().all(|word| StoreKind::choose(Some(word), false, false).is_some()));
        for word in ["", "Local", "redis", "localStorage"] {
            assert_eq!(StoreKind::choose(Some(word), true, true), None, "{word}");
        }
    }
}
