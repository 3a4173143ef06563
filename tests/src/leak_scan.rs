//! Searches for words in places where they must not be: in files, and in the memory of processes.
//!
//! A word is searched for in every form in which programs store text: UTF-8, UTF-16, base64 (which has
//! three forms, depending on where the word begins), and with JSON's escapes.

use memchr::memmem::Finder;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Something that must not be found, with a name that may be printed.
pub struct Secret {
    name: String,
    forms: Vec<(&'static str, Finder<'static>)>,
}

/// A place where a secret was found.
#[derive(Debug, PartialEq, Eq)]
pub struct Leak {
    /// Which secret.
    pub secret: String,
    /// In which form.
    pub form: &'static str,
    /// In which file or process.
    pub place: String,
}

impl Secret {
    /// A word that was written.
    pub fn word(word: &str) -> Self {
        let mut forms = Self::text(word, word).forms;
        let escaped = escaped(word);
        if escaped != word {
            forms.push(("JSON", finder(escaped.as_bytes())));
        }
        for form in base64_forms(word.as_bytes()) {
            forms.push(("base64", finder(form.as_bytes())));
        }
        Self { name: word.to_owned(), forms }
    }

    /// A text that is searched for as UTF-8 and UTF-16 only.
    pub fn text(name: &str, text: &str) -> Self {
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let forms = vec![("UTF-8", finder(text.as_bytes())), ("UTF-16", finder(&wide))];
        Self { name: name.to_owned(), forms }
    }

    /// Bytes that are searched for unchanged.
    pub fn bytes(name: &str, bytes: &[u8]) -> Self {
        Self { name: name.to_owned(), forms: vec![("bytes", finder(bytes))] }
    }

    /// The number of forms that are searched for.
    pub fn forms(&self) -> usize {
        self.forms.len()
    }

    fn count_in(&self, bytes: &[u8], mut each: impl FnMut(&'static str)) {
        for (form, finder) in &self.forms {
            for _ in finder.find_iter(bytes) {
                each(form);
            }
        }
    }
}

fn finder(needle: &[u8]) -> Finder<'static> {
    Finder::new(needle).into_owned()
}

/// The text as JSON in ASCII.
fn escaped(word: &str) -> String {
    let one = |letter: char| match letter {
        '"' | '\\' => format!("\\{letter}"),
        _ if letter.is_ascii() => letter.to_string(),
        _ => letter.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect(),
    };
    word.chars().map(one).collect()
}

/// The part of a base64 text that stands for these bytes and does not depend on the bytes before or after
/// them, for each of the three positions.
fn base64_forms(bytes: &[u8]) -> [String; 3] {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    [0, 1, 2].map(|before| {
        let bit = |at: usize| (bytes[at / 8 - before] >> (7 - at % 8)) & 1;
        let (first, last) = ((before * 8).div_ceil(6), (before + bytes.len()) * 8 / 6);
        let letter = |at: usize| (0..6).fold(0, |value, one| value << 1 | bit(at * 6 + one));
        (first..last).map(|at| char::from(LETTERS[usize::from(letter(at))])).collect()
    })
}

/// Every place of the secrets in the files under a folder, in names and contents. Sockets and devices are
/// skipped.
pub fn in_folder(folder: &Path, secrets: &[Secret]) -> Vec<Leak> {
    let mut found = Vec::new();
    for file in files(folder) {
        let mut bytes = std::fs::read(&file).unwrap_or_default();
        bytes.extend(file.as_os_str().as_encoded_bytes());
        look(&bytes, secrets, &file.display().to_string(), &mut found);
    }
    found
}

/// Every file under a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => all.extend(files(&entry.path())),
            Ok(kind) if kind.is_file() => all.push(entry.path()),
            _ => {}
        }
    }
    all
}

/// Every place of the secrets in the memory of processes.
///
/// # Errors
/// When the memory of one that runs cannot be read, which would make finding nothing worthless.
pub fn in_memory(processes: &[u32], secrets: &[Secret]) -> Result<Vec<Leak>, String> {
    let mut found = Vec::new();
    for process in processes {
        let name = std::fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default();
        let place = format!("{} ({process})", name.trim());
        let unreadable = |error| format!("the memory of {place} cannot be read: {error}");
        let maps = std::fs::read_to_string(format!("/proc/{process}/smaps")).map_err(unreadable)?;
        let mut memory = std::fs::File::open(format!("/proc/{process}/mem")).map_err(unreadable)?;
        let mut read = 0;
        for (start, end) in pages(*process, &touched(&maps)).map_err(unreadable)? {
            let mut at = start;
            while at < end {
                let length = PART.min(end - at);
                let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
                // Some mappings (of devices, or of the kernel) cannot be read by any program.
                if memory.seek(SeekFrom::Start(at)).is_err() || memory.read_exact(&mut bytes).is_err() {
                    break;
                }
                read += bytes.len();
                look(&bytes, secrets, &place, &mut found);
                at += if length == PART { PART - OVERLAP } else { length };
            }
        }
        if read == 0 && !maps.is_empty() {
            return Err(format!("nothing of the memory of {place} could be read"));
        }
    }
    Ok(found)
}

