//! Makes a vault, checks it, and rebuilds the view.

use std::io::IsTerminal;
use std::path::Path;
use std::time::Instant;

use serde_json::json;
use sotto_core::output::write_output;
use sotto_core::vault::{Error, RecoveryKey, Verification};
use sotto_core::{Class, Code, Failure, Journal};
use zeroize::Zeroizing;

use crate::Result;
use crate::arguments::Init;
use crate::open::{Context, fresh, named};
use crate::output::{Messages, Progress};
use crate::prompt;

pub fn init(context: &mut Context, init: &Init) -> Result<()> {
    let place = context.place()?;
    if place.exists() {
        return Err(Error::Exists.into());
    }
    let made = context.clock.now().date_naive().to_string();
    let recovery =
        sheet_wanted(context, init.recovery_out.as_deref(), init.no_recovery)?.then(RecoveryKey::generate);
    let passphrase = prompt::new_passphrase(context.options.passphrase_file.as_deref(), &context.out.words)?;
    let name = place.path().file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let sheet = recovery.as_ref().map(|key| sheet(&context.out.words, key, &name, &made)).transpose()?;
    if let (Some(path), Some(sheet)) = (&init.recovery_out, &sheet) {
        write_sheet(path, sheet)?;
    }
    let mut journal = match Journal::create(&place, &passphrase, recovery.as_ref()) {
        Ok(journal) => journal,
        Err(error) => {
            if let Some(path) = &init.recovery_out {
                // This command wrote the sheet, and no journal belongs to it.
                let _ = std::fs::remove_file(path);
            }
            return Err(error.into());
        }
    };
    let _ = journal.checkpoint();
    let vault = place.path().display().to_string();
    context.out.line(&json!({ "vault": vault, "recovery": init.recovery_out }), |words| {
        words.say("cli-init-made", &[("vault", &vault)])
    });
    print_sheet(context, init.recovery_out.as_deref(), sheet.as_ref());
    Ok(())
}

/// Whether to make a recovery sheet. An error when there is no place to show it or write it to.
pub fn sheet_wanted(context: &Context, out: Option<&Path>, declined: bool) -> Result<bool> {
    if let Some(path) = out {
        named(path)?;
        return if path.exists() { Err(Error::Exists.into()) } else { Ok(true) };
    }
    if declined || context.out.json {
        return Ok(false);
    }
    if std::io::stdout().is_terminal() {
        return Ok(true);
    }
    Err(Failure::new(Code::RecoveryOutMissing))
}

/// A recovery sheet as text: its purpose, the words, the key line.
pub fn sheet(words: &Messages, key: &RecoveryKey, name: &str, made: &str) -> Result<Zeroizing<String>> {
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
    Ok(write_output(fresh(path)?, sheet.as_bytes())?)
}

/// Prints the place of the sheet, or the sheet itself on a terminal.
pub fn print_sheet(context: &mut Context, out: Option<&Path>, sheet: Option<&Zeroizing<String>>) {
    match (out, sheet) {
        (Some(path), _) => {
            let path = path.display().to_string();
            context.out.text(|words| words.say("cli-sheet-written", &[("file", &path)]));
        }
        (None, Some(sheet)) => context.out.text(|_| format!("\n{}", sheet.as_str())),
        (None, None) => {}
    }
}

/// Opens and checks every record. Damage is listed, and the exit status is then 4.
pub fn verify(context: &mut Context) -> Result<()> {
    let place = context.vault()?;
    let key = context.key()?;
    let accept = context.options.accept_older;
    let found = place.unlock(&key).and_then(|mut vault| {
        if accept && vault.rolled_back() {
            vault.accept_older();
        }
        let mut progress = Progress::new();
        let found = vault.verify_with_progress(&mut |stage, done, of| progress.watch(stage, done, of))?;
        Ok((found, vault))
    });
    let (report, failure) = match found {
        Ok((mut report, vault)) => {
            // Only the journal knows which attachments there should be. A damaged vault need not be one.
            if verdict(&report).is_none() {
                let missing = Journal::open(vault).and_then(|journal| journal.attachments_missing())?;
                report.damaged.extend(missing.iter().map(|id| format!("attachment {id}")));
            }
            let failure = verdict(&report);
            (report, failure)
        }
        Err(error) => {
            let failure = Failure::from(error);
            let what = failure.params.get("what").cloned();
            let damaged = match what {
                Some(what) if failure.class == Class::Damaged => vec![what],
                _ => return Err(failure),
            };
            (Verification { records: 0, attachments: 0, damaged, rolled_back: false }, Some(failure))
        }
    };
    let Verification { records, attachments, damaged, rolled_back } = &report;
    let object = json!({ "records": records, "attachments": attachments, "damaged": damaged,
        "rolled_back": rolled_back });
    context.out.line(&object, |words| {
        let mut lines = vec![words.say("cli-verify-records", &[("count", &records.to_string())])];
        if *attachments > 0 {
            lines.push(words.say("cli-verify-attachments", &[("count", &attachments.to_string())]));
        }
        lines.extend(damaged.iter().map(|what| words.say("cli-verify-damaged", &[("what", what)])));
        if failure.is_none() {
            lines.push(words.say("cli-verify-undamaged", &[]));
        }
        lines.join("\n")
    });
    context.out.end()?;
    failure.map_or(Ok(()), Err)
}

fn verdict(report: &Verification) -> Option<Failure> {
    if !report.damaged.is_empty() {
        return Some(Failure::new(Code::VaultDamaged).with("records", report.damaged.len()));
    }
    report.rolled_back.then(|| Error::RolledBack.into())
}

pub fn rebuild(context: &mut Context) -> Result<()> {
    context.with(|context, journal| {
        let start = Instant::now();
        let mut progress = Progress::new();
        let records = journal.rebuild(&mut |done, total| progress.show(done, Some(total)))?;
        drop(progress);
        let seconds = start.elapsed().as_secs_f64();
        context.out.line(&json!({ "records": records, "seconds": seconds }), |words| {
            words.say(
                "cli-rebuild-done",
                &[("count", &records.to_string()), ("seconds", &format!("{seconds:.1} s"))],
            )
        });
        Ok(())
    })
}
