//! Full-width punctuation: read as the plain sign, and advised against once per file.
//!
//! An input method for Chinese or Japanese writes `（`, `，` and `：`. They mean here what `(`, `,`
//! and `:` mean; the formatter writes the plain ones, so that one rule has one spelling.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span, offset_of};

use super::pieces::{PieceKind, pieces};

/// What to say of the full-width signs outside quotations and comments, if there are any.
pub(super) fn advice(file: FileId, text: &str) -> Option<Diagnostic> {
    if !text.contains(FULL_WIDTH) {
        return None;
    }
    let mut found = pieces(text)
        .filter(|piece| piece.kind == PieceKind::Sign && piece.text.starts_with(FULL_WIDTH));
    let first = found.next()?;
    let others = found.count();
    let plain = plain(first.text)?;
    let span = Span::new(file, offset_of(first.start), offset_of(first.end()));
    let diagnostic = Diagnostic::new(
        Code::FullwidthPunctuation,
        span,
        format!("full-width `{}`, where `{plain}` is usual", first.text),
    );
    let diagnostic = match others {
        0 => diagnostic,
        1 => diagnostic.label("and one more in this file"),
        others => diagnostic.label(format!("and {others} more in this file")),
    };
    Some(diagnostic.help(format!("`enact fmt` writes `{plain}`")))
}

const FULL_WIDTH: [char; 10] = ['（', '）', '，', '、', '：', '＋', '－', '−', '％', '＜'];

fn plain(sign: &str) -> Option<&'static str> {
    Some(match sign {
        "（" => "(",
        "）" => ")",
        "，" | "、" => ",",
        "：" => ":",
        "＋" => "+",
        "－" | "−" => "-",
        "％" => "%",
        "＜" => "<",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn once_per_file_and_not_in_quotations() {
        let found = advice(
            FileId(0),
            "fact a 「甲，乙」： set of b -- ，\nalways （a）",
        )
        .unwrap();
        assert_eq!(found.headline, "full-width `：`, where `:` is usual");
        assert_eq!(found.primary.text, "and 2 more in this file");
        assert_eq!(advice(FileId(0), "fact a 「，」: b"), None);
    }
}
