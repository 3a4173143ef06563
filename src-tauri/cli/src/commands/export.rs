//! `export`: everything in one file for other programs.

use serde_json::json;
use sotto_core::import_export::{ExportFormat, ExportLabels, ExportSeal};

use crate::Result;
use crate::arguments::{Document, Export};
use crate::open::{Context, fresh};
use crate::output::{Messages, Progress};

pub fn export(context: &mut Context, what: &Export) -> Result<()> {
    // Checked before anyone is asked for a passphrase.
    let out = fresh(&what.out)?;
    let now = context.clock.now();
    let format = match what.format {
        Document::Markdown => ExportFormat::Markdown,
        Document::Json => ExportFormat::Json,
        Document::Html => ExportFormat::Html,
    };
    context.with(|context, journal| {
        let seal = if what.plain {
            ExportSeal::Plain
        } else if what.to.is_empty() {
            ExportSeal::Own
        } else {
            let to = what.to.iter().map(|named| Ok(journal.export_to(named)?));
            ExportSeal::To(to.collect::<Result<_>>()?)
        };
        let words = words(&context.out.words, &now.date_naive().to_string());
        let mut progress = Progress::new();
        let watch = &mut |stage, done, of| progress.watch(stage, done, of);
        let count = journal.export(format, &seal, words, out, now, watch)?;
        drop(progress);
        let to = match &seal {
            ExportSeal::To(people) => people.as_slice(),
            ExportSeal::Plain | ExportSeal::Own => &[],
        };
        for person in to.iter().filter(|person| !person.verified) {
            context.out.warn("contact_not_confirmed", "name", &person.name);
        }
        // One file of text holds no contents; it names them, and so does this.
        let left_out = journal.attachment_count()?;
        if left_out > 0 {
            context.out.warn("attachments_not_exported", "count", &left_out.to_string());
        }
        let names: Vec<&str> = to.iter().map(|person| person.name.as_str()).collect();
        let written = what.out.display().to_string();
        let object = json!({
            "written": written, "reflections": count, "media": 0, "media_left_out": left_out,
            "sealed": !what.plain, "to": names,
        });
        context.out.line(&object, |words| {
            let id = match &seal {
                ExportSeal::Plain => "cli-export-plain",
                ExportSeal::Own => "cli-export-own",
                ExportSeal::To(_) => "cli-export-to",
            };
            words.say(id, &[("file", &written), ("count", &count.to_string()), ("to", &names.join(", "))])
        });
        Ok(())
    })
}

/// The texts of the exported document, in the language of this program.
fn words(words: &Messages, day: &str) -> ExportLabels {
    let say = |id: &str| words.say(id, &[("day", day)]);
    ExportLabels {
        language: "en".to_owned(),
        title: say("export-label-title"),
        made: say("export-label-made"),
        mood: say("export-label-mood"),
        feelings: say("export-label-feelings"),
        tags: say("export-label-tags"),
        notes: say("export-label-notes"),
        bring: say("export-label-bring"),
        minutes: say("export-label-minutes"),
        groups: say("export-label-groups"),
        people: say("export-label-people"),
        attachments: say("export-label-attachments"),
    }
}
