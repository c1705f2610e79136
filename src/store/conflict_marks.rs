//! The marks that git leaves in a file where it could not merge two versions.

/// A line that git puts in to tell two versions apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// `<<<<<<<`: our version follows.
    Ours,
    /// `|||||||`: what both began with follows.
    Base,
    /// `=======`: their version follows.
    Theirs,
    /// `>>>>>>>`: their version ends.
    End,
}

/// Which mark a line is, by git's own rule: seven times the sign, then white space or nothing.
pub(super) fn mark_of(line: &[u8]) -> Option<Mark> {
    let (signs, rest) = line.split_at_checked(7)?;
    let mark = match signs {
        b"<<<<<<<" => Mark::Ours,
        b"|||||||" => Mark::Base,
        b"=======" => Mark::Theirs,
        b">>>>>>>" => Mark::End,
        _ => return None,
    };
    rest.first().is_none_or(u8::is_ascii_whitespace).then_some(mark)
}

/// Line of the first mark, from 1, of a text that holds a whole set of them in order.
///
/// One sign alone is no merge: seven equals signs underline headings, angle brackets quote mails.
pub(super) fn unfinished_merge(text: &str) -> Option<usize> {
    // Nearly every text ends here, at the speed of a search.
    text.contains(">>>>>>>").then_some(())?;
    let mut first = None;
    let mut has_theirs = false;
    for (number, line) in (1..).zip(text.lines()) {
        match mark_of(line.as_bytes()) {
            Some(Mark::Ours) => first = first.or(Some(number)),
            Some(Mark::Theirs) => has_theirs |= first.is_some(),
            Some(Mark::End) if has_theirs => return first,
            _ => {}
        }
    }
    None
}

/// Line of the first mark, from 1, that begins or ends a conflict.
pub(super) fn first_outer_mark(text: &str) -> Option<usize> {
    let is_outer = |line: &str| matches!(mark_of(line.as_bytes()), Some(Mark::Ours | Mark::End));
    text.lines().position(is_outer).map(|idx| idx + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_seven_signs_at_the_start_of_a_line() {
        assert_eq!(mark_of(b"<<<<<<< HEAD"), Some(Mark::Ours));
        assert_eq!(mark_of(b"======="), Some(Mark::Theirs));
        assert_eq!(mark_of(b"=======\r"), Some(Mark::Theirs));
        for honest in [&b"<<<<<< HEAD"[..], b"<<<<<<<<", b" <<<<<<< HEAD", b"========", b"", b">>>>>>>x"] {
            assert_eq!(mark_of(honest), None, "{}", String::from_utf8_lossy(honest));
        }
    }

    #[test]
    fn a_merge_is_unfinished_where_all_marks_stand_in_order() {
        assert_eq!(unfinished_merge("a\n<<<<<<< one\nb\n=======\nc\n>>>>>>> two\n"), Some(2));
        assert_eq!(unfinished_merge("<<<<<<< one\n||||||| base\n=======\n>>>>>>> two"), Some(1));
        for honest in [
            "Heading\n=======\n\n>>>>>>> quoted seven times\n",
            ">>>>>>> two\n=======\n<<<<<<< one\n",
            "<<<<<<< one\n>>>>>>> two\n=======\n",
            "text: \"<<<<<<< one\n=======\n",
        ] {
            assert_eq!(unfinished_merge(honest), None, "{honest}");
        }
    }
}
