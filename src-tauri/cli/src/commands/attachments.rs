//! Attachments: listing, saving and removing them, and taking files in for `write` and `edit`.
//!
//! Contents go through in pieces, whatever their size. The name of a file on the disk comes from `--out` alone,
//! never from the journal.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sotto_core::attachments::{self, AttachmentError, MAX_ATTACHMENTS, SealedAttachment};
use sotto_core::{Error, Failure, Journal};

use crate::Result;
use crate::arguments::Attachment;
use crate::open::{Context, fresh, id};
use crate::output::Progress;
use crate::prompt;

pub fn attachment(context: &mut Context, action: &Attachment) -> Result<()> {
    let now = context.clock.now();
    match action {
        Attachment::List { id: typed } => {
            let of = id(typed)?;
            context.with(|context, journal| {
                for attachment in journal.attachment_list(of)? {
                    context.out.line(&attachment, |_| row(&attachment));
                }
                context.out.or_none("cli-none-attachments");
                Ok(())
            })
        }
        Attachment::Save { attachment: typed, out } => {
            let (id, file) = (id(typed)?, fresh(out)?);
            context.with(|context, journal| {
                let mut progress = Progress::new();
                let watch = &mut |stage, done, of| progress.watch(stage, done, of);
                let saved = journal.attachment_save(id, file, watch)?;
                drop(progress);
                let file = out.display().to_string();
                let mut object = object(&saved);
                if let Some(object) = object.as_object_mut() {
                    object.insert("out".to_owned(), json!(file));
                }
                context.out.line(&object, |words| words.say("cli-attachment-saved", &[("file", &file)]));
                Ok(())
            })
        }
        Attachment::Delete { attachment: typed } => {
            let id = id(typed)?;
            context.with(|context, journal| {
                let deleted = journal.attachment(id)?;
                journal.attachment_delete(id, now)?;
                context.out.line(&deleted, |words| words.say("cli-attachment-deleted", &[]));
                Ok(())
            })
        }
    }
}

/// Checks the files to be added before anyone is asked for a passphrase.
pub fn look(files: &[PathBuf]) -> Result<()> {
    if files.len() > MAX_ATTACHMENTS {
        return Err(Error::from(AttachmentError::TooMany { limit: MAX_ATTACHMENTS }).into());
    }
    files.iter().try_for_each(|file| prompt::open(file).map(drop).map_err(|failure| of_file(failure, file)))
}

/// Seals the files to be added. They belong to no reflection yet.
pub fn seal(journal: &mut Journal, files: &[PathBuf]) -> Result<Vec<SealedAttachment>> {
    let (mut sealed, mut progress) = (Vec::new(), Progress::new());
    for file in files {
        seal_one(journal, &mut sealed, file, &mut progress).map_err(|failure| of_file(failure, file))?;
    }
    Ok(sealed)
}

fn seal_one(
    journal: &mut Journal,
    sealed: &mut Vec<SealedAttachment>,
    file: &Path,
    progress: &mut Progress,
) -> Result<()> {
    // Standard input has neither a name nor a size.
    let stdin = file.as_os_str() == "-";
    let name = file.file_name().filter(|_| !stdin).map(|name| name.to_string_lossy()).unwrap_or_default();
    let bytes = if stdin { 0 } else { file.metadata().map_or(0, |meta| meta.len()) };
    let watch = &mut |stage, done, of| progress.watch(stage, done, of);
    Ok(journal.attachment_seal(sealed, &name, &mut prompt::open(file)?, bytes, watch)?)
}

/// Which of several files a failure is about.
fn of_file(failure: Failure, file: &Path) -> Failure {
    failure.with("file", file.display())
}

/// What `write` and `edit` say of all that is attached now.
pub fn objects(attached: &[attachments::Attachment]) -> Vec<Value> {
    attached.iter().map(object).collect()
}

fn object(attachment: &attachments::Attachment) -> Value {
    serde_json::to_value(attachment).unwrap_or_default()
}

/// The same for a person.
pub fn row(attachment: &attachments::Attachment) -> String {
    let size = size(attachment.bytes);
    format!("{}  {}  {}  {size}", attachment.id, attachment.name, attachment.kind.name())
}

/// A size as file managers show it: in thousands.
fn size(bytes: u64) -> String {
    let units = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match units.iter().find(|(per, _)| bytes >= *per) {
        Some((per, unit)) => format!("{}.{} {unit}", bytes / per, bytes % per / (per / 10)),
        None => format!("{bytes} B"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_shown_in_thousands() {
        for (bytes, text) in
            [(0, "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (2_199_999, "2.1 MB"), (5_000_000_000, "5.0 GB")]
        {
            assert_eq!(size(bytes), text);
        }
    }
}
