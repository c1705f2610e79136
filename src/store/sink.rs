//! Where exports are written: temporary files beside their places, renamed together once they are proven.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::model::reader::OutputSink;

/// What lists the files of an exported folder, inside it, so that the export can be made again in its place.
const MANIFEST: &str = ".redletter-export";

/// How many files are made durable at once.
const SYNC_THREADS: usize = 8;

/// An output in a folder of the real disk. Nothing stands under its own name before `commit`.
///
/// A name is that of a file, or `NAME/file` for a file of a folder that is written whole. A folder that is there
/// already is replaced only if it is an earlier export in which nothing was changed or added since.
#[derive(Debug)]
pub struct FolderSink {
    folder: PathBuf,
    /// Temporary path and final path of what was written beside other files.
    written: Vec<(PathBuf, PathBuf)>,
    /// Folders that are written whole, by their names: their files with their sums.
    folders: BTreeMap<String, BTreeMap<String, String>>,
}

impl FolderSink {
    /// An output into `folder`, which must be there.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), written: Vec::new(), folders: BTreeMap::new() }
    }

    fn temporary(&self, name: &str) -> PathBuf {
        self.folder.join(format!(".{name}.{}.tmp", std::process::id()))
    }

    /// Where the file of that name is written at first, and the folder it belongs to with the rest of its name.
    fn place<'n>(&self, name: &'n str) -> io::Result<(PathBuf, Option<(&'n str, &'n str)>)> {
        check_name(name)?;
        Ok(match name.split_once('/') {
            None => (self.temporary(name), None),
            Some((folder, rest)) => (self.temporary(folder).join(rest), Some((folder, rest))),
        })
    }

    /// Puts a whole folder under its name, in the place of an earlier export.
    fn commit_folder(&self, name: &str, files: &BTreeMap<String, String>) -> io::Result<()> {
        let (temporary, path) = (self.temporary(name), self.folder.join(name));
        let lines: Vec<String> = files.iter().map(|(file, sum)| format!("{sum}  {file}\n")).collect();
        fs::write(temporary.join(MANIFEST), lines.concat())?;
        sync_all_in(&temporary, files.keys().map(String::as_str).chain([MANIFEST]).collect())?;
        let old = self.folder.join(format!(".{name}.{}.old", std::process::id()));
        let had_old = path.exists();
        if had_old {
            fs::rename(&path, &old)?;
        }
        if let Err(err) = fs::rename(&temporary, &path) {
            if had_old {
                fs::rename(&old, &path)?;
            }
            return Err(err);
        }
        if had_old { fs::remove_dir_all(&old) } else { Ok(()) }
    }
}

/// Makes files and the folders they stand in durable.
fn sync_all_in(folder: &Path, files: Vec<&str>) -> io::Result<()> {
    let mut folders: BTreeSet<PathBuf> = BTreeSet::from([folder.to_owned()]);
    folders.extend(files.iter().filter_map(|file| folder.join(file).parent().map(Path::to_owned)));
    let sync = |files: &[&str]| files.iter().try_for_each(|file| File::open(folder.join(file))?.sync_all());
    std::thread::scope(|scope| {
        let parts = files.chunks(files.len().div_ceil(SYNC_THREADS).max(1));
        let threads: Vec<_> = parts.map(|part| scope.spawn(move || sync(part))).collect();
        threads.into_iter().try_for_each(|thread| {
            thread
                .join()
                .unwrap_or_else(|_| Err(io::Error::other("a thread that makes files durable failed")))
        })
    })?;
    if cfg!(windows) { Ok(()) } else { folders.iter().try_for_each(|folder| File::open(folder)?.sync_all()) }
}

