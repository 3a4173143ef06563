//! Reading back what `export` wrote: `sotto-export`, line by line, and what was sealed to this journal.
//!
//! Only reflections are taken in; what else stands in an export is named and left.

use std::io::{Cursor, Read};

use serde::Deserialize;
use sotto_core::{Failure, Journal, exchange, status};
use zeroize::Zeroizing;

use crate::Result;
use crate::ask;

/// How a sealed file begins.
pub const SEALED: &[u8] = b"age-encryption.org/v1\n";
/// How an export begins.
pub const EXPORT: &[u8] = b"{\"format\":\"sotto-export\"";
/// Largest sealed file, in bytes: it is opened at once.
const MAX_SEALED: u64 = 1 << 30;

/// What is in a file that was sealed to this journal.
pub fn opened(journal: &Journal, file: &mut impl Read) -> Result<Cursor<Unsealed>> {
    let mut sealed = Vec::new();
    file.take(MAX_SEALED + 1).read_to_end(&mut sealed).map_err(|e| ask::read_failed(&e))?;
    if sealed.len() as u64 > MAX_SEALED {
        return Err(Failure::new("import_too_large", status::REFUSED));
    }
    let (plain, _) = journal.vault().keys().open_share(&sealed)?;
    Ok(Cursor::new(Unsealed(plain)))
}

/// Opened text, wiped when it is no longer needed.
pub struct Unsealed(Zeroizing<Vec<u8>>);

impl AsRef<[u8]> for Unsealed {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Where in an export the reader is: its first line says what it is, then come lists, one thing a line.
#[derive(Default)]
pub struct Layout {
    begun: bool,
    list: String,
    /// Lists that hold something and are not taken in.
    pub left: Vec<String>,
}

/// The first line of an export.
#[derive(Deserialize)]
struct Head {
    version: u32,
}

impl Layout {
    /// The reflection in this line, if there is one.
    pub fn reflection<'a>(&mut self, line: &'a str) -> Result<Option<&'a str>> {
        let line = line.trim();
        let one = line.strip_suffix(',').unwrap_or(line);
        if !self.begun {
            self.begun = true;
            let unknown = |_| Failure::new("format_unknown", status::REFUSED);
            let head: Head = serde_json::from_str(&format!("{one}}}")).map_err(unknown)?;
            if head.version > exchange::VERSION {
                return Err(Failure::new("export_newer", status::NEWER));
            }
            return Ok(None);
        }
        if let Some(name) = one.strip_suffix("\":[").and_then(|name| name.strip_prefix('"')) {
            self.list = name.to_owned();
            return Ok(None);
        }
        if one.starts_with(']') {
            return Ok(None);
        }
        if self.list == "reflections" {
            return Ok(Some(one));
        }
        if !self.left.contains(&self.list) {
            self.left.push(self.list.clone());
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_lines_of_reflections_are_taken() {
        let mut layout = Layout::default();
        let file = "{\"format\":\"sotto-export\",\"version\":1,\"made\":\"x\",\n\"reflections\":[\n{\"id\":1},\n{\"id\":2}\n],\n\"notes\":[\n],\n\"people\":[\n{\"name\":\"Maya\"},\n{\"name\":\"Ida\"}\n]}\n";
        let got: Vec<&str> = file.lines().filter_map(|line| layout.reflection(line).unwrap()).collect();
        assert_eq!(got, ["{\"id\":1}", "{\"id\":2}"]);
        assert_eq!(layout.left, ["people"]);
    }

    #[test]
    fn an_export_of_a_later_version_is_refused() {
        let told = |head: &str| Layout::default().reflection(head).map(drop).map_err(|f| (f.code, f.status));
        assert_eq!(told("{\"format\":\"sotto-export\",\"version\":1,"), Ok(()));
        assert_eq!(told("{\"format\":\"sotto-export\",\"version\":2,"), Err(("export_newer", 8)));
        assert_eq!(told("{\"format\":\"sotto-export\","), Err(("format_unknown", 7)));
    }
}
