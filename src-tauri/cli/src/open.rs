//! Opens a journal for one command, and closes it in order.

use std::path::Path;

use sotto_core::vault::{Device, Id, Key, OutputFile, VaultFile, default_device, default_vault};
use sotto_core::{Code, Failure, Journal};

use crate::Result;
use crate::arguments::Options;
use crate::output::Out;
use crate::prompt;
use crate::time::Clock;

/// Everything that a command needs.
pub struct Context {
    pub options: Options,
    pub clock: Clock,
    pub out: Out,
}

impl Context {
    /// The place of the vault, whether the file exists or not.
    pub fn place(&self) -> Result<VaultFile> {
        let unknown = || Failure::new(Code::PlaceUnknown);
        let vault = self.options.vault.clone().or_else(default_vault).ok_or_else(unknown)?;
        Ok(VaultFile::at(vault, Device::at(default_device().ok_or_else(unknown)?)))
    }

    /// The same, for a file that exists; checked before anyone is asked for a passphrase.
    pub fn vault(&self) -> Result<VaultFile> {
        let place = self.place()?;
        if place.exists() { Ok(place) } else { Err(sotto_core::vault::Error::Missing.into()) }
    }

    /// The key: the recovery sheet if one was given, or else the passphrase.
    pub fn key(&self) -> Result<Key> {
        match &self.options.recovery_file {
            Some(sheet) => prompt::recovery(sheet).map(Key::Recovery),
            None => {
                let file = self.options.passphrase_file.as_deref();
                prompt::passphrase(file, &self.out.words).map(Key::Passphrase)
            }
        }
    }

    /// Runs `work` on the open journal, and leaves the vault as one file that can be copied.
    pub fn with<T>(&mut self, work: impl FnOnce(&mut Self, &mut Journal) -> Result<T>) -> Result<T> {
        let place = self.vault()?;
        let key = self.key()?;
        let mut journal = if self.options.read_only {
            Journal::open_read_only(&place, &key)?
        } else {
            Journal::unlock(&place, &key, self.options.accept_older)?
        };
        journal.check()?;
        if let Some(reading) = journal.vault().read_only() {
            let lost = if reading.counted { reading.lost.to_string() } else { "?".to_owned() };
            self.out.warn("vault_read_only", "lost", &lost);
            if reading.changed {
                self.out.warn("vault_changed", "lost", &lost);
            }
        }
        let damaged = journal.damaged();
        if damaged > 0 {
            self.out.warn("records_damaged", "count", &damaged.to_string());
        }
        let done = work(self, &mut journal).map_err(|failure| match failure.code {
            // It may be in a record that cannot be opened.
            Code::NotFound if damaged > 0 => Failure::new(Code::VaultDamaged).with("records", damaged),
            _ => failure,
        });
        // All changes are stored already; a failure from here on only costs time later. A view with a damaged
        // page is made again for the next command.
        if done.is_ok() || journal.mend_view().unwrap_or(false) {
            let _ = journal.save_view();
        }
        let _ = journal.remove_loose();
        let _ = journal.checkpoint();
        done
    }
}

/// A typed id. Text that cannot be an id is the same as an id that nothing has.
pub fn id(typed: &str) -> Result<Id> {
    typed.trim().parse().map_err(|_| Failure::new(Code::NotFound))
}

/// A new file to write outside the vault. It may replace an earlier file only if that one begins with
/// `begins`, so that it is of the same kind.
pub fn outgoing(path: &Path, begins: &[u8]) -> Result<OutputFile> {
    named(path)?;
    let mut earlier = false;
    if path.is_file() {
        let head = prompt::bytes(path, begins.len())?;
        earlier = head.get(..begins.len()).is_some_and(|head| head.eq_ignore_ascii_case(begins));
    }
    Ok(OutputFile::create(path, earlier)?)
}

/// A new file to write outside the vault; no file may be there.
pub fn fresh(path: &Path) -> Result<OutputFile> {
    named(path)?;
    Ok(OutputFile::create(path, false)?)
}

/// Refuses "-", which would otherwise become a file with that name.
pub fn named(path: &Path) -> Result<()> {
    if path.as_os_str() == "-" { Err(Failure::new(Code::OutNotStdout)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_of_its_own_kind_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        for (there, replaced) in
            [(&b"age-encryption.org/v1\n"[..], true), (b"SQLite format 3", false), (b"", false)]
        {
            std::fs::write(&path, there).unwrap();
            let got = outgoing(&path, b"age-encryption.org/v1");
            assert_eq!(got.is_ok(), replaced);
            assert_eq!(std::fs::read(&path).unwrap(), there);
        }
        assert!(outgoing(&folder.path().join("new"), b"age").is_ok());
    }

    #[test]
    fn what_is_no_id_is_not_found() {
        for typed in ["", "12", "no-such-id", "zz000000000000000000000000000000"] {
            assert_eq!(id(typed).unwrap_err().code, Code::NotFound);
        }
    }
}
