//! Making a vault, checking it, and making anew what is shown.

use std::io::IsTerminal;
use std::path::Path;
use std::time::Instant;

use serde_json::json;
use sotto_core::outside::hand_out;
use sotto_core::vault::{Error, RecoveryKey, Verification};
use sotto_core::{Failure, Journal, status};
use zeroize::Zeroizing;

use crate::Result;
use crate::arguments::Init;
use crate::ask;
use crate::open::{Here, fresh, named};
use crate::output::{Progress, Words};

pub fn init(here: &mut Here, init: &Init) -> Result<()> {
    let place = here.place()?;
    if place.exists() {
        return Err(Error::Exists.into());
    }
    let made = here.clock.now().date_naive().to_string();
    let recovery =
        sheet_wanted(here, init.recovery_out.as_deref(), init.no_recovery)?.then(RecoveryKey::generate);
    let passphrase = ask::new_passphrase(here.options.passphrase_file.as_deref(), &here.out.words)?;
    let name = place.path().file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let sheet = recovery.as_ref().map(|key| sheet(&here.out.words, key, &name, &made)).transpose()?;
    if let (Some(path), Some(sheet)) = (&init.recovery_out, &sheet) {
        write_sheet(path, sheet)?;
    }
    let mut journal = match Journal::create(&place, &passphrase, recovery.as_ref()) {
        Ok(journal) => journal,
        Err(error) => {
            if let Some(path) = &init.recovery_out {
                // It is a sheet of ours for a journal that never was.
                let _ = std::fs::remove_file(path);
            }
            return Err(error.into());
        }
    };
    let _ = journal.settle();
    let vault = place.path().display().to_string();
    here.out.line(&json!({ "vault": vault, "recovery": init.recovery_out }), |words| {
        words.say("cli-init-made", &[("vault", &vault)])
    });
    tell_sheet(here, init.recovery_out.as_deref(), sheet.as_ref());
    Ok(())
}

/// Whether a sheet will be made; refused when it would get lost.
pub fn sheet_wanted(here: &Here, out: Option<&Path>, declined: bool) -> Result<bool> {
    if let Some(path) = out {
        named(path)?;
        return if path.exists() { Err(Error::Exists.into()) } else { Ok(true) };
    }
    if declined || here.out.json {
        return Ok(false);
    }
    if std::io::stdout().is_terminal() {
        return Ok(true);
    }
    Err(Failure::new("recovery_out_missing", status::USAGE))
}

/// A recovery sheet as text: what it is for, the words, the key line.
pub fn sheet(words: &Words, key: &RecoveryKey, name: &str, made: &str) -> Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::with_capacity(2048));
    for id in ["cli-sheet-title", "cli-sheet-vault", "cli-sheet-made"] {
        text.push_str(&words.say(id, &[("vault", name), ("day", made)]));
        text.push('\n');
    }
    text.push('\n');
    text.push_str(&words.say("cli-sheet-for", &[]));
    text.push_str("\n\n");
    for (at, word) in key.words()?.iter().enumerate() {
        text.push_str(&format!("{:2}. {word}\n", at + 1));
    }
    text.push('\n');
    text.push_str(&words.say("cli-sheet-line", &[]));
    text.push_str("\n\n");
    text.push_str(&key.key_line());
    text.push_str("\n\n");
    text.push_str(&words.say("cli-sheet-use", &[]));
    text.push('\n');
    Ok(text)
}

pub fn write_sheet(path: &Path, sheet: &Zeroizing<String>) -> Result<()> {
    Ok(hand_out(fresh(path)?, sheet.as_bytes())?)
}

/// Where the sheet went, or the sheet itself on a terminal.
pub fn tell_sheet(here: &mut Here, out: Option<&Path>, sheet: Option<&Zeroizing<String>>) {
    match (out, sheet) {
        (Some(path), _) => {
            let path = path.display().to_string();
            here.out.text(|words| words.say("cli-sheet-written", &[("file", &path)]));
        }
        (None, Some(sheet)) => here.out.text(|_| format!("\n{}", sheet.as_str())),
        (None, None) => {}
    }
}

/// Opens everything. Damage is listed, and the command still ends with 4.
pub fn verify(here: &mut Here) -> Result<()> {
    let place = here.vault()?;
    let key = here.key()?;
    let accept = here.options.accept_older;
    let found = place.unlock(&key).and_then(|mut vault| {
        if accept && vault.rolled_back() {
            vault.accept_older();
        }
        let mut progress = Progress::new();
        vault.verify_watched(&mut |stage, done, of| progress.watch(stage, done, of))
    });
    let (report, failure) = match found {
        Ok(report) => {
            let failure = verdict(&report);
            (report, failure)
        }
        Err(error) => {
            let failure = Failure::from(error);
            let what = failure.params.get("what").cloned();
            let damaged = match what {
                Some(what) if failure.status == status::DAMAGED => vec![what],
                _ => return Err(failure),
            };
            (Verification { records: 0, damaged, rolled_back: false }, Some(failure))
        }
    };
    let Verification { records, damaged, rolled_back } = &report;
    let object = json!({ "records": records, "damaged": damaged, "rolled_back": rolled_back });
    here.out.line(&object, |words| {
        let mut lines = vec![words.say("cli-verify-records", &[("count", &records.to_string())])];
        lines.extend(damaged.iter().map(|what| words.say("cli-verify-damaged", &[("what", what)])));
        if failure.is_none() {
            lines.push(words.say("cli-verify-sound", &[]));
        }
        lines.join("\n")
    });
    here.out.end()?;
    failure.map_or(Ok(()), Err)
}

fn verdict(report: &Verification) -> Option<Failure> {
    if !report.damaged.is_empty() {
        return Some(Failure::new("vault_damaged", status::DAMAGED).with("records", report.damaged.len()));
    }
    report.rolled_back.then(|| Error::RolledBack.into())
}

pub fn rebuild(here: &mut Here) -> Result<()> {
    here.with(|here, journal| {
        let start = Instant::now();
        let mut progress = Progress::new();
        let records = journal.rebuild(&mut |done, total| progress.show(done, Some(total)))?;
        drop(progress);
        let seconds = start.elapsed().as_secs_f64();
        here.out.line(&json!({ "records": records, "seconds": seconds }), |words| {
            words.say(
                "cli-rebuild-done",
                &[("count", &records.to_string()), ("seconds", &format!("{seconds:.1} s"))],
            )
        });
        Ok(())
    })
}
