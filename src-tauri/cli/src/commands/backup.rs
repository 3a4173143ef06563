//! Makes checked copies of the journal, and restores them.

use std::path::Path;

use serde_json::json;
use sotto_core::vault::{self, VaultFile};
use sotto_core::{Error, backups};

use crate::Result;
use crate::arguments::Backup;
use crate::open::{Context, named};
use crate::output::Progress;
use crate::prompt;

pub fn backup(context: &mut Context, how: Backup) -> Result<()> {
    let Backup { out, folder, rehearse } = how;
    match (out, folder) {
        (Some(out), _) => to_file(context, &out),
        (None, Some(folder)) if rehearse => rehearsal(context, &folder),
        (None, Some(folder)) => into_folder(context, &folder),
        (None, None) => Ok(()),
    }
}

fn to_file(context: &mut Context, out: &Path) -> Result<()> {
    named(out)?;
    // Checked before anyone is asked for a passphrase.
    if out.symlink_metadata().is_ok() {
        return Err(vault::Error::Exists.into());
    }
    context.with(|context, journal| {
        let mut progress = Progress::new();
        let watch = &mut |stage, done, of| progress.watch(stage, done, of);
        let begun = journal.vault().backup_begin(out, watch);
        let done = begun.and_then(|copied| copied.finish(watch)).map_err(Error::Output)?;
        drop(progress);
        warn_of_notes(context, done.unreadable_notes);
        let file = out.display().to_string();
        context.out.line(&json!({ "records": done.records, "out": file, "bytes": done.bytes }), |words| {
            words.say("cli-backup-made", &[("file", &file), ("count", &done.records.to_string())])
        });
        Ok(())
    })
}

fn into_folder(context: &mut Context, folder: &Path) -> Result<()> {
    let (device, now) = (context.place()?.device().clone(), context.clock.now());
    context.with(|context, journal| {
        let mut progress = Progress::new();
        let watch = &mut |stage, done, of| progress.watch(stage, done, of);
        let report = journal.backup_run(&device, folder, now, watch)?;
        drop(progress);
        warn_of_notes(context, report.unreadable_notes as usize);
        context.out.line(&report, |words| {
            let made = [("file", report.name.as_str()), ("count", &report.records.to_string())];
            let kept = [("count", report.kept.to_string())];
            let kept = kept.each_ref().map(|(name, value)| (*name, value.as_str()));
            format!("{}\n{}", words.say("cli-backup-made", &made), words.say("cli-backup-kept", &kept))
        });
        Ok(())
    })
}

fn rehearsal(context: &mut Context, folder: &Path) -> Result<()> {
    let (device, now) = (context.place()?.device().clone(), context.clock.now());
    context.with(|context, journal| {
        let mut progress = Progress::new();
        let watch = &mut |stage, done, of| progress.watch(stage, done, of);
        let report = journal.backup_rehearse(&device, folder, now, watch)?;
        drop(progress);
        context.out.line(&report, |words| {
            words.say(
                "cli-backup-undamaged",
                &[("file", &report.name), ("count", &report.records.to_string())],
            )
        });
        Ok(())
    })
}

pub fn restore(context: &mut Context, file: &Path, to: &Path) -> Result<()> {
    if to.symlink_metadata().is_ok() {
        return Err(vault::Error::Exists.into());
    }
    drop(prompt::open(file)?);
    backups::look(file)?;
    let place = VaultFile::at(to, context.place()?.device().clone());
    let key = context.key()?;
    let mut progress = Progress::new();
    let watch = &mut |stage, done, of| progress.watch(stage, done, of);
    let report = backups::restore(&place, file, &key, watch)?;
    drop(progress);
    warn_of_notes(context, report.unreadable_notes as usize);
    let vault = to.display().to_string();
    context.out.line(&json!({ "records": report.records, "vault": vault }), |words| {
        words.say("cli-restored", &[("vault", &vault), ("count", &report.records.to_string())])
    });
    Ok(())
}

fn warn_of_notes(context: &Context, unreadable: usize) {
    if unreadable > 0 {
        context.out.warn("notes_unreadable", "count", &unreadable.to_string());
    }
}
