//! Which file a path names, and files that only their owner may read.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// On Unix the device and the number of a file. Elsewhere an open file cannot be replaced.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileMark(u64, u64);

impl FileMark {
    pub fn of(path: &Path) -> Result<Self> {
        let meta = std::fs::metadata(path).map_err(|e| Error::reading(&e))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            Ok(Self(meta.dev(), meta.ino()))
        }
        #[cfg(not(unix))]
        {
            let _ = meta;
            Ok(Self(0, 0))
        }
    }
}

/// The one path of a file, whatever links lead to it. Of a file that is still to be made, the folder's one
/// path counts.
pub(crate) fn real_path(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    let folder = path.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    match (folder.canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

/// Makes a file readable by its owner alone, where the system knows such a thing.
pub(crate) fn private(options: &mut std::fs::OpenOptions) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    // On Windows a file inherits the access list of the person's own folder.
    #[cfg(not(unix))]
    let _ = options;
}

/// Lets the owner write a file again.
pub(crate) fn make_writable(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let Ok(meta) = std::fs::metadata(path) else { return };
        let mode = meta.permissions().mode();
        if mode & 0o200 == 0 {
            let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode | 0o600));
        }
    }
    #[cfg(not(unix))]
    let _ = path;
}
