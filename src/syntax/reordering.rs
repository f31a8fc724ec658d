//! Characters that change the order of what is shown: warned of once per file.
//!
//! They work in labels and comments as well as in rules, and a reader does not see them: what is read is
//! then not what the rules say.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span, offset_of, reorders};

/// What to say of them, if there are any.
pub(super) fn warning(file: FileId, text: &str) -> Option<Diagnostic> {
    let mut found = text.char_indices().filter(|(_, it)| reorders(*it));
    let (at, first) = found.next()?;
    let others = found.count();
    let span = Span::new(file, offset_of(at), offset_of(at + first.len_utf8()));
    let diagnostic = Diagnostic::new(
        Code::BidirectionalControl,
        span,
        format!(
            "`U+{:04X}`, which is not seen, changes the order in which the text after it is shown",
            u32::from(first)
        ),
    );
    let diagnostic = match others {
        0 => diagnostic,
        1 => diagnostic.label("and one more such character in this file"),
        others => diagnostic.label(format!("and {others} more such characters in this file")),
    };
    Some(diagnostic.help("take it out: no rule needs it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn once_per_file_wherever_it_stands() {
        let found = warning(FileId(0), "-- a \u{2066}b\u{2069}\nfact c \"\u{202e}d\"").unwrap();
        assert_eq!(
            found.headline,
            "`U+2066`, which is not seen, changes the order in which the text after it is shown"
        );
        assert_eq!(
            found.primary.text,
            "and 2 more such characters in this file"
        );
        assert_eq!((found.primary.span.start, found.primary.span.end), (5, 8));
    }

    #[test]
    fn ordinary_text_of_any_script_is_none() {
        for text in [
            "「行政院」（甲）",
            "총리 e\u{301}",
            "\u{200d}\u{200c}",
            "عمر \u{200f}x",
        ] {
            assert_eq!(warning(FileId(0), text), None, "{text}");
        }
    }
}