/// Memory is read in parts that overlap, so that a word across two parts is found.
const PART: u64 = 16 << 20;
const OVERLAP: u64 = 4096;

/// The runs of pages in these mappings that are in memory or in swap. The web view reserves many
/// gigabytes and touches few of them.
fn pages(process: u32, mappings: &[(u64, u64)]) -> std::io::Result<Vec<(u64, u64)>> {
    const PAGE: u64 = 4096;
    let mut map = std::fs::File::open(format!("/proc/{process}/pagemap"))?;
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for (start, end) in mappings {
        let mut entries = vec![0; usize::try_from((end - start) / PAGE * 8).unwrap_or(0)];
        map.seek(SeekFrom::Start(start / PAGE * 8))?;
        if map.read_exact(&mut entries).is_err() {
            continue;
        }
        for (at, entry) in (0..).zip(entries.chunks_exact(8)) {
            // The two highest bits: present, swapped.
            if entry.last().is_some_and(|top| top & 0xc0 != 0) {
                let page = start + at * PAGE;
                match runs.last_mut() {
                    Some((_, last)) if *last == page => *last += PAGE,
                    _ => runs.push((page, page + PAGE)),
                }
            }
        }
    }
    Ok(runs)
}

/// The mappings that can be read, have a page in memory, and hold more than the bytes of a file (files are
/// searched on the disk).
fn touched(smaps: &str) -> Vec<(u64, u64)> {
    let mut all = Vec::new();
    let mut last = None;
    for line in smaps.lines() {
        if let Some(resident) = line.strip_prefix("Rss:") {
            all.extend(last.take().filter(|_| resident.trim() != "0 kB"));
        } else if let Some(range) = range(line) {
            last = Some(range);
        }
    }
    all
}

fn range(line: &str) -> Option<(u64, u64)> {
    let (range, rest) = line.split_once(' ')?;
    let (start, end) = range.split_once('-')?;
    let range = (u64::from_str_radix(start, 16).ok()?, u64::from_str_radix(end, 16).ok()?);
    let only_a_file = rest.as_bytes().get(1) == Some(&b'-') && rest.contains('/');
    (rest.starts_with('r') && !only_a_file).then_some(range)
}

fn look(bytes: &[u8], secrets: &[Secret], place: &str, found: &mut Vec<Leak>) {
    for secret in secrets {
        secret.count_in(bytes, |form| {
            found.push(Leak { secret: secret.name.clone(), form, place: place.to_owned() });
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_in_each_form_wherever_it_begins() {
        let word = "kelpf\u{f3}rest \"under\" it";
        let secret = [Secret::word(word)];
        assert_eq!(secret[0].forms(), 6);
        let folder = tempfile::tempdir().unwrap();
        let forms = |bytes: &[u8]| {
            std::fs::write(folder.path().join("file"), bytes).unwrap();
            in_folder(folder.path(), &secret).into_iter().map(|leak| leak.form).collect::<Vec<_>>()
        };
        assert_eq!(forms(b"nothing of it"), Vec::<&str>::new());
        assert_eq!(forms(format!("a {word} b").as_bytes()), ["UTF-8"]);
        let wide: Vec<u8> = format!("a {word}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(forms(&wide), ["UTF-16"]);
        assert_eq!(forms(br#"{"text":"kelpf\u00f3rest \"under\" it"}"#), ["JSON"]);
        // As `base64` writes it after nothing, one byte and two.
        for sealed in [
            "a2VscGbDs3Jlc3QgInVuZGVyIiBpdC4=",
            "LmtlbHBmw7NyZXN0ICJ1bmRlciIgaXQu",
            "Li5rZWxwZsOzcmVzdCAidW5kZXIiIGl0Lg==",
        ] {
            assert_eq!(forms(sealed.as_bytes()), ["base64"], "{sealed}");
        }
        std::fs::remove_file(folder.path().join("file")).unwrap();
        std::fs::write(folder.path().join("kelpf\u{f3}rest \"under\" it"), b"").unwrap();
        assert_eq!(in_folder(folder.path(), &secret).len(), 1, "in the name of a file");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_word_is_found_in_memory() {
        let mine = std::hint::black_box("a word that is here".to_uppercase());
        let found = in_memory(&[std::process::id()], &[Secret::text("it", &mine)]).unwrap();
        assert!(found.iter().any(|leak| leak.form == "UTF-8"), "{found:?}");
    }
}
