//! Heads of files, headings, and what dates a provision.

use super::super::ast::{EntryKind, Heading, InForce, Rank, Regulation, Validity, ValidityOf};
use super::super::grammar::Rule;
use super::{Children, Context, Node, Promised};

/// The head of a file, `use`, and the entries about the text of the law itself.
pub(super) fn head(cx: &mut Context<'_>, pair: Node<'_>) -> Promised<EntryKind> {
    let rule = pair.as_rule();
    if rule == Rule::regulation {
        return regulation(cx, pair);
    }
    let mut children = Children::of(pair);
    Ok(match rule {
        Rule::vocabulary => EntryKind::Vocabulary {
            name: children.name(cx)?,
            label: children.label(cx),
        },
        Rule::scenarios => EntryKind::Scenarios {
            name: children.maybe_name(cx),
            label: children.label(cx),
        },
        Rule::use_ => EntryKind::Use(children.text(cx)?),
        Rule::wording => {
            let language = children.maybe(Rule::tag).map(|tag| cx.name(&tag));
            EntryKind::Wording {
                language,
                text: children.text(cx)?,
            }
        }
        Rule::descriptive => match children.because(cx)? {
            Some(because) => EntryKind::Descriptive { because },
            None => return children.unexpected(),
        },
        _ => EntryKind::Validity(validity(cx, &mut children, rule == Rule::commencement)?),
    })
}

fn regulation(cx: &mut Context<'_>, pair: Node<'_>) -> Promised<EntryKind> {
    let mut children = Children::of(pair);
    let name = children.name(cx)?;
    if let Some(continued) = children.maybe(Rule::continued) {
        return Ok(EntryKind::Continued {
            name,
            from: Children::of(continued).text(cx)?,
        });
    }
    let label = children.label(cx);
    let mut regulation = Regulation {
        name,
        label,
        about: None,
        languages: Vec::new(),
        counting: None,
    };
    while let Some(clause) = children.maybe(Rule::head_clause) {
        let clause = Children::of(clause).any()?;
        let rule = clause.as_rule();
        let place = cx.span(&clause);
        let mut inner = Children::of(clause);
        match rule {
            Rule::about => {
                let about = inner.name(cx)?;
                cx.once(&mut regulation.about, about, "about", place);
            }
            Rule::in_language => regulation
                .languages
                .extend(inner.all(Rule::tag).map(|tag| cx.name(&tag))),
            _ => {
                let convention = inner.one(Rule::convention)?;
                let counting = (cx.convention(convention)?, inner.because(cx)?);
                cx.once(&mut regulation.counting, counting, "counting", place);
            }
        }
    }
    Ok(EntryKind::Regulation(regulation))
}

/// A heading of any rank.
pub(super) fn heading(cx: &mut Context<'_>, pair: Node<'_>) -> Promised<EntryKind> {
    let rank = match pair.as_rule() {
        Rule::chapter => Rank::Chapter,
        Rule::article => Rank::Article,
        Rule::paragraph => Rank::Paragraph,
        Rule::item => Rank::Item,
        Rule::part => Rank::Part,
        Rule::proviso => Rank::Proviso,
        _ => Rank::Note,
    };
    let mut children = Children::of(pair);
    let number = match children.peek() {
        Some(Rule::heading_number | Rule::heading_letter) => Some(cx.name(&children.any()?)),
        _ => None,
    };
    let label = children.label(cx);
    let in_force = children
        .maybe(Rule::in_force)
        .map(|in_force| cx.in_force(in_force))
        .transpose()?;
    let about = children
        .maybe(Rule::about)
        .map(|about| Children::of(about).name(cx))
        .transpose()?;
    Ok(EntryKind::Heading(Heading {
        rank,
        number,
        label,
        in_force,
        about,
    }))
}

fn validity(
    cx: &mut Context<'_>,
    children: &mut Children<'_>,
    commencement: bool,
) -> Promised<Validity> {
    let of = match children.maybe(Rule::citation) {
        Some(citation) => Some(ValidityOf::Provision(cx.citation(citation)?)),
        None => children.maybe_name(cx).map(ValidityOf::Regulation),
    };
    let on = Children::of(children.one(Rule::on_date)?).one(Rule::date)?;
    Ok(Validity {
        commencement,
        of,
        on: cx.date(on)?,
    })
}

impl Context<'_> {
    fn in_force(&mut self, pair: Node<'_>) -> Promised<InForce> {
        let mut in_force = InForce {
            from: None,
            until: None,
            span: self.span(&pair),
        };
        let mut children = Children::of(pair);
        while let Some(end) = children.next() {
            let is_start = end.as_rule() == Rule::from_date;
            let date = Children::of(end).one(Rule::date)?;
            let date = Some(self.date(date)?);
            if is_start {
                in_force.from = date;
            } else {
                in_force.until = date;
            }
        }
        Ok(in_force)
    }
}
