//! A recovery sheet saved as a PDF, read by other programs: its text opens the journal, and so does the
//! code on the page, as a scanner or a camera would see it.

use sotto_core::access::{paper, photo, recovery_sheet};
use sotto_core::vault::RecoveryKey;
use std::path::Path;
use std::process::Command;

fn words() -> paper::SheetLabels {
    paper::SheetLabels {
        title: "Your recovery sheet".into(),
        about: "If you forget your passphrase, this sheet still opens your journal.".into(),
        words: "The 24 words".into(),
        line: "Or this line".into(),
        code: "The same line as a QR code".into(),
        keep: "Whoever has this sheet can open your journal. Keep it away from this computer.".into(),
    }
}

fn runs(program: &str, arguments: &[&str], folder: &Path) -> Vec<u8> {
    let ended = Command::new(program).args(arguments).current_dir(folder).output().unwrap_or_else(|error| {
        panic!("{program}: {error} (`cargo xtask setup` installs it)");
    });
    assert!(ended.status.success(), "{program}: {}", String::from_utf8_lossy(&ended.stderr));
    assert_eq!(ended.stderr, b"", "{program} finds nothing to complain about");
    ended.stdout
}

#[test]
fn a_sheet_saved_as_a_pdf_opens_by_its_text_and_by_the_code_on_the_page() {
    let folder = tempfile::tempdir().unwrap();
    for resolution in ["72", "100", "150", "200", "300"] {
        let key = RecoveryKey::generate();
        let sheet = recovery_sheet::sheet(&key).unwrap();
        std::fs::write(folder.path().join("sheet.pdf"), &*paper::pdf(&sheet, &words()).unwrap()).unwrap();

        let text = runs("pdftotext", &["-layout", "sheet.pdf", "-"], folder.path());
        let text = String::from_utf8(text).unwrap();
        let read = RecoveryKey::read(&text).unwrap();
        assert_eq!(*read.key_line(), *key.key_line(), "{text}");
        // And by the words alone, as somebody copies them: column by column.
        let words: Vec<&str> = text.split_whitespace().collect();
        for (at, word) in sheet.words.iter().enumerate() {
            let number = (at + 1).to_string();
            assert!(words.windows(2).any(|pair| pair == [number.as_str(), word]), "{number} {word}: {text}");
        }

        runs("pdftoppm", &["-png", "-singlefile", "-r", resolution, "sheet.pdf", "page"], folder.path());
        let page = std::fs::read(folder.path().join("page.png")).unwrap();
        let seen = photo::key_in(&page).unwrap_or_else(|error| panic!("at {resolution} dpi: {error}"));
        assert_eq!(*seen.key_line(), *key.key_line());
    }
    let info = String::from_utf8(runs("pdfinfo", &["sheet.pdf"], folder.path())).unwrap();
    assert!(info.lines().any(|line| line.starts_with("Pages:") && line.ends_with(" 1")), "{info}");
}
