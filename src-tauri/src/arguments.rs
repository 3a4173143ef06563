//! What may stand behind the program's name: `--vault FILE`, and where the window was.

use std::ffi::OsString;
use std::path::PathBuf;

/// Position and size of a window, in logical pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WindowBounds {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

#[derive(Debug, Default, PartialEq)]
pub struct Arguments {
    pub vault: Option<PathBuf>,
    /// Given by the app to itself when it locks.
    pub at: Option<WindowBounds>,
}

impl Arguments {
    /// # Errors
    /// What cannot be understood, in a sentence.
    pub fn read(given: impl IntoIterator<Item = OsString>) -> Result<Self, String> {
        let mut read = Self::default();
        let mut given = given.into_iter();
        while let Some(argument) = given.next() {
            let mut value = || given.next().ok_or_else(|| format!("{} needs a value", argument.display()));
            match argument.to_str() {
                Some("--vault") => read.vault = Some(value()?.into()),
                Some("--at") => read.at = value()?.to_str().and_then(WindowBounds::read),
                _ => return Err(format!("unknown argument {}", argument.display())),
            }
        }
        Ok(read)
    }
}

impl WindowBounds {
    fn read(text: &str) -> Option<Self> {
        let numbers: Vec<f64> = text.split(',').map(|n| n.parse().ok()).collect::<Option<_>>()?;
        match *numbers {
            [x, y, width, height] if numbers.iter().all(|n| n.is_finite()) => {
                Some(Self { x, y, width, height })
            }
            _ => None,
        }
    }

    pub fn write(self) -> String {
        format!("{},{},{},{}", self.x, self.y, self.width, self.height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(given: &[&str]) -> Result<Arguments, String> {
        Arguments::read(given.iter().map(OsString::from))
    }

    #[test]
    fn a_vault_and_bounds_are_understood_and_nothing_else() {
        let bounds = WindowBounds { x: 12.0, y: -3.5, width: 1240.0, height: 800.0 };
        let got = read(&["--vault", "/a b.sotto", "--at", &bounds.write()]).unwrap();
        assert_eq!(got, Arguments { vault: Some("/a b.sotto".into()), at: Some(bounds) });
        assert_eq!(read(&["--at", "1,2,3,x"]).unwrap().at, None);
        assert!(read(&["--vault"]).is_err() && read(&["journal.sotto"]).is_err());
    }
}