/// Refuses a folder that must not be replaced: one that is no export, or in which something was changed since.
fn check_replaceable(path: &Path) -> io::Result<()> {
    let refused = |why: String| Err(io::Error::new(io::ErrorKind::AlreadyExists, why));
    let shown = path.display();
    if !path.exists() {
        return Ok(());
    }
    if !path.is_dir() {
        return refused(format!("{shown} is a file; name another folder"));
    }
    let Ok(manifest) = fs::read_to_string(path.join(MANIFEST)) else {
        let is_empty = fs::read_dir(path)?.next().is_none();
        let why = format!("{shown} is there and is no earlier export; name another folder");
        return if is_empty { Ok(()) } else { refused(why) };
    };
    let listed: BTreeMap<&str, &str> =
        manifest.lines().filter_map(|line| line.split_once("  ")).map(|(sum, file)| (file, sum)).collect();
    let mut found = Vec::new();
    files_in(path, "", &mut found)?;
    for file in found.iter().filter(|file| *file != MANIFEST) {
        let Some(sum) = listed.get(file.as_str()) else {
            return refused(format!(
                "{file} was put into {shown} since it was exported; name another folder"
            ));
        };
        if sum_of(&path.join(file))? != *sum {
            return refused(format!(
                "{file} in {shown} was changed since it was exported; name another folder"
            ));
        }
    }
    Ok(())
}

/// The files under a folder, by their names from there. What is neither file nor folder counts as a file.
fn files_in(folder: &Path, under: &str, found: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{under}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            files_in(&entry.path(), &format!("{name}/"), found)?;
        } else {
            found.push(name);
        }
    }
    Ok(())
}

/// The SHA-256 of a file, in hexadecimal digits.
fn sum_of(path: &Path) -> io::Result<String> {
    let mut summed = Summed { file: io::sink(), sum: Sha256::new() };
    io::copy(&mut File::open(path)?, &mut summed)?;
    Ok(summed.digits())
}

/// A file that is summed up while it is written.
struct Summed<W> {
    file: W,
    sum: Sha256,
}

impl<W> Summed<W> {
    fn digits(self) -> String {
        let digits: Vec<String> = self.sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        digits.concat()
    }
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let num = self.file.write(bytes)?;
        self.sum.update(&bytes[..num]);
        Ok(num)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Refuses names that would lead out of the folder, or that no system takes.
fn check_name(name: &str) -> io::Result<()> {
    let is_plain = |part: &str| {
        Path::new(part).file_name().is_some_and(|file_name| file_name == part) && !part.contains(['\\', ':'])
    };
    if name.split('/').all(is_plain) {
        Ok(())
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, format!("“{name}” is no file name")))
    }
}

impl OutputSink for FolderSink {
    fn write(
        &mut self,
        name: &str,
        write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let (temporary, whole) = self.place(name)?;
        let Some((folder, rest)) = whole else {
            let file = File::create(&temporary)?;
            self.written.push((temporary, self.folder.join(name)));
            let mut buffered = BufWriter::new(file);
            write(&mut buffered)?;
            return buffered.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all();
        };
        if !self.folders.contains_key(folder) {
            // What is sure to fail is found before anything is written.
            check_replaceable(&self.folder.join(folder))?;
            self.folders.insert(folder.to_owned(), BTreeMap::new());
        }
        if let Some(parent) = temporary.parent() {
            fs::create_dir_all(parent)?;
        }
        // Summed up by the bufferful: formats write a few bytes at a time.
        let summed = Summed { file: File::create(&temporary)?, sum: Sha256::new() };
        let mut buffered = BufWriter::new(summed);
        write(&mut buffered)?;
        let sum = buffered.into_inner().map_err(io::IntoInnerError::into_error)?.digits();
        if let Some(files) = self.folders.get_mut(folder) {
            files.insert(rest.to_owned(), sum);
        }
        Ok(())
    }

    fn read_back(&mut self, name: &str) -> io::Result<Box<dyn BufRead>> {
        let (temporary, _) = self.place(name)?;
        Ok(Box::new(BufReader::new(File::open(temporary)?)))
    }

