//! What does not fit, before anyone knows whether it stood in a case file or in a scenario.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// One thing given that does not fit.
#[derive(Debug, Clone)]
pub(crate) struct Misfit {
    /// Which kind.
    pub(crate) code: Code,
    /// Where it stands.
    pub(crate) span: Span,
    /// What is wrong, in one line.
    pub(crate) headline: String,
    /// What else there is to say; apart, so that a misfit is cheap to hand on.
    pub(crate) more: Box<More>,
}

/// What else there is to say of a misfit.
#[derive(Debug, Clone, Default)]
pub(crate) struct More {
    /// What would fit, in words.
    pub(crate) expected: Option<String>,
    /// What was found, in words.
    pub(crate) found: Option<String>,
    /// Other places to see.
    pub(crate) also: Vec<(Span, String)>,
    /// What could be done.
    pub(crate) help: Vec<String>,
}

impl Misfit {
    /// A misfit with a headline of its own.
    pub(crate) fn new(code: Code, span: Span, headline: impl Into<String>) -> Misfit {
        Misfit {
            code,
            span,
            headline: headline.into(),
            more: Box::default(),
        }
    }

    /// Something else is expected of `about`, which names the place: `` `rank` ``.
    pub(crate) fn expected(
        code: Code,
        span: Span,
        about: &str,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Misfit {
        let (expected, found) = (expected.into(), found.into());
        let headline = format!("{about} must be {expected}, not {found}");
        let mut misfit = Misfit::new(code, span, headline);
        misfit.more.expected = Some(expected);
        misfit.more.found = Some(found);
        misfit
    }

    /// Adds a suggestion.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Misfit {
        self.more.help.push(help.into());
        self
    }

    /// Adds a suggestion, if there is one.
    pub(crate) fn maybe_help(mut self, help: Option<String>) -> Misfit {
        self.more.help.extend(help);
        self
    }

    /// Points at a further place.
    pub(crate) fn also(mut self, span: Span, text: impl Into<String>) -> Misfit {
        self.more.also.push((span, text.into()));
        self
    }
}

impl From<Misfit> for Diagnostic {
    fn from(misfit: Misfit) -> Diagnostic {
        let More {
            expected,
            also,
            help,
            ..
        } = *misfit.more;
        let label = expected.map_or_else(String::new, |it| format!("expected {it}"));
        let mut diagnostic =
            Diagnostic::new(misfit.code, misfit.span, misfit.headline).label(label);
        for (span, text) in also {
            diagnostic = diagnostic.also(span, text);
        }
        help.into_iter().fold(diagnostic, Diagnostic::help)
    }
}

/// What was typed, in backticks, cut off after 40 characters, control characters made visible.
pub(crate) fn ticked(text: &str) -> String {
    const SHOWN: usize = 40;
    let mut shown = String::from("`");
    for character in text.chars().take(SHOWN) {
        if character.is_control() {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown.push('`');
    shown
}

/// Names in backticks, parted by commas.
pub(crate) fn list_of<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(ticked).collect::<Vec<_>>().join(", ")
}

/// `did you mean …?`
pub(crate) fn did_you_mean(near: Option<&str>) -> Option<String> {
    near.map(|near| format!("did you mean {}?", ticked(near)))
}
