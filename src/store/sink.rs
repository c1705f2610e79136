//! Where exports are written: temporary files beside their places, renamed together once they are proven.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::model::reader::OutputSink;

/// An output in a folder of the real disk. Nothing stands under its own name before `commit`.
#[derive(Debug)]
pub struct FolderSink {
    folder: PathBuf,
    /// Temporary path and final path of what was written.
    written: Vec<(PathBuf, PathBuf)>,
}

impl FolderSink {
    /// An output into `folder`, which must be there.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), written: Vec::new() }
    }

    fn temporary(&self, name: &str) -> PathBuf {
        self.folder.join(format!(".{name}.{}.tmp", std::process::id()))
    }
}

/// Refuses names that would lead out of the folder.
fn check_name(name: &str) -> io::Result<()> {
    let is_plain = Path::new(name).file_name().is_some_and(|file_name| file_name == name);
    if is_plain {
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
        check_name(name)?;
        let temporary = self.temporary(name);
        let file = File::create(&temporary)?;
        self.written.push((temporary, self.folder.join(name)));
        let mut buffered = BufWriter::new(file);
        write(&mut buffered)?;
        buffered.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }

    fn read_back(&mut self, name: &str) -> io::Result<Box<dyn BufRead>> {
        check_name(name)?;
        Ok(Box::new(BufReader::new(File::open(self.temporary(name))?)))
    }

    fn commit(&mut self) -> io::Result<()> {
        // What is sure to fail is found before the first file gets its name.
        if let Some((_, path)) = self.written.iter().find(|(_, path)| path.is_dir()) {
            return Err(io::Error::new(
                io::ErrorKind::IsADirectory,
                format!("{} is a folder", path.display()),
            ));
        }
        for (temporary, path) in &self.written {
            fs::rename(temporary, path)?;
        }
        self.written.clear();
        if cfg!(windows) { Ok(()) } else { File::open(&self.folder)?.sync_all() }
    }
}

impl Drop for FolderSink {
    fn drop(&mut self) {
        for (temporary, _) in &self.written {
            // Whoever asked for the export has been told of its error; a file left behind harms nobody.
            drop(fs::remove_file(temporary));
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
}
