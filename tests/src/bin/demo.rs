//! `demo FOLDER`: makes two vaults to look at, and says what opens them.

use sotto_tests::demo::{INES, OKAFOR, demo};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("demo FOLDER");
        return ExitCode::from(2);
    };
    let made = demo(Path::new(&folder), chrono::Local::now().date_naive()).introduced();
    println!("Ines, two years of writing:  {}", made.ines.vault.display());
    println!("    passphrase:  {INES}");
    println!("Dr Okafor, her therapist:    {}", made.okafor.vault.display());
    println!("    passphrase:  {OKAFOR}");
    ExitCode::SUCCESS
}
