//! Taking everything along: the whole journal as one file that other programs can read.
//!
//! An export is sealed unless the person says otherwise, and written reflection by reflection, so that a
//! large journal needs no second place in memory. It is made from what could be opened: of a damaged
//! journal it saves what survives. What it looks like is in `json`, `markdown` and `html`. Cards, shares
//! and what others sent are not in it. One that is sealed to somebody
//! is a share: it gets its name only when it is on the record of what has left. Bringing a file in is in
//! `import`.
//!
//! Of attachments an export names all there are (in JSON with type, size and hash) and holds no content: one
//! file of text has no room for it. So nothing is missing without a word about it.

mod html;
mod import;
mod json;
mod markdown;
mod run;

use serde::{Deserialize, Serialize};
use sotto_vault::{Id, OutputFile, ProgressFn, Recipient};

use crate::attachments::Attachment;
use crate::base::Now;
use crate::base::{Error, Result};
use crate::groups::GroupInput;
use crate::people::Person;
use crate::reflections::{CapturedNote, Content, Reflection};
use crate::sessions::Bring;
use crate::sharing::{SharingError, StoredContact};
use crate::store::Journal;

pub use import::{ImportError, ImportFormat, Imported, Incoming, Lost};
use run::Document;
pub use run::ExportRun;

/// What an export looks like.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum ExportFormat {
    /// One document: everything in the order it was written in, text as it is.
    Markdown,
    /// `sotto-export`, version 1: everything that can be read back in.
    Json,
    /// One page without scripts or anything from elsewhere.
    Html,
}

/// Who can open an export.
pub enum ExportSeal {
    /// Everybody: it is not sealed.
    Plain,
    /// This journal, and its recovery sheet if there is one, also with the plain `age` tool.
    Own,
    /// These people alone.
    To(Vec<ExportTo>),
}

/// Someone an export is sealed to.
pub struct ExportTo {
    /// A contact's name, or the recipient as it was given.
    pub name: String,
    /// The words were compared with this contact. Of a bare recipient nothing is known.
    pub verified: bool,
    recipient: Recipient,
}

/// The words that stand between a person's own in a document.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ExportLabels {
    /// Language of these words, such as `en`.
    pub language: String,
    pub title: String,
    /// That it was made by Sotto, and on which day.
    pub made: String,
    pub mood: String,
    pub feelings: String,
    pub tags: String,
    /// Heading of the notes that were left while locked.
    pub notes: String,
    pub bring: String,
    pub minutes: String,
    pub groups: String,
    pub people: String,
    /// Before the names of attachments: that they are not in this file.
    pub attachments: String,
}

/// A reflection as it stands in an export.
#[derive(Serialize, Deserialize)]
pub struct ExportedReflection {
    pub id: Id,
    pub date: String,
    #[serde(flatten)]
    pub content: Content,
    #[serde(default)]
    pub revision: u32,
    /// Names of its attachments, for documents. In JSON they are a list of their own.
    #[serde(skip)]
    attached: Vec<String>,
}

/// A group as it was entered.
#[derive(Serialize)]
struct ExportedGroup {
    id: Id,
    #[serde(flatten)]
    input: GroupInput,
}

/// Everything but the reflections.
struct Rest {
    notes: Vec<CapturedNote>,
    groups: Vec<ExportedGroup>,
    people: Vec<Person>,
    bring: Vec<Bring>,
    /// Those of one reflection together, by its id.
    attachments: Vec<Attachment>,
}

impl Journal {
    /// Someone to seal an export to: a contact by name, or `age1...`.
    ///
    /// # Errors
    /// `NotFound`, or `ContactChanged` until the words were compared again.
    pub fn export_to(&self, named: &str) -> Result<ExportTo> {
        if let Ok(recipient) = named.parse::<Recipient>() {
            return Ok(ExportTo { name: named.trim().to_owned(), verified: false, recipient });
        }
        let contact = self.contact_named(named)?;
        if contact.changed {
            return Err(SharingError::ContactChanged.into());
        }
        let recipient = self.entity::<StoredContact>(contact.id)?.recipient.parse()?;
        Ok(ExportTo { name: contact.name, verified: contact.verified, recipient })
    }

    /// Prepares an export to its owner: sealed to this journal and its recovery sheet, or `plain`.
    ///
    /// # Errors
    /// What reading gives.
    pub fn export_begin(
        &self,
        format: ExportFormat,
        plain: bool,
        labels: ExportLabels,
        now: Now,
    ) -> Result<ExportRun> {
        let own = || {
            let own = self.vault.keys().share_recipient();
            std::iter::once(own).chain(self.vault.recovery_recipient()).collect()
        };
        self.export_run(format, (!plain).then(own), labels, now)
    }

    fn export_run(
        &self,
        format: ExportFormat,
        to: Option<Vec<Recipient>>,
        labels: ExportLabels,
        now: Now,
    ) -> Result<ExportRun> {
        let (order, rest) = (self.reflection_order()?, self.exported_rest(now)?);
        Ok(ExportRun { reader: self.vault.reader()?, order, rest, format, to, labels, now })
    }

