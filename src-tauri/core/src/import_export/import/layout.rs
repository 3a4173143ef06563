//! Reading back an export line by line: `sotto-export`.
//!
//! Only reflections are taken in; what else stands in an export is named and left.

use serde::Deserialize;

use super::ImportError;
use crate::import_export::VERSION;

/// Where in an export the reader is: its first line says what it is, then come lists, one thing a line.
#[derive(Default)]
pub(super) struct Layout {
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
    pub fn reflection<'a>(&mut self, line: &'a str) -> Result<Option<&'a str>, ImportError> {
        let line = line.trim();
        let one = line.strip_suffix(',').unwrap_or(line);
        if !self.begun {
            self.begun = true;
            let head: Head =
                serde_json::from_str(&format!("{one}}}")).map_err(|_| ImportError::FormatUnknown)?;
            if head.version > VERSION {
                return Err(ImportError::Newer);
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
        let told = |head: &str| Layout::default().reflection(head).map(drop);
        assert!(told("{\"format\":\"sotto-export\",\"version\":1,").is_ok());
        assert!(matches!(told("{\"format\":\"sotto-export\",\"version\":2,"), Err(ImportError::Newer)));
        assert!(matches!(told("{\"format\":\"sotto-export\","), Err(ImportError::FormatUnknown)));
    }
}
