//! The tables of a vault, and the SQL that each of them needs.
//!
//! Every statement for sealed rows comes from here, so that a new table is one more line in `statements`
//! and cannot be forgotten anywhere: no `match` on a table has a catch-all arm.

/// The tables of sealed rows. Each has the same three columns: `id`, `tag` and `sealed`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum RowTable {
    /// One revision of one entity.
    Record,
    /// Writing in progress.
    Draft,
    /// One chunk of an attachment.
    Attachment,
}

/// What is asked of a table of sealed rows.
pub(crate) struct Statements {
    /// Every id with its tag, without reading the sealed bytes.
    pub tags: &'static str,
    /// The tag of one row.
    pub tag: &'static str,
    /// The tag and the sealed bytes of one row.
    pub row: &'static str,
    /// The ids of rows longer than ?1 bytes.
    pub too_long: &'static str,
    /// The length of the longest row.
    pub longest: &'static str,
    pub insert: &'static str,
    pub update: &'static str,
    pub delete: &'static str,
}

macro_rules! statements {
    ($table:literal, $index:literal) => {
        &Statements {
            tags: concat!("SELECT id, tag FROM ", $table, $index),
            tag: concat!("SELECT tag FROM ", $table, " WHERE id = ?1"),
            row: concat!("SELECT tag, sealed FROM ", $table, " WHERE id = ?1"),
            too_long: concat!("SELECT id FROM ", $table, " WHERE length(sealed) > ?1"),
            longest: concat!("SELECT max(length(id) + length(tag) + length(sealed)) FROM ", $table),
            insert: concat!("INSERT INTO ", $table, " (id, tag, sealed) VALUES (?1, ?2, ?3)"),
            update: concat!("UPDATE ", $table, " SET tag = ?2, sealed = ?3 WHERE id = ?1"),
            delete: concat!("DELETE FROM ", $table, " WHERE id = ?1"),
        }
    };
}

impl RowTable {
    pub const SEALED: [Self; 3] = [Self::Record, Self::Draft, Self::Attachment];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Draft => "draft",
            Self::Attachment => "attachment",
        }
    }

    pub const fn statements(self) -> &'static Statements {
        match self {
            Self::Record => statements!("record", " INDEXED BY record_tag"),
            Self::Draft => statements!("draft", ""),
            Self::Attachment => statements!("attachment", " INDEXED BY attachment_tag"),
        }
    }

    /// The longest sealed bytes that this program writes into the table. Longer ones are damage, and no
    /// memory is taken for them.
    pub const fn longest(self) -> usize {
        match self {
            // The longest text with every letter of it escaped, sealed and padded, and some.
            Self::Record | Self::Draft => 40_000_000 - ROOM,
            // A full chunk is 1 MiB, and age adds less than 1 KiB to it.
            Self::Attachment => (1 << 20) + 1_024,
        }
    }
}

/// What SQLite and the other columns of a row add to its sealed bytes, at most.
pub(crate) const ROOM: usize = 1_000;

/// The tables that the manifest covers: every sealed row, the slots, and what the file says of itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum CoveredTable {
    Sealed(RowTable),
    Slot,
    About,
}

impl CoveredTable {
    pub const ALL: [Self; 5] = [
        Self::Sealed(RowTable::Record),
        Self::Sealed(RowTable::Draft),
        Self::Sealed(RowTable::Attachment),
        Self::Slot,
        Self::About,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Sealed(table) => table.name(),
            Self::Slot => "slot",
            Self::About => "about",
        }
    }

    /// Every id with its tag or checksum.
    pub const fn tags(self) -> &'static str {
        match self {
            Self::Sealed(table) => table.statements().tags,
            Self::Slot => "SELECT id, checksum FROM slot",
            Self::About => "SELECT vault, checksum FROM about",
        }
    }
}

impl From<RowTable> for CoveredTable {
    fn from(table: RowTable) -> Self {
        Self::Sealed(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sealed_table_is_covered_by_the_manifest_and_has_statements_of_its_own() {
        for table in RowTable::SEALED {
            assert!(CoveredTable::ALL.contains(&table.into()), "{}", table.name());
            let s = table.statements();
            for sql in [s.tags, s.tag, s.row, s.too_long, s.longest, s.insert, s.update, s.delete] {
                let named = |table: RowTable| sql.split_whitespace().any(|word| word == table.name());
                assert!(RowTable::SEALED.into_iter().all(|other| named(other) == (other == table)), "{sql}");
            }
        }
    }
}
