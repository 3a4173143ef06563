//! People, groups, sessions and what to bring to them.

use clap::Subcommand;

#[derive(Subcommand)]
pub enum Person {
    /// Someone whose name must not leave
    Add {
        name: String,
        /// What stands in a share instead of the name
        #[arg(long)]
        alias: Option<String>,
        /// Another spelling; may be repeated
        #[arg(long, value_name = "SPELLING")]
        also: Vec<String>,
    },
    /// Everyone on the list
    List,
    /// Someone whose name may leave again
    Remove { name: String },
}

#[derive(Subcommand)]
pub enum Group {
    /// A group and its rhythm
    Add {
        name: String,
        /// mon to sun
        #[arg(long)]
        weekday: String,
        /// 18:30, in the group's own zone
        #[arg(long)]
        time: String,
        /// Europe/London
        #[arg(long)]
        zone: String,
        /// Every so many weeks
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=52))]
        every: u32,
        /// The day of a session from which the weeks are counted (2026-12-10)
        #[arg(long, value_name = "DATE")]
        first: Option<chrono::NaiveDate>,
    },
    /// Your groups, and when each meets next
    List,
    /// Stop keeping a group; what was written stays
    Remove { name: String },
}

#[derive(Subcommand)]
pub enum Session {
    /// The next session
    Next {
        #[arg(long, value_name = "NAME")]
        group: Option<String>,
    },
}

#[derive(Subcommand)]
pub enum Bring {
    /// One more thing to bring
    Add {
        /// The reflection it comes from
        #[arg(long, value_name = "ID")]
        reflection: Option<String>,
        /// The passage to bring; - reads it from standard input
        #[arg(long, allow_hyphen_values = true)]
        text: Option<String>,
        #[arg(long, allow_hyphen_values = true)]
        title: Option<String>,
        /// listen, feedback, ideas, challenge or celebrate
        #[arg(long, default_value = "listen")]
        want: String,
        #[arg(long, default_value_t = 5, value_name = "N")]
        minutes: u32,
        #[arg(long, value_name = "NAME")]
        group: Option<String>,
    },
    /// What you will bring
    List {
        #[arg(long, value_name = "NAME")]
        group: Option<String>,
    },
    /// Do not bring it after all
    Remove { id: String },
}
