//! RTF cut into what it is made of: groups, control words, bytes.

/// A piece of RTF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'b> {
    /// A group begins.
    Open,
    /// A group ends.
    Close,
    /// A control word with its number: `\par`, `\u8212`.
    Word(&'b str, Option<i32>),
    /// A control symbol: `\~`.
    Symbol(u8),
    /// A byte as two digits: `\'e9`.
    Byte(u8),
    /// Bytes that stand for themselves; no line ends among them, which mean nothing.
    Plain(&'b [u8]),
}

/// The pieces of RTF one by one.
pub(super) struct Tokens<'b> {
    bytes: &'b [u8],
}

impl<'b> Tokens<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes }
    }

    fn take(&mut self, len: usize) -> &'b [u8] {
        let (taken, rest) = self.bytes.split_at_checked(len).unwrap_or((self.bytes, &[]));
        self.bytes = rest;
        taken
    }

    /// How many of the next bytes are so.
    fn count_next(&self, most: usize, is_so: impl Fn(&u8) -> bool) -> usize {
        self.bytes.iter().take(most).take_while(|byte| is_so(byte)).count()
    }

    /// What follows a backslash.
    fn control(&mut self) -> Option<Token<'b>> {
        let first = *self.bytes.first()?;
        if first == b'\'' {
            self.take(1);
            let len = self.count_next(2, u8::is_ascii_hexdigit);
            let digits = std::str::from_utf8(self.take(len)).unwrap_or_default();
            // A byte without its digits is nothing.
            return Some(u8::from_str_radix(digits, 16).map_or(Token::Plain(&[]), Token::Byte));
        }
        if !first.is_ascii_alphabetic() {
            self.take(1);
            return Some(Token::Symbol(first));
        }
        // The longest words have about 20 letters; longer ones are cut, and mean nothing either way.
        let len = self.count_next(64, u8::is_ascii_alphabetic);
        let word = std::str::from_utf8(self.take(len)).unwrap_or_default();
        let sign_len = usize::from(self.bytes.first() == Some(&b'-'));
        let is_number = self.bytes.get(sign_len).is_some_and(u8::is_ascii_digit);
        let number = is_number.then(|| {
            let sign = if self.take(sign_len).is_empty() { 1 } else { -1 };
            let num_digits = self.count_next(10, u8::is_ascii_digit);
            let digits = std::str::from_utf8(self.take(num_digits)).unwrap_or_default();
            let number = sign * digits.parse::<i64>().unwrap_or(0);
            i32::try_from(number).unwrap_or(0)
        });
        // One space behind a word belongs to it.
        let space_len = usize::from(self.bytes.first() == Some(&b' '));
        self.take(space_len);
        if word == "bin" {
            self.take(number.and_then(|len| usize::try_from(len).ok()).unwrap_or(0));
        }
        Some(Token::Word(word, number))
    }
}

impl<'b> Iterator for Tokens<'b> {
    type Item = Token<'b>;

    fn next(&mut self) -> Option<Token<'b>> {
        let line_ends = self.count_next(usize::MAX, |byte| matches!(byte, b'\r' | b'\n' | 0));
        self.take(line_ends);
        let first = *self.bytes.first()?;
        if !matches!(first, b'{' | b'}' | b'\\') {
            let len =
                self.count_next(usize::MAX, |byte| !matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0));
            return Some(Token::Plain(self.take(len)));
        }
        self.take(1);
        match first {
            b'{' => Some(Token::Open),
            b'}' => Some(Token::Close),
            _ => self.control(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rtf_is_cut_into_pieces() {
        let rtf = b"{\\rtf1\\b  a\r\nb\\'e9\\u-3 ?\\~\\bin3 }}}\\i0x}\\";
        let tokens: Vec<Token<'_>> = Tokens::new(rtf).collect();
        assert_eq!(
            tokens,
            [
                Token::Open,
                Token::Word("rtf", Some(1)),
                Token::Word("b", None),
                Token::Plain(b" a"),
                Token::Plain(b"b"),
                Token::Byte(0xe9),
                Token::Word("u", Some(-3)),
                Token::Plain(b"?"),
                Token::Symbol(b'~'),
                Token::Word("bin", Some(3)),
                Token::Word("i", Some(0)),
                Token::Plain(b"x"),
                Token::Close,
            ]
        );
    }

    #[test]
    fn numbers_and_bytes_that_are_none_do_no_harm() {
        let tokens: Vec<Token<'_>> = Tokens::new(b"\\'zz\\'f\\u99999999999999\\bin999999999 ab").collect();
        assert_eq!(
            tokens,
            [
                Token::Plain(b""),
                Token::Plain(b"zz"),
                Token::Byte(15),
                Token::Word("u", Some(0)),
                Token::Plain(b"9999"),
                Token::Word("bin", Some(999_999_999)),
            ]
        );
    }
}
