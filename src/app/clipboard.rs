//! What has been copied in other programs: words, pieces of web pages, files.
//!
//! The window's own fields get their text from egui. This is for what becomes an article, where the piece of a page
//! is worth more than its words, and files are more than their names.

use std::path::PathBuf;
use std::sync::Arc;

use percent_encoding::percent_decode_str;

/// What is on the clipboard, in every form that is of use here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Files, as file managers copy them.
    pub files: Vec<PathBuf>,
    /// A piece of a web page; empty if there is none.
    pub html: String,
    /// Words; empty if there are none.
    pub text: String,
    /// Whether it is a picture and no words.
    pub is_picture: bool,
}

/// Reads the clipboard, or says why it can't be. It may wait for the program that was copied from, for seconds if that
/// hangs: to be called beside the window.
pub type ReadClipboard = Arc<dyn Fn() -> Result<Copied, String> + Send + Sync>;

/// Reads the system's clipboard.
pub fn read() -> Result<Copied, String> {
    let failed = |err: arboard::Error| format!("the clipboard can't be read: {err}");
    let mut clipboard = arboard::Clipboard::new().map_err(failed)?;
    let mut trouble = None;
    let files = there(clipboard.get().file_list(), &mut trouble);
    // Some programs offer HTML in an encoding that arboard does not take: the words are there all the same.
    let html = there(clipboard.get().html(), &mut trouble);
    let text = there(clipboard.get_text(), &mut trouble);
    let is_picture = text.trim().is_empty() && clipboard.get_image().is_ok();
    let copied = Copied { files, html, text, is_picture };
    match trouble {
        Some(err) if copied == Copied::default() => Err(failed(err)),
        _ => Ok(copied),
    }
}

/// What is on the clipboard in one form; nothing if it has none of that.
fn there<T: Default>(read: Result<T, arboard::Error>, trouble: &mut Option<arboard::Error>) -> T {
    match read {
        Ok(content) => return content,
        Err(arboard::Error::ContentNotAvailable) => {}
        Err(err) => *trouble = Some(err),
    }
    T::default()
}

/// The paths in words that are nothing but addresses of files on this machine, one a line, as file managers copy them.
pub fn file_addresses(text: &str) -> Option<Vec<PathBuf>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    // Some write first what is to be done with the files.
    let paths: Option<Vec<PathBuf>> =
        lines.filter(|line| !matches!(*line, "copy" | "cut")).map(file_address).collect();
    paths.filter(|paths| !paths.is_empty())
}

/// The path that the address of a file on this machine means: `file:///home/mk/news.txt`.
pub fn file_address(text: &str) -> Option<PathBuf> {
    let path = text.strip_prefix("file://")?;
    let path = path.strip_prefix("localhost").unwrap_or(path);
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let is_drive = |path: &str| path.as_bytes().get(1..3).is_some_and(|rest| rest.starts_with(b":"));
    let behind = path.strip_prefix('/')?;
    // file:///C:/news
    Some(PathBuf::from(if is_drive(behind) { behind } else { &path }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_files_are_paths() {
        let copied = "copy\nfile:///home/mk/night%20ferry.txt\r\nfile://localhost/a/%C3%A9.csv\n";
        let expected = ["/home/mk/night ferry.txt", "/a/é.csv"].map(PathBuf::from).to_vec();
        assert_eq!(file_addresses(copied), Some(expected));
        assert_eq!(file_address("file:///C:/news/a.txt"), Some(PathBuf::from("C:/news/a.txt")));
    }

    #[test]
    fn other_words_are_no_files() {
        for words in [
            "",
            "copy",
            "file:///a.txt and more\nwords",
            "https://a.example/x",
            "file://server/a.txt",
            "/a/b.txt",
        ] {
            assert_eq!(file_addresses(words), None, "{words}");
        }
    }
}
