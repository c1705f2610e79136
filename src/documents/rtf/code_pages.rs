//! The encodings of RTF: code pages by number, and by the character sets of fonts.

use std::borrow::Cow;

use encoding_rs::Encoding;

/// What makes characters of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CodePage {
    /// An encoding of the web.
    Web(&'static Encoding),
    /// A code page of DOS, of which the web knows only 866: its name in the registry of IANA, and its characters from
    /// 0x80 on.
    Dos(&'static str, &'static str),
}

impl CodePage {
    /// Windows' own for Western Europe.
    pub(super) const WESTERN: Self = Self::Web(encoding_rs::WINDOWS_1252);

    /// What it is called, by the WHATWG or else by IANA.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Web(encoding) => encoding.name(),
            Self::Dos(name, _) => name,
        }
    }

    /// The characters of some bytes; those that mean nothing are U+FFFD.
    pub(super) fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Web(encoding) => encoding.decode_without_bom_handling(bytes).0,
            Self::Dos(_, high) => {
                let decoded = |byte: &u8| match byte.checked_sub(0x80) {
                    None => char::from(*byte),
                    Some(idx) => high.chars().nth(usize::from(idx)).unwrap_or('\u{fffd}'),
                };
                Cow::Owned(bytes.iter().map(decoded).collect())
            }
        }
    }
}

/// The code page of a number; `None` if it is not known here, as most of DOS are.
pub(super) fn code_page(number: i32) -> Option<CodePage> {
    let encoding = match number {
        437 => return Some(CodePage::Dos("IBM437", IBM437)),
        850 => return Some(CodePage::Dos("IBM850", IBM850)),
        852 => return Some(CodePage::Dos("IBM852", IBM852)),
        0 | 819 | 1252 => encoding_rs::WINDOWS_1252,
        866 => encoding_rs::IBM866,
        874 => encoding_rs::WINDOWS_874,
        932 => encoding_rs::SHIFT_JIS,
        936 => encoding_rs::GBK,
        949 | 1361 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        1253 => encoding_rs::WINDOWS_1253,
        1254 => encoding_rs::WINDOWS_1254,
        1255 => encoding_rs::WINDOWS_1255,
        1256 => encoding_rs::WINDOWS_1256,
        1257 => encoding_rs::WINDOWS_1257,
        1258 => encoding_rs::WINDOWS_1258,
        10000 => encoding_rs::MACINTOSH,
        10007 => encoding_rs::X_MAC_CYRILLIC,
        54936 => encoding_rs::GB18030,
        65001 => encoding_rs::UTF_8,
        _ => return None,
    };
    Some(CodePage::Web(encoding))
}

/// The number of the code page of a font's character set; `None` for those that are no letters, and unknown ones.
/// `base` is the file's own code page: it tells which one DOS had in the same country.
pub(super) fn number_of(charset: i32, base: CodePage) -> Option<i32> {
    Some(match charset {
        0 => 1252,
        77 => 10000,
        128 => 932,
        129 | 130 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        254 => 437,
        255 => match base.name() {
            "windows-1250" | "IBM852" => 852,
            "windows-1251" | "IBM866" => 866,
            "IBM437" => 437,
            _ => 850,
        },
        _ => return None,
    })
}

/// The upper half of code page 437, by CP437.TXT of the Unicode Consortium
/// (<https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/PC/>).
const IBM437: &str = "\
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ\
    áíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
    └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
    αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// The upper half of code page 850, by CP850.TXT, from the same place.
const IBM850: &str = "\
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒ\
    áíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
    └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀\
    ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// The upper half of code page 852, by CP852.TXT, from the same place.
const IBM852: &str = "\
    ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×č\
    áíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐\
    └┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀\
    ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{ad}˝˛ˇ˘§÷¸°¨˙űŘř■\u{a0}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_pages_of_dos_have_a_character_for_every_byte() {
        for number in [437, 850, 852] {
            let page = code_page(number).unwrap();
            let CodePage::Dos(name, high) = page else { panic!("{page:?}") };
            assert_eq!((name, high.chars().count()), (format!("IBM{number}").as_str(), 128));
            let all: Vec<u8> = (0..=255).collect();
            assert!(!page.decode(&all).contains('\u{fffd}'));
        }
        let words = |number: i32, bytes: &[u8]| code_page(number).unwrap().decode(bytes).into_owned();
        assert_eq!(words(437, b"caf\x82 \x9b\xe1\xff\xfe"), "café ¢ß\u{a0}■");
        assert_eq!(words(850, b"\x9d\xf0\xb5\xd5"), "Ø\u{ad}Áı");
        assert_eq!(words(852, b"\x88\xa5\xa8\xfd"), "łąĘř");
        assert_eq!(words(866, b"\x8c\xa0\xef\xaa"), "Маяк");
    }
}
