//! What can be wrong around a vault: its file, its folder, its backups.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::begin::{BackupsState, Damage};

/// Damages the file of a vault that nobody has open.
pub fn damage(file: &Path, damage: Damage) -> Result<(), String> {
    let statement = match damage {
        Damage::Records(count) => format!(
            "UPDATE record SET sealed = zeroblob(length(sealed)) WHERE id IN \
             (SELECT id FROM record ORDER BY id LIMIT {count})"
        ),
        Damage::File => return overwrite(file),
        Damage::Manifest => "UPDATE manifest SET sealed = zeroblob(length(sealed))".to_owned(),
    };
    sqlite(file, &statement)
}

fn overwrite(file: &Path) -> Result<(), String> {
    let mut bytes = fs::read(file).map_err(|error| error.to_string())?;
    let last_page = bytes.len().saturating_sub(16_384);
    bytes.iter_mut().take(100).for_each(|byte| *byte = 0);
    bytes.iter_mut().skip(last_page).for_each(|byte| *byte = 0xFF);
    fs::write(file, bytes).map_err(|error| error.to_string())
}

/// Changes rows as no program of ours would.
fn sqlite(file: &Path, statement: &str) -> Result<(), String> {
    let ran = Command::new("sqlite3").arg(file).arg(statement).output();
    let ran = ran.map_err(|error| format!("sqlite3: {error}"))?;
    if ran.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&ran.stderr).into_owned()) }
}

/// Makes the place of a vault one that cannot be written to, also by the system's administrator: the lock beside
/// the vault would have to be made in a folder of the kernel's, where nobody may make files.
pub fn protect(vault: &Path) -> Result<(), String> {
    let mut lock = vault.as_os_str().to_owned();
    lock.push("-lock");
    let lock = PathBuf::from(lock);
    let _ = fs::remove_file(&lock);
    #[cfg(unix)]
    return std::os::unix::fs::symlink("/sys/sotto-lock", &lock).map_err(|error| error.to_string());
    #[cfg(not(unix))]
    Err("only on Unix".to_owned())
}

/// Brings the folder of backups into a state. `others` is somebody else's folder of backups.
pub fn backups(folder: &Path, state: BackupsState, others: &Path) -> Result<(), String> {
    match state {
        BackupsState::Well | BackupsState::Running => Ok(()),
        BackupsState::None | BackupsState::Away => {
            let _ = fs::remove_dir_all(folder);
            Ok(())
        }
        BackupsState::Damaged => {
            let newest = files(folder)?.pop().ok_or("no backup")?;
            damage(&newest, Damage::Records(1))
        }
        BackupsState::Shared => copy(others, folder),
        BackupsState::Others => {
            let _ = fs::remove_dir_all(folder);
            copy(others, folder)
        }
    }
}

/// The files of a folder, by name.
fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| error.to_string())?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    Ok(files)
}

/// Copies a folder with everything in it.
pub fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| error.to_string();
    fs::create_dir_all(to).map_err(failed)?;
    for entry in fs::read_dir(from).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let (path, place) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &place)?;
        } else {
            fs::copy(&path, &place).map_err(failed)?;
        }
    }
    Ok(())
}
