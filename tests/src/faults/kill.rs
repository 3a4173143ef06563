//! Processes that are killed at any moment (SIGKILL): a worker of this package that saves or locks again
//! and again, and the real `sotto-cli` while it imports, backs up or changes all keys.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use sotto_core::vault::{Device, VaultFile};

use super::attachments::SMALL;
use super::check;
use super::operations::{Mix, Operation, PASSPHRASE, Prepared, VaultCopy, template};
use super::state::State;
use crate::person::{self, Person, program};
use crate::random::Random;

/// A vault with a recovery sheet beside it, for other processes.
pub struct Victim {
    copy: VaultCopy,
    pub person: Person,
    pub state: State,
}

/// The results of some kills.
#[derive(Default)]
pub struct Killed {
    pub kills: usize,
    /// Changes that had been acknowledged before.
    pub acknowledged: usize,
    /// Changes that were stored although the process was killed before it acknowledged them.
    pub stored_unacknowledged: usize,
    /// Processes that had ended before they were to be killed.
    pub too_late: usize,
}

impl Default for Victim {
    fn default() -> Self {
        Self::new()
    }
}

impl Victim {
    /// An empty vault.
    pub fn new() -> Self {
        let copy = VaultCopy::new();
        let sheet = template().keys[0].key_line();
        std::fs::write(copy.folder().join("sheet.txt"), sheet.as_bytes()).expect("a sheet");
        let person = Person::at(copy.folder(), PASSPHRASE);
        Self { copy, person, state: State::default() }
    }

    /// A vault with this many reflections, and two attachments: of one chunk, and of several.
    pub fn with_reflections(count: usize) -> Self {
        let mut victim = Self::new();
        let operation = Operation::Import(
            (0..count).map(|n| format!("from before: {n}\n{}", "words ".repeat(n % 90))).collect(),
        );
        let mut journal = victim.copy.open(0).expect("the vault opens");
        let with = |n: usize, bytes| {
            let (text, name) = (format!("from before, with attachment {n}"), format!("before-{n}.bin"));
            Operation::WriteWith { text, name, bytes }
        };
        for operation in [operation, with(1, SMALL), with(2, 2_500_000)] {
            let prepared = Prepared::new(&journal, &operation).expect("nothing is needed");
            prepared.run(&victim.vault_file(), &mut journal).expect("it is stored");
            victim.state = victim.state.after(&operation);
        }
        journal.checkpoint().expect("one file");
        victim
    }

    /// The vault file, with the state of the computer where `sotto-cli` stores it.
    pub fn vault_file(&self) -> VaultFile {
        VaultFile::at(self.copy.path(), Device::at(self.copy.folder().join("home/state/sotto")))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.copy.folder().join(name)
    }

    /// Starts a worker.
    pub fn worker(&self, mix: Mix, seed: u64) -> Worker {
        Worker::start(
            Command::new(program("soak"))
                .arg("worker")
                .arg(self.copy.folder())
                .args([mix.name(), &seed.to_string()]),
        )
    }

    /// Lets a worker make some changes, and kills it during a later one.
    ///
    /// # Errors
    /// What was lost, or does not hold.
    pub fn kill_worker(&mut self, mix: Mix, seed: u64, killed: &mut Killed) -> Result<(), String> {
        let mut random = Random::new(seed ^ 0x6b69_6c6c);
        // While it opens, or after this many changes; of the five changes of a lock, in the last three.
        let changes = match mix {
            Mix::Locks => 5 * random.below(3) + random.between(1, 3),
            _ => random.below(25),
        };
        let opening = random.chance(60);
        let mut worker = self.worker(mix, seed);
        if !opening {
            worker.wait_for(changes)?;
        }
        pause(&mut random, if opening { 30_000 } else { 2_500 });
        let acknowledged = worker.kill()?;
        killed.kills += 1;
        let mut random = Random::new(seed);
        let Some(acknowledged) = acknowledged else {
            // It was killed while opening: drafts may have become revisions, one by one.
            self.state = check::whole(&self.vault_file(), &self.state, Some(&Operation::KeepDrafts))?;
            return Ok(());
        };
        let mut state = self.state.after(&Operation::KeepDrafts);
        for number in 1..=acknowledged {
            state = state.after(&Operation::next(mix, &state, number, &mut random));
        }
        killed.acknowledged += acknowledged;
        let under_way = Operation::next(mix, &state, acknowledged + 1, &mut random);
        let done = check::whole(&self.vault_file(), &state, Some(&under_way))?;
        // Without what the check itself wrote.
        let with_drafts = |state: State| state.after(&Operation::KeepDrafts).reflections;
        let (before, after) = (with_drafts(state.clone()), with_drafts(state.after(&under_way)));
        let stored = after.keys().all(|text| done.reflections.contains_key(text));
        let differs = after != before;
        killed.stored_unacknowledged += usize::from(differs && stored);
        self.state = done;
        Ok(())
    }

