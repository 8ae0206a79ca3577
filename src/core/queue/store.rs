//! Which store a queue's tasks are kept in, by what its configuration names. Opens none.

/// Where the tasks of a queue are kept. The numbers are shared with the glue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Store {
    /// In memory alone.
    Memory = 0,
    /// In a store of the caller's.
    Own = 1,
    /// In localStorage.
    Local = 2,
    /// In IndexedDB.
    IndexedDb = 3,
    /// Behind a client with the commands of Redis.
    Client = 4,
}

const FAULT: Fault = Fault { field: "storageType", expected: "'memory', 'local', 'indexeddb' or 'auto'" };

impl Store {
    /// The store that a configuration means. A store of the caller's goes before a named one.
    ///
    /// # Errors
    ///
    /// If `storage_type` is none of the four words.
    pub fn choose(storage_type: Option<&str>, has_own: bool, has_client: bool) -> Result<Self, Fault> {
        let named = match storage_type {
            None | Some("memory") => Self::Memory,
            Some("local") => Self::Local,
            Some("indexeddb") => Self::IndexedDb,
            Some("auto") if has_client => Self::Client,
            Some("auto") => Self::Local,
            Some(_) => return Err(FAULT),
        };
        Ok(if has_own { Self::Own } else { named })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_names_its_store_and_none_means_memory() {
        let named = |word| Store::choose(word, false, false);
        assert_eq!(named(None), Ok(Store::Memory));
        assert_eq!(named(Some("memory")), Ok(Store::Memory));
        assert_eq!(named(Some("local")), Ok(Store::Local));
        assert_eq!(named(Some("indexeddb")), Ok(Store::IndexedDb));
    }

    #[test]
    fn auto_takes_a_client_that_is_ready_and_local_storage_otherwise() {
        assert_eq!(Store::choose(Some("auto"), false, true), Ok(Store::Client));
        assert_eq!(Store::choose(Some("auto"), false, false), Ok(Store::Local));
        assert_eq!(Store::choose(Some("local"), false, true), Ok(Store::Local));
    }

    #[test]
    fn a_store_of_the_callers_goes_before_a_named_one() {
        assert_eq!(Store::choose(None, true, true), Ok(Store::Own));
        assert_eq!(Store::choose(Some("indexeddb"), true, false), Ok(Store::Own));
    }

    #[test]
    fn a_word_that_names_no_store_is_refused() {
        for word in ["", "Local", "redis", "localStorage"] {
            assert_eq!(
                Store::choose(Some(word), true, true).map_err(|fault| fault.field),
                Err("storageType")
            );
        }
    }
}
