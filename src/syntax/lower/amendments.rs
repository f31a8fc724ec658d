//! Amendments: what is changed, and from whom the change is kept away.

use super::super::ast::{Amended, Amending, ListEntry};
use super::super::grammar::Rule;
use super::{Children, Context, Node, Promised};

/// An entry that only a file of changes has.
pub(super) fn amending(cx: &mut Context<'_>, pair: Node<'_>) -> Promised<Amending> {
    let rule = pair.as_rule();
    let mut children = Children::of(pair);
    let children = &mut children;
    Ok(match rule {
        Rule::amendment => Amending::Head {
            name: children.name(cx)?,
            of: children.name(cx)?,
            label: children.label(cx),
        },
        Rule::clause => Amending::Clause {
            number: cx.name(&children.one(Rule::heading_number)?),
            label: children.label(cx),
        },
        Rule::replace => {
            let target = children.one(Rule::amended)?;
            Amending::Replace {
                target: cx.amended(target)?,
                with: cx.new_entry(children)?,
            }
        }
        Rule::insert => {
            let place = children.any()?;
            let after = place.as_rule() == Rule::insert_after;
            Amending::Insert {
                after,
                place: cx.citation(Children::of(place).one(Rule::citation)?)?,
                entry: cx.new_entry(children)?,
            }
        }
        Rule::repeal => {
            let mut targets = Vec::new();
            while let Some(target) = children.maybe(Rule::amended) {
                targets.push(cx.amended(target)?);
            }
            Amending::Repeal { targets }
        }
        Rule::renumber => Amending::Renumber {
            from: cx.citation(children.one(Rule::citation)?)?,
            to: cx.citation(children.one(Rule::citation)?)?,
        },
        Rule::extend => {
            let kind = children.name(cx)?;
            let mut member = Children::of(children.one(Rule::member)?);
            let (member, label) = (member.name(cx)?, member.label(cx));
            let after = children
                .maybe(Rule::after_word)
                .map(|_| children.name(cx))
                .transpose()?;
            Amending::Extend {
                kind,
                member,
                label,
                after,
            }
        }
        _ => {
            let places = match children.maybe(Rule::citations) {
                Some(citations) => cx.citations(citations)?,
                None => Vec::new(),
            };
            match cx.when(children)? {
                Some(when) => Amending::Saving {
                    places,
                    when,
                    because: children.because(cx)?,
                },
                None => return children.unexpected(),
            }
        }
    })
}

impl Context<'_> {
    fn amended(&self, pair: Node<'_>) -> Promised<Amended> {
        let mut children = Children::of(pair);
        Ok(Amended {
            rule: children.maybe_name(self),
            place: self.citation(children.one(Rule::citation)?)?,
        })
    }

    fn new_entry(&mut self, children: &mut Children<'_>) -> Promised<Option<ListEntry>> {
        let Some(entry) = children.maybe(Rule::new_entry) else {
            return Ok(None);
        };
        let entry = Children::of(entry).any()?;
        self.list_entry(entry).map(Some)
    }
}
