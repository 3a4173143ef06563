//! Words that were set aside: sealed, the newest of each thing, through no link, and within bounds.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod common;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use common::{case, template};
use sotto_vault::{
    AsideFolder, Device, Error, Id, Key, MAX_ASIDE, MOST_ASIDE, NewPassphrase, RecoveryKey, Vault, VaultFile,
};
use tempfile::TempDir;

const WORDS: &str = r#"{"text":"zanderlicht under the kelpforest"}"#;

fn thing(number: u8) -> Id {
    Id::from_bytes([number; 16])
}

/// What is set aside, by its thing.
fn held(folder: &AsideFolder, vault: &Vault) -> Vec<(Id, String)> {
    let mut held: Vec<_> =
        folder.all(vault).into_iter().map(|one| (one.thing, one.words.to_string())).collect();
    held.sort();
    held
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn the_newest_words_of_each_thing_come_back_and_go_when_they_are_removed() {
    let (case, place) = (case(), TempDir::new().unwrap());
    let path = place.path().join("run/aside");
    let folder = AsideFolder::at(&path);
    let vault = case.unlock();
    assert_eq!(held(&folder, &vault), [], "no folder yet");
    folder.remove(&vault, thing(1)).unwrap();
    folder.put(&vault, thing(1), "older").unwrap();
    folder.put(&vault, thing(1), WORDS).unwrap();
    folder.put(&vault, thing(2), "others").unwrap();
    assert_eq!((mode(&path), mode(&place.path().join("run"))), (0o700, 0o700));
    assert!(files(&path).iter().all(|file| mode(file) == 0o600));
    drop(vault);
    // Also after the vault was closed, and however often they are looked at.
    let vault = case.unlock();
    for _ in 0..2 {
        assert_eq!(held(&folder, &vault), [(thing(1), WORDS.to_owned()), (thing(2), "others".to_owned())]);
    }
    folder.remove(&vault, thing(1)).unwrap();
    folder.remove(&vault, thing(1)).unwrap();
    assert_eq!(held(&folder, &vault), [(thing(2), "others".to_owned())]);
    assert_eq!(files(&path).len(), 1);
}

#[test]
fn neither_words_nor_ids_nor_lengths_can_be_read_from_outside() {
    let (case, place) = (case(), TempDir::new().unwrap());
    let folder = AsideFolder::at(place.path().join("aside"));
    let vault = case.unlock();
    folder.put(&vault, thing(1), WORDS).unwrap();
    folder.put(&vault, thing(2), &"x".repeat(900)).unwrap();
    let files = files(&place.path().join("aside"));
    let sealed: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).unwrap()).collect();
    // Padded to one size, and the header of an age file is of a length of its own each time.
    assert!(sealed.iter().all(|bytes| (1_200..1_800).contains(&bytes.len())));
    for (file, bytes) in files.iter().zip(&sealed) {
        assert!(bytes.starts_with(b"age-encryption.org/v1\n"));
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("zanderlicht") && !text.contains("010101"));
        assert!(!file.display().to_string().contains("010101"));
    }
}

#[test]
fn files_of_another_vault_and_damaged_ones_are_left_alone_and_stop_nothing() {
    let (one, place) = (case(), TempDir::new().unwrap());
    let path = place.path().join("aside");
    let folder = AsideFolder::at(&path);
    let other = VaultFile::at(place.path().join("b.sotto"), Device::at(place.path().join("device")));
    let other =
        other.create(&NewPassphrase::new("brave lantern").unwrap(), Some(&RecoveryKey::generate())).unwrap();
    let vault = one.unlock();
    folder.put(&vault, thing(1), "mine").unwrap();
    let mine = files(&path).remove(0);
    folder.put(&other, thing(1), "theirs").unwrap();
    let theirs = files(&path).into_iter().find(|file| *file != mine).unwrap();
    assert_eq!(held(&folder, &vault), [(thing(1), "mine".to_owned())]);
    assert_eq!(held(&folder, &other), [(thing(1), "theirs".to_owned())]);
    // The other vault's file under a name of this one, cut and changed files, and this one's file a second time.
    let name = mine.file_name().unwrap().to_str().unwrap();
    let beside = |rest: &str| path.join(format!("{}-{rest}.aside", &name[..16]));
    fs::copy(&theirs, beside(&"0".repeat(32))).unwrap();
    fs::copy(&mine, beside(&"1".repeat(32))).unwrap();
    fs::write(beside("empty"), b"").unwrap();
    let mut changed = fs::read(&mine).unwrap();
    let last = changed.len() - 1;
    changed[last] ^= 1;
    fs::write(beside("changed"), &changed).unwrap();
    fs::create_dir(beside("folder")).unwrap();
    let before = files(&path);
    assert_eq!(held(&folder, &vault), [(thing(1), "mine".to_owned())]);
    assert_eq!(files(&path), before);
    fs::write(&mine, &changed).unwrap();
    assert_eq!(held(&folder, &vault), []);
    assert_eq!(files(&path), before, "also its own damaged file");
}

