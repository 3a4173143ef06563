//! Checked copies of the journal, and the way back from one.

use std::path::Path;

use serde_json::json;
use sotto_core::vault::{self, Locked};
use sotto_core::{Error, backups};

use crate::Result;
use crate::arguments::Backup;
use crate::ask;
use crate::open::{Here, named};
use crate::output::Progress;

pub fn backup(here: &mut Here, how: Backup) -> Result<()> {
    let Backup { out, folder, rehearse } = how;
    match (out, folder) {
        (Some(out), _) => to_file(here, &out),
        (None, Some(folder)) if rehearse => rehearsal(here, &folder),
        (None, Some(folder)) => into_folder(here, &folder),
        (None, None) => Ok(()),
    }
}

fn to_file(here: &mut Here, out: &Path) -> Result<()> {
    named(out)?;
    // Nobody is asked for a passphrase that can do nothing.
    if out.symlink_metadata().is_ok() {
        return Err(vault::Error::Exists.into());
    }
    here.with(|here, journal| {
        let mut progress = Progress::new();
        let watch = &mut |stage, done, of| progress.watch(stage, done, of);
        let begun = journal.vault().backup_begin(out, watch);
        let done = begun.and_then(|copied| copied.finish(watch)).map_err(Error::Outside)?;
        drop(progress);
        warn_of_notes(here, done.unreadable_notes);
        let file = out.display().to_string();
        here.out.line(&json!({ "records": done.records, "out": file, "bytes": done.bytes }), |words| {
            words.say("cli-backup-made", &[("file", &file), ("count", &done.records.to_string())])
        });
        Ok(())
    })
}

fn into_folder(here: &mut Here, folder: &Path) -> Result<()> {
    let (device, now) = (here.place()?.device().clone(), here.clock.now());
    here.with(|here, journal| {
        let mut progress = Progress::new();
        let watch = &mut |stage, done, of| progress.watch(stage, done, of);
        let report = journal.backup_run(&device, folder, now, watch)?;
        drop(progress);
        warn_of_notes(here, report.unreadable_notes as usize);
        here.out.line(&report, |words| {
            let made = [("file", report.name.as_str()), ("count", &report.records.to_string())];
            let kept = [("count", report.kept.to_string())];
            let kept = kept.each_ref().map(|(name, value)| (*name, value.as_str()));
            format!("{}\n{}", words.say("cli-backup-made", &made), words.say("cli-backup-kept", &kept))
        });
        Ok(())
    })
}

fn rehearsal(here: &mut Here, folder: &Path) -> Result<()> {
    let (device, now) = (here.place()?.device().clone(), here.clock.now());
    here.with(|here, journal| {
        let mut progress = Progress::new();
        let watch = &mut |stage, done, of| progress.watch(stage, done, of);
        let report = journal.backup_rehearse(&device, folder, now, watch)?;
        drop(progress);
        here.out.line(&report, |words| {
            words.say("cli-backup-sound", &[("file", &report.name), ("count", &report.records.to_string())])
        });
        Ok(())
    })
}

pub fn restore(here: &mut Here, file: &Path, to: &Path) -> Result<()> {
    if to.symlink_metadata().is_ok() {
        return Err(vault::Error::Exists.into());
    }
    drop(ask::open(file)?);
    backups::look(file)?;
    let place = Locked::at(to, here.place()?.device().clone());
    let key = here.key()?;
    let mut progress = Progress::new();
    let watch = &mut |stage, done, of| progress.watch(stage, done, of);
    let report = backups::restore(&place, file, &key, watch)?;
    drop(progress);
    warn_of_notes(here, report.unreadable_notes as usize);
    let vault = to.display().to_string();
    here.out.line(&json!({ "records": report.records, "vault": vault }), |words| {
        words.say("cli-restored", &[("vault", &vault), ("count", &report.records.to_string())])
    });
    Ok(())
}

fn warn_of_notes(here: &Here, unreadable: usize) {
    if unreadable > 0 {
        here.out.warn("notes_unreadable", "count", &unreadable.to_string());
    }
}
