//! Hostile pages: how much is read for them is limited by the size of the file.

use super::*;

const LENGTH: usize = 10_000_000;

/// A page of the beginnings of records, each of ten megabytes that continue on page 2.
fn heads() -> Vec<u8> {
    let mut page = vec![0u8; PAGE];
    let number = 12 + 2 * LENGTH;
    let mut head = vec![7, BLOB_16, BLOB_32];
    head.extend([21, 14, 7].map(|bits| (number >> bits) as u8 | 0x80));
    head.push(number as u8 & 0x7f);
    let (row, before) = (head.len() + 48 + LENGTH, head.len() + 48);
    for (count, place) in page.chunks_exact_mut(local(row) + 4).enumerate() {
        place[..head.len()].copy_from_slice(&head);
        place[head.len()] = count as u8;
        place[before..before + MAGIC.len()].copy_from_slice(MAGIC);
        place[local(row)..].copy_from_slice(&2u32.to_be_bytes());
    }
    page
}

fn found(pages: &[Vec<u8>]) -> (usize, usize) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hostile");
    std::fs::write(&path, pages.concat()).unwrap();
    let (mut rows, mut bytes) = (0, 0);
    every_row(&path, &mut |row| {
        if let Found::Row { sealed, .. } = row {
            rows += 1;
            bytes += sealed.len();
        }
    })
    .unwrap();
    (rows, bytes)
}

/// A page that continues on itself.
fn chain() -> Vec<u8> {
    let mut page = vec![0u8; PAGE];
    page[..4].copy_from_slice(&2u32.to_be_bytes());
    page
}

#[test]
fn rows_that_all_go_on_in_the_same_chain_are_read_no_further_than_three_times_the_file() {
    for fill in [0, 700, 1_000] {
        let mut pages = vec![heads(), chain()];
        pages.extend((0..fill).map(|_| vec![0; PAGE]));
        let size = pages.len() * PAGE;
        let (rows, bytes) = found(&pages);
        assert!(bytes <= 3 * size, "{bytes} of {size}");
        // The limit is reached.
        assert_eq!(rows, 3 * size / (LENGTH + 55), "{fill}");
    }
}