#[test]
fn nothing_is_written_or_read_through_a_link() {
    let (case, place) = (case(), TempDir::new().unwrap());
    let vault = case.unlock();
    let (path, elsewhere) = (place.path().join("aside"), place.path().join("elsewhere"));
    let folder = AsideFolder::at(&path);
    folder.put(&vault, thing(1), "mine").unwrap();
    let mine = files(&path).remove(0);
    // A link in the place of the file: it is not read, and replaced rather than written through.
    fs::rename(&mine, &elsewhere).unwrap();
    let sealed = fs::read(&elsewhere).unwrap();
    symlink(&elsewhere, &mine).unwrap();
    assert_eq!(held(&folder, &vault), []);
    folder.put(&vault, thing(1), "again").unwrap();
    assert_eq!(fs::read(&elsewhere).unwrap(), sealed);
    assert!(fs::symlink_metadata(&mine).unwrap().is_file());
    // A link in the place of the folder.
    let real = place.path().join("real");
    fs::rename(&path, &real).unwrap();
    symlink(&real, &path).unwrap();
    assert!(matches!(folder.put(&vault, thing(2), "more"), Err(Error::ReadOnly)));
    assert_eq!(held(&folder, &vault), []);
    folder.remove(&vault, thing(1)).unwrap();
    assert_eq!(files(&real).len(), 1, "it is as it was");
    // A folder that others can look into is closed first.
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o777)).unwrap();
    folder.put(&vault, thing(2), "more").unwrap();
    assert_eq!(mode(&path), 0o700);
}

#[test]
fn there_is_a_bound_on_how_much_and_how_many() {
    let (case, place) = (case(), TempDir::new().unwrap());
    let vault = case.unlock();
    let path = place.path().join("aside");
    let folder = AsideFolder::at(&path);
    let long = "x".repeat(MAX_ASIDE);
    folder.put(&vault, thing(201), &long).unwrap();
    assert!(matches!(
        folder.put(&vault, thing(202), &(long.clone() + "x")),
        Err(Error::TooLarge { limit: MAX_ASIDE })
    ));
    assert!(matches!(folder.put(&vault, thing(202), &long), Err(Error::DiskFull)), "two of them");
    folder.put(&vault, thing(201), &long).unwrap();
    assert_eq!(folder.all(&vault)[0].words.len(), MAX_ASIDE);
    folder.remove(&vault, thing(201)).unwrap();
    let most = u8::try_from(MOST_ASIDE).unwrap();
    for number in 0..most {
        folder.put(&vault, thing(number), "words").unwrap();
    }
    assert!(matches!(folder.put(&vault, thing(most), "words"), Err(Error::DiskFull)));
    folder.put(&vault, thing(0), "newer words").unwrap();
    assert_eq!(folder.all(&vault).len(), MOST_ASIDE);
    // What a program that was killed had not finished does not count, and goes.
    let name = files(&path)[0].file_name().unwrap().to_str().unwrap()[..16].to_owned();
    fs::write(path.join(format!("{name}-half.part")), b"half").unwrap();
    assert_eq!(folder.all(&vault).len(), MOST_ASIDE);
    assert_eq!(files(&path).len(), MOST_ASIDE);
}

#[test]
fn a_folder_that_cannot_be_made_is_a_failure_and_an_older_file_stays() {
    let (case, place) = (case(), TempDir::new().unwrap());
    let vault = case.locked.unlock(&Key::Recovery(template().recovery.clone())).unwrap();
    fs::write(place.path().join("file"), b"").unwrap();
    let folder = AsideFolder::at(place.path().join("file/aside"));
    assert!(folder.put(&vault, thing(1), "words").is_err());
    assert_eq!(held(&folder, &vault), []);
    // In the kernel's own folder nobody may make anything.
    assert!(AsideFolder::at("/sys/sotto-aside").put(&vault, thing(1), "words").is_err());
}