    /// Writes everything to a file, and gives the number of reflections.
    ///
    /// # Errors
    /// `Cancelled`, `VaultReadOnly` for one to somebody, which could not be put on record, or what reading
    /// and writing give; the file then gets no name.
    pub fn export(
        &mut self,
        format: ExportFormat,
        seal: &ExportSeal,
        labels: ExportLabels,
        out: OutputFile,
        now: Now,
        progress: ProgressFn<'_>,
    ) -> Result<u32> {
        let people = match seal {
            ExportSeal::Plain | ExportSeal::Own => {
                let run = self.export_begin(format, matches!(seal, ExportSeal::Plain), labels, now)?;
                return run.finish(out, &mut |id| self.reflection_read(id), progress);
            }
            ExportSeal::To(people) if people.is_empty() => return Err(SharingError::NoRecipient.into()),
            ExportSeal::To(people) => people,
        };
        self.vault.ensure_writable()?;
        let to = people.iter().map(|person| person.recipient.clone()).collect();
        let run = self.export_run(format, Some(to), labels, now)?;
        let (count, hash) = run.write(&out, &mut |id| self.reflection_read(id), progress)?;
        drop(run);
        // On record before it has a name: a crash in between leaves a record too many, never one too few.
        let to = people.iter().map(|p| (p.name.clone(), p.recipient.to_string())).collect();
        let id = self.share_export(to, &hash, count, now)?;
        if let Err(error) = out.publish() {
            self.share_undone(id, now)?;
            return Err(Error::Output(error));
        }
        Ok(count)
    }

    fn exported_rest(&self, now: Now) -> Result<Rest> {
        let groups = self.group_list(now)?;
        Ok(Rest {
            notes: self.captured()?,
            groups: groups.into_iter().map(|g| ExportedGroup { id: g.id, input: g.input }).collect(),
            people: self.person_list()?,
            bring: self.bring_list(None)?,
            attachments: self.attachments_by_owner()?,
        })
    }
}

impl From<&Reflection> for ExportedReflection {
    fn from(reflection: &Reflection) -> Self {
        Self {
            id: reflection.id,
            date: reflection.date.clone(),
            content: reflection.content.clone(),
            revision: reflection.revision,
            attached: Vec::new(),
        }
    }
}

/// A date for reading: day and minute, as the clock stood where it was written.
fn short(date: &str) -> String {
    date.get(..16).unwrap_or(date).replace('T', " ")
}

/// Date, mood, feelings, tags and attachments, in one line of parts.
fn about(reflection: &ExportedReflection, words: &ExportLabels) -> Vec<String> {
    let mut parts = vec![short(&reflection.date)];
    if let Some(mood) = reflection.content.mood {
        parts.push(format!("{}: {mood}/5", words.mood));
    }
    for (label, list) in [
        (&words.feelings, &reflection.content.feelings),
        (&words.tags, &reflection.content.tags),
        (&words.attachments, &reflection.attached),
    ] {
        if !list.is_empty() {
            parts.push(format!("{label}: {}", list.join(", ")));
        }
    }
    parts
}

impl Rest {
    /// The names of a reflection's attachments.
    fn attached(&self, reflection: Id) -> Vec<String> {
        let first = self.attachments.partition_point(|attachment| attachment.owner < reflection);
        let rest = self.attachments.get(first..).unwrap_or_default();
        let of_it = rest.iter().take_while(|attachment| attachment.owner == reflection);
        of_it.map(|attachment| attachment.name.clone()).collect()
    }

    /// What documents show of it: sections of a heading and entries, each with a line and a text.
    fn sections<'a>(&'a self, words: &'a ExportLabels) -> Vec<(&'a str, Vec<(String, &'a str)>)> {
        let notes = self.notes.iter().map(|n| (short(&n.at), n.text.as_str())).collect();
        let bring = self.bring.iter().map(|b| {
            let title = Some(b.input.title.as_str()).filter(|t| !t.is_empty());
            let title = title.map(|t| format!("{t} · ")).unwrap_or_default();
            let line = format!("{title}{} · {} {}", b.input.want.name(), b.input.minutes, words.minutes);
            (line, b.input.text.as_str())
        });
        let groups = self.groups.iter().map(|g| {
            let g = &g.input;
            (format!("{}: {} {} ({}) ×{}", g.name, g.weekday, g.time, g.zone, g.every), "")
        });
        let people = self.people.iter().map(|p| {
            let alias = p.input.alias.as_deref().map(|alias| format!(" → {alias}"));
            let also = if p.input.also.is_empty() {
                String::new()
            } else {
                format!(" ({})", p.input.also.join(", "))
            };
            (format!("{}{also}{}", p.input.name, alias.unwrap_or_default()), "")
        });
        let all = [
            (words.notes.as_str(), notes),
            (words.bring.as_str(), bring.collect()),
            (words.groups.as_str(), groups.collect()),
            (words.people.as_str(), people.collect::<Vec<_>>()),
        ];
        all.into_iter().filter(|(_, entries)| !entries.is_empty()).collect()
    }
}