    fn commit(&mut self) -> io::Result<()> {
        // What is sure to fail is found before the first file gets its name.
        if let Some((_, path)) = self.written.iter().find(|(_, path)| path.is_dir()) {
            return Err(io::Error::new(
                io::ErrorKind::IsADirectory,
                format!("{} is a folder", path.display()),
            ));
        }
        for name in self.folders.keys() {
            check_replaceable(&self.folder.join(name))?;
        }
        for (name, files) in &self.folders {
            self.commit_folder(name, files)?;
        }
        self.folders.clear();
        for (temporary, path) in &self.written {
            fs::rename(temporary, path)?;
        }
        self.written.clear();
        if cfg!(windows) { Ok(()) } else { File::open(&self.folder)?.sync_all() }
    }
}

impl Drop for FolderSink {
    fn drop(&mut self) {
        // Whoever asked for the export has been told of its error; a file left behind harms nobody.
        for (temporary, _) in &self.written {
            drop(fs::remove_file(temporary));
        }
        for name in self.folders.keys() {
            drop(fs::remove_dir_all(self.temporary(name)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_stands_under_its_name_before_commit() {
        let folder = tempfile::tempdir().unwrap();
        let mut sink = FolderSink::new(folder.path());
        sink.write("x.jsonl", &mut |out| out.write_all(b"line\n")).unwrap();
        assert!(!folder.path().join("x.jsonl").exists());
        let mut read = String::new();
        sink.read_back("x.jsonl").unwrap().read_line(&mut read).unwrap();
        assert_eq!(read, "line\n");
        sink.commit().unwrap();
        assert_eq!(fs::read(folder.path().join("x.jsonl")).unwrap(), b"line\n");
    }

    #[test]
    fn a_sink_that_is_dropped_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut sink = FolderSink::new(folder.path());
        sink.write("x.jsonl", &mut |_| Err(io::Error::other("cancelled"))).unwrap_err();
        sink.write("../out.jsonl", &mut |_| Ok(())).unwrap_err();
        drop(sink);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    fn write_folder(folder: &Path, text: &str) -> io::Result<()> {
        let mut sink = FolderSink::new(folder);
        sink.write("out/a.txt", &mut |out| out.write_all(text.as_bytes()))?;
        sink.write("out/data/b.txt", &mut |out| out.write_all(b"b"))?;
        let mut read = String::new();
        sink.read_back("out/a.txt")?.read_line(&mut read)?;
        assert_eq!(read, text);
        sink.commit()
    }

    #[test]
    fn a_folder_is_put_in_the_place_of_an_export_that_nobody_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        write_folder(path, "one").unwrap();
        assert_eq!(fs::read(path.join("out/data/b.txt")).unwrap(), b"b");
        write_folder(path, "two").unwrap();
        assert_eq!(fs::read(path.join("out/a.txt")).unwrap(), b"two");
        // Somebody's work in it is never replaced.
        fs::write(path.join("out/a.txt"), "mine").unwrap();
        let refused = write_folder(path, "three").unwrap_err().to_string();
        assert!(refused.contains("a.txt") && refused.contains("was changed since"), "{refused}");
        fs::write(path.join("out/a.txt"), "two").unwrap();
        fs::write(path.join("out/note.txt"), "mine").unwrap();
        let refused = write_folder(path, "three").unwrap_err().to_string();
        assert!(refused.contains("note.txt was put into"), "{refused}");
        assert_eq!(fs::read_dir(path).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_folder_of_somebody_elses_is_left_alone_and_names_stay_inside() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("out")).unwrap();
        write_folder(folder.path(), "into an empty folder").unwrap();
        fs::remove_file(folder.path().join("out/.redletter-export")).unwrap();
        let refused = write_folder(folder.path(), "one").unwrap_err().to_string();
        assert!(refused.contains("no earlier export"), "{refused}");
        let mut sink = FolderSink::new(folder.path());
        for name in ["out/../x", "/x", "out//x", "a\\b", "..", "c:x", "out/"] {
            sink.write(name, &mut |_| Ok(())).unwrap_err();
        }
    }

    #[test]
    fn a_folder_that_is_not_committed_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut sink = FolderSink::new(folder.path());
        sink.write("out/a.txt", &mut |_| Err(io::Error::other("cancelled"))).unwrap_err();
        drop(sink);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