    /// Starts `sotto-cli`, kills it within the time it normally takes, and returns whether it was killed. A
    /// process that ends earlier shortens the time for the next one, and a slow one lengthens it.
    ///
    /// # Errors
    /// When it ended by itself, and not well.
    pub fn kill_cli(
        &self,
        arguments: &[&str],
        takes: &mut Duration,
        random: &mut Random,
        killed: &mut Killed,
    ) -> Result<bool, String> {
        let mut child = self.person.command(arguments).spawn().map_err(|error| error.to_string())?;
        pause(random, takes.as_micros() as usize);
        // A process that has ended cannot be killed.
        let _ = child.kill();
        let was_killed = Self::ended(arguments, child, killed)?;
        *takes = if was_killed { *takes * 21 / 20 } else { *takes * 7 / 8 };
        Ok(was_killed)
    }

    /// The same, but within some time after it starts to write, which shows in the growing length of the log beside
    /// the vault or of a copy.
    ///
    /// # Errors
    /// When it ended by itself, and not well.
    pub fn kill_writing(
        &self,
        arguments: &[&str],
        written: impl Fn() -> u64,
        within: Duration,
        random: &mut Random,
        killed: &mut Killed,
    ) -> Result<bool, String> {
        let mut child = self.person.command(arguments).spawn().map_err(|error| error.to_string())?;
        while written() == 0 && child.try_wait().is_ok_and(|ended| ended.is_none()) {
            std::thread::sleep(Duration::from_micros(50));
        }
        pause(random, within.as_micros() as usize);
        let _ = child.kill();
        Self::ended(arguments, child, killed)
    }

    /// The length of the log beside the vault.
    pub fn in_log(&self) -> u64 {
        std::fs::metadata(self.path("journal.sotto-wal")).map_or(0, |meta| meta.len())
    }

    /// The length of a copy that has this name or will get it; more than 0 as soon as there is a
    /// file.
    pub fn copied(&self, name: &str) -> u64 {
        let files = std::fs::read_dir(self.person.folder()).into_iter().flatten().flatten();
        let copies = files.filter(|file| file.file_name().to_string_lossy().starts_with(name));
        copies.filter_map(|file| file.metadata().ok()).map(|meta| meta.len() + 1).max().unwrap_or(0)
    }

    fn ended(arguments: &[&str], child: Child, killed: &mut Killed) -> Result<bool, String> {
        let ended = person::finish(child, b"");
        match ended.status {
            -1 => killed.kills += 1,
            0 => killed.too_late += 1,
            status => return Err(format!("{arguments:?} ended with {status}: {}", ended.error)),
        }
        Ok(ended.status == -1)
    }

    /// How long a command takes when it is not killed.
    pub fn time(&self, arguments: &[&str]) -> Duration {
        let began = Instant::now();
        self.person.does(arguments);
        began.elapsed()
    }
}

fn pause(random: &mut Random, most: usize) {
    std::thread::sleep(Duration::from_micros(random.below(most) as u64));
}

/// A process that prints a line for each stored change.
pub struct Worker {
    child: Child,
    lines: mpsc::Receiver<String>,
    /// Changes printed so far; `None` before the vault is open.
    acknowledged: Option<usize>,
}

impl Worker {
    pub fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the soak program starts");
        let (to, lines) = mpsc::channel();
        let out = child.stdout.take().expect("it has an output");
        std::thread::spawn(move || {
            BufReader::new(out).lines().map_while(Result::ok).try_for_each(|line| to.send(line))
        });
        Self { child, lines, acknowledged: None }
    }

    fn take_line(&mut self, line: &str) {
        self.acknowledged = Some(if line == "open" { 0 } else { line.parse().unwrap_or(0) });
    }

    /// Waits until this many changes were printed.
    ///
    /// # Errors
    /// When it ends before, or takes a minute.
    pub fn wait_for(&mut self, changes: usize) -> Result<(), String> {
        while self.acknowledged.is_none_or(|acknowledged| acknowledged < changes) {
            let line = self.lines.recv_timeout(Duration::from_secs(60));
            let line = line.map_err(|_| "the worker ended by itself, or hangs".to_owned())?;
            self.take_line(&line);
        }
        Ok(())
    }

    /// Kills it, and returns the number of changes that it printed, including those still in the pipe.
    ///
    /// # Errors
    /// When it had ended by itself.
    pub fn kill(mut self) -> Result<Option<usize>, String> {
        if let Ok(Some(status)) = self.child.try_wait() {
            return Err(format!("the worker ended by itself: {status}"));
        }
        self.child.kill().map_err(|error| error.to_string())?;
        self.child.wait().map_err(|error| error.to_string())?;
        while let Ok(line) = self.lines.recv() {
            self.take_line(&line);
        }
        Ok(self.acknowledged)
    }
}
